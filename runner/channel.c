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

int channel_send_exec(int end, struct message *message, const int passed[PASSED_COUNT])
{
	int fds[PASSED_COUNT];
	size_t count = 0;

	for (int i = 0; i < PASSED_COUNT; i++) {
		message->exec.is_passed[i] = passed[i] >= 0;
		if (passed[i] >= 0)
			fds[count++] = passed[i];
	}
	return passing_send(end, message, sizeof(*message), fds, count);
}

int channel_receive(int end, struct message *message, int *passed)
{
	size_t count;

	*passed = -1;
	return passing_receive(end, message, sizeof(*message), passed, 1, &count);
}

int channel_receive_any(int end, struct message *message, int passed[PASSED_COUNT])
{
	int fds[PASSED_COUNT];
	size_t count, next = 0;
	int received = passing_receive(end, message, sizeof(*message), fds, PASSED_COUNT, &count);

	for (int i = 0; i < PASSED_COUNT; i++)
		passed[i] = -1;
	if (received <= 0 || count == 0)
		return received;
	if (message->kind != MESSAGE_EXEC)
		passed[0] = fds[0];
	for (int i = 0; message->kind == MESSAGE_EXEC && i < PASSED_COUNT; i++) {
		if (message->exec.is_passed[i] && next < count)
			passed[i] = fds[next++];
	}
	return received;
}
