/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_JOIN_H
#define RUNNER_JOIN_H

/* nsrun exec: another command in the namespaces of a run that lives. */
#include "runs.h"

/*
 * Runs the command in the run's network, host name and mounts, and waits for it as nsrun does for
 * its own: signals, terminal and exit status are the command's. It ends when the run ends. Returns
 * its exit status, or -1 with a failure.
 */
int join_run(const struct found_run *run, char **command, struct failure *failure);

#endif
