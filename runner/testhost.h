/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TESTHOST_H
#define RUNNER_TESTHOST_H

/*
 * The process that has the test of --test as its child, on this host. nsrun forks it before it changes
 * anything of itself: so the test has the caller's user, capabilities, namespaces, signals and directory,
 * none of which the supervisor of a plain user could go back to.
 *
 *     supervisor (tester.h)                  this process
 *     ORDER, once the run is ready      ──▶  starts the test
 *     end of file: end it, or never     ──▶  SIGTERM, and SIGKILL after the grace
 *     mind it no more                   ◀──  RESULT: the test is over, and nothing of it is left
 */
#include "identity.h"
#include "plan.h"

/* What the test is told of the run, in its environment. */
struct test_order {
	unsigned limit_ms; /* what is left of --timeout; 0: there is no limit */
	pid_t pid;         /* NSRUN_PID */
	char id[RUN_ID_SIZE];
	char address[IP_TEXT_SIZE]; /* empty: it has none */
};

struct test_result {
	int status; /* as of supervise() */
	bool is_over_limit;
	bool has_failed; /* it was not run: */
	struct failure failure;
};

/* In the child, at its end of the channel (channel.h). */
_Noreturn void testhost_run(int channel, const struct plan *plan);

#endif
