/* SPDX-License-Identifier: MIT */
#include "framefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pcapng.h"
#include "userfile.h"

static int open_stdout(struct failure *failure)
{
	int fd;

	if (isatty(STDOUT_FILENO))
		return fail(failure, 0,
			"--pcap -: standard output is a terminal: end the line with "
			"| wireshark -k -i -, or name a file");
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return fd < 0 ? fail(failure, errno, "--pcap -") : fd;
}

/* What standard output leads to may have something in it already, before the frames. */
static void look_at(struct framefile *file)
{
	struct stat status;

	file->is_regular = fstat(file->fd, &status) == 0 && S_ISREG(status.st_mode);
	if (!file->is_regular)
		return;
	file->size = (fcntl(file->fd, F_GETFL) & O_APPEND) != 0 ? status.st_size
								: lseek(file->fd, 0, SEEK_CUR);
}

int framefile_open(struct framefile *file, const char *path, struct failure *failure)
{
	file->fd = strcmp(path, "-") == 0
		? open_stdout(failure)
		: userfile_open("--pcap", path, O_WRONLY | O_TRUNC, failure);
	if (file->fd < 0)
		return -1;
	look_at(file);
	return 0;
}

unsigned char *framefile_room(struct framefile *file)
{
	const size_t room = sizeof(file->buffer) - file->used;

	return room < PCAPNG_LARGEST ? NULL : file->buffer + file->used;
}

void framefile_add(struct framefile *file, size_t size)
{
	file->used += size;
}

/*
 * What a pipe has room for it says for PIPE_BUF bytes only: more may wait for its reader. A regular file
 * waits for nobody.
 */
static ssize_t write_some(const struct framefile *file, const unsigned char *bytes, size_t size)
{
	struct pollfd ready = { .fd = file->fd, .events = POLLOUT };

	if (file->is_regular)
		return write(file->fd, bytes, size);
	if (poll(&ready, 1, 0) == 0) {
		errno = EAGAIN;
		return -1;
	}
	return write(file->fd, bytes, size < PIPE_BUF ? size : PIPE_BUF);
}

int framefile_write(struct framefile *file)
{
	while (file->written < file->used) {
		const ssize_t size =
			write_some(file, file->buffer + file->written, file->used - file->written);

		if (size < 0 && errno == EAGAIN)
			return 0;
		if (size < 0 && errno != EINTR)
			return -1;
		if (size > 0)
			file->written += (size_t)size;
	}
	file->size += (off_t)file->used;
	file->used = 0;
	file->written = 0;
	return 1;
}

void framefile_cut(const struct framefile *file)
{
	if (file->is_regular && ftruncate(file->fd, file->size) < 0)
		return; /* then its last frame is cut, which every reader says */
}
