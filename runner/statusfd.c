/* SPDX-License-Identifier: MIT */
#include "statusfd.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../netsetup/cleanup.h"

/*
 * How much a write takes without waiting and in one piece. O_NONBLOCK would be set for the caller,
 * too, who shares the open file: so it is asked for. A pipe that can be written to has room for
 * PIPE_BUF bytes, and an empty one for its whole size (pipe(7)).
 */
static size_t find_room(int fd, mode_t mode)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	int unread = 0;
	int size;

	if (poll(&ready, 1, 0) <= 0 || (ready.revents & POLLOUT) == 0)
		return 0;
	if (!S_ISFIFO(mode))
		return SIZE_MAX;
	size = fcntl(fd, F_GETPIPE_SZ);
	if (size > PIPE_BUF && ioctl(fd, FIONREAD, &unread) == 0 && unread == 0)
		return (size_t)size;
	return PIPE_BUF;
}

/* Returns whether it is to be tried again. A failure is the reader's, or the disk's: nothing helps. */
static bool must_wait(int fd, const char *text, size_t size)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	if (find_room(fd, status.st_mode) < size)
		return true;
	if (S_ISSOCK(status.st_mode))
		return send(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EAGAIN;
	return write(fd, text, size) < 0 && (errno == EAGAIN || errno == EINTR);
}

void statusfd_write(struct statusfd *statusfd, const char *line)
{
	size_t length = strlen(line);
	char *text;

	if (statusfd->fd < 0)
		return;
	text = realloc(statusfd->unwritten, statusfd->size + length + 1);
	if (text == NULL)
		return;
	memcpy(text + statusfd->size, line, length + 1);
	statusfd->unwritten = text;
	statusfd->size += length;
	if (must_wait(statusfd->fd, statusfd->unwritten, statusfd->size))
		return;
	free(take_pointer(&statusfd->unwritten));
	statusfd->size = 0;
}

void statusfd_close(struct statusfd *statusfd)
{
	free(take_pointer(&statusfd->unwritten));
	statusfd->size = 0;
	close_fd(&statusfd->fd);
}
