/* SPDX-License-Identifier: MIT */
#include "tester.h"

/*
 * Theory of operation
 *
 * Two jobs of one terminal: the command in the run, and the test on this host. Who supervises the test is
 * a process of its own (testhost.h), which tells its result over a channel. That is an event of the
 * command's job, as are its log and the control socket; it ends the command.
 *
 * What the terminal does reaches both, in any order. So once a signal has asked nsrun to end, the command may end
 * before the test does, and what counts is what the test makes of the signal.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "channel.h"
#include "clone.h"
#include "passing.h"

void tester_clear(struct tester *tester)
{
	tester->channel = -1;
	job_clear(&tester->job);
}

int tester_fork(struct tester *tester, const struct plan *plan,
	const struct descriptors *descriptors, struct failure *failure)
{
	int ends[2];

	if (plan->test == NULL)
		return 0;
	if (channel_open(ends, failure) < 0)
		return -1;
	tester->job.pid = clone_process(&tester->job.pidfd, failure);
	if (tester->job.pid == 0) {
		close(ends[0]);
		descriptors_close_own(descriptors);
		testhost_run(ends[1], plan);
	}
	close(ends[1]);
	tester->channel = ends[0];
	if (tester->job.pid < 0)
		return fail_in(failure, "--test");
	tester->grace_ms = plan->grace_ms;
	tester->state = TESTER_WAITING;
	return 0;
}

/* Waits for it. That it says nothing is an end that was not its own. */
static void take_result(struct tester *tester)
{
	struct test_result *result = &tester->result;

	if (passing_receive_plain(tester->channel, result, sizeof(*result)) <= 0) {
		memset(result, 0, sizeof(*result));
		result->has_failed = true;
		fail(&result->failure, 0, "--test: the process that runs it was ended");
	}
	tester->state = TESTER_OVER;
}

static void end_with_test(void *context)
{
	struct tester *tester = context;

	take_result(tester);
	events_remove(&tester->command->events, tester->channel);
	job_end(tester->command, tester->grace_ms);
}

static void ask_test(const struct signalfd_siginfo *info, void *context)
{
	struct tester *tester = context;

	tester->is_asked = true;
	if (signals_is_for_command(info))
		signals_forward(tester->job.pidfd, info);
}

/* In its place waits the process of the test, which is asked first. */
static void watch(struct tester *tester, struct job *command)
{
	tester->command = command;
	tester->state = TESTER_RUNNING;
	command->companion = tester->job.pid;
	command->companion_fd = tester->job.pidfd;
	command->asked_to_end = ask_test;
	command->asked_context = tester;
	events_add(&command->events, tester->channel, end_with_test, tester);
}

int tester_begin(struct tester *tester, struct job *command, struct test_order *order,
	struct failure *failure)
{
	if (tester->state == TESTER_NONE || command->pidfd < 0)
		return 0;
	/* The test is to end first, so its time is taken where it is. */
	order->limit_ms = job_take_limit(command);
	if (passing_send_plain(tester->channel, order, sizeof(*order)) < 0)
		return fail(failure, errno, "--test: speak to the process that runs it");
	watch(tester, command);
	return 0;
}

/* What came together with the end of the command came before it. */
static void hear_last(struct tester *tester, const struct signals *signals)
{
	struct pollfd ready = { .fd = tester->channel, .events = POLLIN };
	struct signalfd_siginfo info;

	while (signals_next(signals, &info)) {
		if (signals_asks_to_end(signals, (int)info.ssi_signo))
			ask_test(&info, tester);
	}
	if (tester->state == TESTER_RUNNING && poll(&ready, 1, 0) > 0)
		take_result(tester);
}

static int explain_end(const struct job *command, bool is_stopped, struct failure *failure)
{
	if (is_stopped)
		return fail(failure, 0, "--test: ended by nsrun stop before the test was over");
	if (command->signal != 0)
		return fail(failure, 0,
			"--test: the command was ended by signal %d (%s) before the test was over",
			command->signal, strsignal(command->signal));
	return fail(failure, 0, "--test: the command ended with status %d before the test did",
		command->status);
}

/* The end of file ends the test; the end of its process is waited for with all that a job is. */
static void await_end(struct tester *tester, const struct signals *signals, bool is_to_end)
{
	bool is_running = tester->state == TESTER_RUNNING;

	if (is_to_end)
		shutdown(tester->channel, SHUT_WR);
	tester->job.signals = *signals;
	/* One that was killed before may have been reaped with the command's orphans. */
	if (signals_send(tester->job.pidfd, 0) == 0)
		supervise(&tester->job);
	if (is_running)
		take_result(tester);
}

static int judge(
	struct tester *tester, const struct job *command, bool is_stopped, struct failure *failure)
{
	bool is_early;

	hear_last(tester, &command->signals);
	is_early = tester->state == TESTER_WAITING ||
		(tester->state == TESTER_RUNNING && !tester->is_asked);
	if (tester->state != TESTER_OVER)
		await_end(tester, &command->signals, is_early);
	if (is_early)
		return explain_end(command, is_stopped, failure);
	if (!tester->result.has_failed)
		return 0;
	*failure = tester->result.failure;
	return -1;
}

int tester_finish(struct tester *tester, struct job *command, bool is_stopped, int *status,
	struct failure *failure)
{
	if (tester->state == TESTER_NONE)
		return 0;
	if (judge(tester, command, is_stopped, failure) < 0) {
		failure->stage = "test";
		return -1;
	}
	command->is_over_limit = tester->result.is_over_limit;
	*status = tester->result.status;
	return 1;
}

void tester_close(struct tester *tester)
{
	siginfo_t info;

	close_fd(&tester->channel);
	if (tester->job.pidfd >= 0)
		signals_wait(tester->job.pidfd, &info, WEXITED);
	close_fd(&tester->job.pidfd);
	tester->state = TESTER_NONE;
}
