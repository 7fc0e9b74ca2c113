/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ASK_H
#define RUNNER_ASK_H

/* What the subcommands ask of a live run's supervisor (control.h). */
#include "control.h"
#include "runs.h"

/* What who joins a run is given. The descriptors are the caller's. */
struct admission {
	int connection;               /* ends with the run */
	int fds[CONTROL_DESCRIPTORS]; /* -1: the run has no such one */
	struct privileges privileges;
	struct usermap users;
	bool users_last; /* the run's other namespaces do not belong to its user namespace */
};

/* Asks to join the run. */
int ask_to_join(const struct found_run *run, struct admission *admission, struct failure *failure);

/* A run that was asked to end. */
struct stopping {
	char id[RUN_ID_SIZE];
	int connection; /* can be read when the run is over */
	int supervisor; /* pidfd; or -1 where it cannot be had */
	long patience_ms;
};

/*
 * Asks the run to end, by SIGTERM and after the grace by SIGKILL; CONTROL_OWN_GRACE: its own. The
 * caller hands stopping to ask_finish().
 */
int ask_to_stop(const struct runs *runs, const struct found_run *run, unsigned grace_ms,
	struct stopping *stopping, struct failure *failure);

/* Waits until it is over. A supervisor that does not answer is killed; closes all. */
void ask_finish(struct stopping *stopping);

/* A connection that can be read when the run is over; the caller closes it. 0, or -1: it is over. */
int ask_to_tell(const struct found_run *run, int *connection);

/* Waits for the run's end, and returns its exit status; -1 when it ended without telling. */
int ask_status(const struct found_run *run);

#endif
