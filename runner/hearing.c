/* SPDX-License-Identifier: MIT */
#include "hearing.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#include "../netsetup/host.h"
#include "dhcp.h"
#include "ready.h"

/* What the kernel refused a link for can be seen on the host, where the child cannot look. */
int hearing_explain(struct run *run, struct failure *failure)
{
	const char *stage = failure->stage;

	if (failure->link > 0 && (size_t)failure->link <= run->link_count)
		host_explain(run->netlink, &run->links[failure->link - 1], failure);
	failure->stage = stage;
	return -1;
}

/* Where a signal has ended the child, that is the failure. */
static bool explain_death(struct run *run, struct failure *failure)
{
	siginfo_t info;

	if (signals_wait(run->job.pidfd, &info, WEXITED | WNOWAIT) < 0 ||
		(info.si_code != CLD_KILLED && info.si_code != CLD_DUMPED))
		return false;
	fail(failure, 0, "the launch was ended by signal %d (%s) before the command ran",
		info.si_status, strsignal(info.si_status));
	return true;
}

int hearing_fail_killed(struct run *run, struct failure *failure)
{
	return explain_death(run, failure)
		? -1
		: fail(failure, 0, "the launch ended before the command ran");
}

/* A child that is still there would be waited for in vain: it waits for this message. */
int hearing_tell(
	struct run *run, const struct message *message, int passed, struct failure *failure)
{
	if (channel_send(run->channel, message, passed) == 0)
		return 0;
	return errno == EPIPE || errno == ECONNRESET ? hearing_fail_killed(run, failure)
						     : fail(failure, errno, "speak to the child");
}

/* A ^Z of the launch reaches the child just before the exec, and stops it there. */
static void stop_with_child(struct run *run)
{
	siginfo_t info;

	if (signals_wait(run->job.pidfd, &info, WSTOPPED | WNOHANG) == 0 &&
		info.si_code == CLD_STOPPED)
		signals_stop(info.si_status);
}

/* The descriptor tells of no other signals yet than SIGCHLD and those that ask to end. */
static int check_signals(struct run *run, struct failure *failure)
{
	struct signalfd_siginfo info;

	if (!signals_next(&run->job.signals, &info))
		return 0;
	if (info.ssi_signo == SIGCHLD) {
		stop_with_child(run);
		return 0;
	}
	return fail(failure, 0, "ended by signal %u (%s) before the command ran", info.ssi_signo,
		strsignal((int)info.ssi_signo));
}

static bool can_be_read(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	return poll(&ready, 1, 0) > 0;
}

/* Waits for the events (poll(2)) of the descriptor; what it has to tell is older than a signal. */
static int wait_for_events(struct run *run, int fd, short events, struct failure *failure)
{
	struct pollfd ready[] = {
		{ .fd = fd, .events = events },
		{ .fd = run->job.signals.fd, .events = POLLIN },
	};

	do {
		if (poll(ready, ARRAY_SIZE(ready), -1) < 0 && errno != EINTR)
			return fail(failure, errno, "wait for the launch");
		if (ready[0].revents != 0 || (ready[1].revents != 0 && can_be_read(fd)))
			return 0;
	} while (ready[1].revents == 0 || check_signals(run, failure) == 0);
	return -1;
}

int hearing_wait(struct run *run, int fd, struct failure *failure)
{
	return wait_for_events(run, fd, POLLIN, failure);
}

int hearing_wait_end(struct run *run, struct failure *failure)
{
	return wait_for_events(run, run->channel, 0, failure);
}

/* All at once: each may take its seconds. */
static int get_leases(struct run *run, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_LEASES };

	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].dhcp && dhcp_start(run, i, failure) < 0)
			return -1;
	}
	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].dhcp &&
			(hearing_wait(run, run->leases[i].keeper.report, failure) < 0 ||
				dhcp_take(run, i, failure) < 0))
			return -1;
	}
	steps_done(&run->steps, "leases");
	return hearing_tell(run, &message, -1, failure);
}

int hearing_next(
	struct run *run, struct message *message, int passed[PASSED_COUNT], struct failure *failure)
{
	for (;;) {
		int received;

		if (hearing_wait(run, run->channel, failure) < 0)
			return -1;
		received = channel_receive_any(run->channel, message, passed);
		if (received < 0)
			return fail(failure, errno, "hear from the child");
		if (received == 0)
			return 0;
		if (message->kind == MESSAGE_FAILURE) {
			*failure = message->failure;
			return hearing_explain(run, failure);
		}
		if (message->kind == MESSAGE_LEASES && get_leases(run, failure) < 0)
			return -1;
		if (message->kind == MESSAGE_SOCKET)
			ready_take(&run->ready, passed[0]);
		else if (message->kind != MESSAGE_LEASES)
			return 1;
	}
}

/*
 * A child that fails ends at once, and what the supervisor does then fails, too: it speaks to nobody,
 * or makes a link in a namespace that is gone. The child has said before what it was.
 */
void hearing_reason(struct run *run, struct failure *failure)
{
	while (can_be_read(run->channel)) {
		struct message message;
		int passed[PASSED_COUNT];

		if (channel_receive_any(run->channel, &message, passed) <= 0) {
			explain_death(run, failure);
			return;
		}
		for (int i = 0; i < PASSED_COUNT; i++)
			close_fd(&passed[i]);
		/* An end of file behind it is the command's beginning. */
		if (message.kind == MESSAGE_EXEC)
			return;
		/* Who lacks a capability lacks it on both sides, and this side knows which it is. */
		if (message.kind == MESSAGE_FAILURE && message.failure.code == EPERM &&
			failure->code == EPERM)
			return;
		if (message.kind == MESSAGE_FAILURE) {
			*failure = message.failure;
			hearing_explain(run, failure);
			return;
		}
	}
}
