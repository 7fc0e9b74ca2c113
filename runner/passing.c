/* SPDX-License-Identifier: MIT */
#include "passing.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "../netsetup/cleanup.h"

/* Room for the descriptors, aligned as CMSG_FIRSTHDR wants it. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(MOST_PASSED * sizeof(int))];
};

static void put_descriptors(
	struct msghdr *header, union control *control, const int *fds, size_t count)
{
	struct cmsghdr *part = &control->header;

	memset(control, 0, sizeof(*control));
	header->msg_control = control;
	header->msg_controllen = CMSG_SPACE(count * sizeof(int));
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(part), fds, count * sizeof(int));
}

int passing_send(int socket, const void *message, size_t size, const int *fds, size_t count)
{
	union control control;
	struct iovec data = { (void *)(uintptr_t)message, size };
	struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1 };
	ssize_t sent;

	if (count != 0)
		put_descriptors(&header, &control, fds, count);
	do
		sent = sendmsg(socket, &header, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)size ? 0 : -1;
}

/* Returns how many came: also more than most, of which the rest is closed. */
static size_t take_descriptors(struct msghdr *header, int *fds, size_t most)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(header);
	int passed[MOST_PASSED];
	size_t count;

	if (part == NULL || part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
		return 0;
	count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(passed, CMSG_DATA(part), count * sizeof(int));
	for (size_t i = 0; i < count; i++) {
		if (i < most)
			fds[i] = passed[i];
		else
			close_fd(&passed[i]);
	}
	return count;
}

int passing_receive(int socket, void *message, size_t size, int *fds, size_t most, size_t *count)
{
	union control control;
	struct iovec data = { message, size };
	struct msghdr header = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t received;
	size_t came;

	*count = 0;
	/* ECONNRESET, once, from one who has closed without reading all: what it wrote comes next. */
	do
		received = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
	while (received < 0 && (errno == EINTR || errno == ECONNRESET));
	if (received <= 0)
		return (int)received;
	came = take_descriptors(&header, fds, most);
	*count = came < most ? came : most;
	if (received == (ssize_t)size && came <= most)
		return 1;
	errno = EPROTO;
	return -1;
}

int passing_send_plain(int socket, const void *message, size_t size)
{
	const int none[1] = { -1 };

	return passing_send(socket, message, size, none, 0);
}

int passing_receive_plain(int socket, void *message, size_t size)
{
	int none[1];
	size_t count;

	return passing_receive(socket, message, size, none, 0, &count);
}
