/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TESTER_H
#define RUNNER_TESTER_H

/*
 * --test: a command of the caller's, on this host, that runs while the run does. The run lives as long
 * as it does, and its status is nsrun's.
 */
#include "descriptors.h"
#include "supervise.h"
#include "testhost.h"

enum tester_state {
	TESTER_NONE, /* nobody asked */
	TESTER_WAITING,
	TESTER_RUNNING,
	TESTER_OVER,
};

struct tester {
	enum tester_state state;
	int channel;         /* to the process that runs it (testhost.h) */
	struct job job;      /* that process */
	struct job *command; /* whose test it is; it is ended with the test */
	unsigned grace_ms;
	bool is_asked; /* a signal has asked nsrun to end: it is the test that ends, in its own way */
	struct test_result result; /* when it is over */
};

/* Makes a tester that is all zero one that nobody asked for. */
void tester_clear(struct tester *tester);

/* Forks the process that will run the test, if the plan has one: before nsrun becomes anything else. */
int tester_fork(struct tester *tester, const struct plan *plan,
	const struct descriptors *descriptors, struct failure *failure);

/*
 * The run is ready: begins the test, as a part of what the command's job waits for, which ends together
 * with the test. order is complete but for its limit, which is what the command's has left. Fine when
 * nobody asked for a test, or the command is over already.
 */
int tester_begin(struct tester *tester, struct job *command, struct test_order *order,
	struct failure *failure);

/*
 * The command is over. Waits for the end of the test, which is sent SIGTERM unless a signal had asked
 * nsrun to end; is_stopped: nsrun stop has ended the command. Returns 1 with the test's status, 0 when
 * nobody asked for a test, or -1 with a failure that says that the command ended before the test did, or why
 * there was none.
 */
int tester_finish(struct tester *tester, struct job *command, bool is_stopped, int *status,
	struct failure *failure);

/* Nothing of it is left. Fine when there was none. */
void tester_close(struct tester *tester);

#endif
