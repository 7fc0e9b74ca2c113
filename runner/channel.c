/* SPDX-License-Identifier: MIT */
#include "channel.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* Room for one descriptor, aligned as CMSG_FIRSTHDR wants it. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int channel_open(int ends[2], struct failure *failure)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return fail(failure, errno, "channel between supervisor and child");
	return 0;
}

static void put_descriptor(struct msghdr *header, union control *control, int passed)
{
	struct cmsghdr *part = &control->header;

	memset(control, 0, sizeof(*control));
	header->msg_control = control;
	header->msg_controllen = sizeof(*control);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(passed));
	memcpy(CMSG_DATA(part), &passed, sizeof(passed));
}

int channel_send(int end, const struct message *message, int passed)
{
	union control control;
	struct iovec data = { (void *)(uintptr_t)message, sizeof(*message) };
	struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1 };
	ssize_t sent;

	if (passed >= 0)
		put_descriptor(&header, &control, passed);
	do
		sent = sendmsg(end, &header, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof(*message) ? 0 : -1;
}

static int taken_descriptor(struct msghdr *header)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(header);
	int passed = -1;

	if (part != NULL && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS)
		memcpy(&passed, CMSG_DATA(part), sizeof(passed));
	return passed;
}

int channel_receive(int end, struct message *message, int *passed)
{
	union control control;
	struct iovec data = { message, sizeof(*message) };
	struct msghdr header = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t received;

	*passed = -1;
	do
		received = recvmsg(end, &header, MSG_CMSG_CLOEXEC);
	while (received < 0 && errno == EINTR);
	if (received <= 0)
		return (int)received;
	*passed = taken_descriptor(&header);
	if (received == (ssize_t)sizeof(*message))
		return 1;
	errno = EPROTO;
	return -1;
}
