/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_JOIN_H
#define RUNNER_JOIN_H

/* nsrun exec: another command in the namespaces of a run that lives. */
#include "plan.h"
#include "runs.h"

/*
 * Runs the plan's command in the run's network, host name and mounts, and waits for it as nsrun does
 * for its own: signals, terminal and exit status are the command's. It has the privileges of the run's
 * own command, but for what the plan asks for beside or without, and the caller's environment, and the
 * caller's directory, if it is there, but for what the plan says of these. It ends when the run ends.
 * Returns its exit status, or -1 with a failure.
 *
 * With the plan's detach it goes on in the background, and 0 is returned when the command runs. What
 * it writes is lost then; it reads nothing, unless the plan says interactive or tty, as with a run.
 * Nothing else of the plan is looked at.
 */
int join_run(const struct found_run *run, struct plan *plan, struct failure *failure);

#endif
