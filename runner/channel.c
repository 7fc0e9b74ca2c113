/* SPDX-License-Identifier: MIT */
#include "channel.h"

#include <errno.h>
#include <sys/socket.h>

#include "passing.h"

int channel_open(int ends[2], struct failure *failure)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return fail(failure, errno, "channel between supervisor and child");
	return 0;
}

int channel_send(int end, const struct message *message, int passed)
{
	return passing_send(end, message, sizeof(*message), &passed, passed >= 0);
}

int channel_receive(int end, struct message *message, int *passed)
{
	size_t count;

	*passed = -1;
	return passing_receive(end, message, sizeof(*message), passed, 1, &count);
}
