/* SPDX-License-Identifier: MIT */
#include "testhost.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "clone.h"
#include "orphans.h"
#include "passing.h"
#include "program.h"
#include "supervise.h"

/* A test, as the process knows it that has it as its child. */
struct test {
	int channel;
	const struct plan *plan;
	struct test_order order;
	struct job job;
};

static int set(const char *name, const char *value, struct failure *failure)
{
	return setenv(name, value, 1) < 0 ? fail(failure, errno, "set %s", name) : 0;
}

static int tell(const struct test *test, struct failure *failure)
{
	const struct test_order *order = &test->order;
	const char *name = test->plan->name;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)order->pid);
	if (set("NSRUN_ID", order->id, failure) < 0 ||
		set("NSRUN_NAME", name != NULL ? name : order->id, failure) < 0 ||
		set("NSRUN_ADDRESS", order->address, failure) < 0)
		return -1;
	return set("NSRUN_PID", pid, failure);
}

static void report_failure(const struct test *test, struct failure *failure)
{
	struct test_result result = { .has_failed = true };

	fail_in(failure, "--test");
	failure->status = STATUS_NSRUN_FAILED;
	result.failure = *failure;
	passing_send_plain(test->channel, &result, sizeof(result));
}

static _Noreturn void become_test(const struct test *test)
{
	char shell[] = "/bin/sh", option[] = "-c";
	AUTO_FREE char *text = strdup(test->plan->test);
	char *const words[] = { shell, option, text, NULL };
	struct failure failure;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (text == NULL)
		fail(&failure, ENOMEM, "its text");
	else if (tell(test, &failure) == 0)
		program_exec(&test->job.signals, words, &failure);
	report_failure(test, &failure);
	_exit(STATUS_NSRUN_FAILED);
}

/* The supervisor says nothing more: so this is the end of file. */
static void end_early(void *context)
{
	struct test *test = context;

	events_remove(&test->job.events, test->channel);
	job_end(&test->job, test->plan->grace_ms);
}

static int start(struct test *test, struct failure *failure)
{
	char name[SIGNAL_NAME_SIZE];
	int signal = signals_take_end(&test->job.signals);

	/* One of the terminal's has ended the command by now, which the test was to be of. */
	if (signal != 0)
		return fail(failure, 0, "ended by %s before the test began",
			signals_name(signal, name));
	if (signals_read_all(&test->job.signals, failure) < 0)
		return -1;
	test->job.pid = clone_process(&test->job.pidfd, failure);
	if (test->job.pid == 0)
		become_test(test);
	if (test->job.pid < 0)
		return -1;
	if (test->order.limit_ms != 0 &&
		job_limit(&test->job, test->order.limit_ms, test->plan->grace_ms) < 0)
		return fail(failure, errno, "--timeout: timer");
	events_add(&test->job.events, test->channel, end_early, test);
	return 0;
}

static void end_left_behind(const struct test *test)
{
	const struct orphans orphans = {
		.is_meant = process_is_descendant,
		.grace_ms = test->plan->grace_ms,
		.says = test->plan->verbose,
		.signals = &test->job.signals,
	};
	size_t ended;

	if (orphans_reap(&ended))
		orphans_end(&orphans);
}

static int live(struct test *test, struct failure *failure)
{
	struct test_result result = { .has_failed = false };

	if (signals_take(&test->job.signals, failure) < 0)
		return -1;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return fail(failure, errno, "become the subreaper of the test");
	if (passing_receive_plain(test->channel, &test->order, sizeof(test->order)) <= 0)
		return 0;
	if (start(test, failure) < 0)
		return -1;
	result.status = supervise(&test->job);
	result.is_over_limit = test->job.is_over_limit;
	end_left_behind(test);
	passing_send_plain(test->channel, &result, sizeof(result));
	return 0;
}

void testhost_run(int channel, const struct plan *plan)
{
	static struct test test;
	struct failure failure;

	prctl(PR_SET_NAME, "nsrun test");
	power_give_back();
	test.channel = channel;
	test.plan = plan;
	job_clear(&test.job);
	if (live(&test, &failure) < 0)
		report_failure(&test, &failure);
	_exit(EXIT_SUCCESS);
}
