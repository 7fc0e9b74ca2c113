/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DETACH_H
#define RUNNER_DETACH_H

/*
 * --detach, of a run and of nsrun exec: nsrun forks. The child becomes the supervisor, in a session of its own; the parent
 * stays until the run is ready, so that what goes wrong before is the failure of the command that
 * the user typed, and what asks the parent to end until then ends the run.
 */
#include "descriptors.h"
#include "identity.h"

enum { DETACH_SUPERVISOR = -2 };

/*
 * Forks. Returns DETACH_SUPERVISOR in the child, with *report set; in the parent, when it is over,
 * the exit status, or -1 with the failure, which may be the child's. The child has no descriptor
 * above 2 but its own and those that the command is to have.
 */
int detach_fork(const struct descriptors *descriptors, int *report, struct failure *failure);

/*
 * In the supervisor: the run is ready. The parent prints its ID, if there is one (identity not NULL),
 * and ends; nsrun lets go of what it was started with (standard streams, the command's descriptors,
 * the directory).
 */
void detach_ready(
	int *report, const struct identity *identity, const struct descriptors *descriptors);

/* In the supervisor: the run failed before it was ready. */
void detach_fail(int *report, const struct failure *failure);

#endif
