/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SUPERVISE_H
#define RUNNER_SUPERVISE_H

/* nsrun while the command runs: invisible. */
#include "run.h"

/*
 * Waits for the command, and until then passes signals on, stops when it stops and goes on with
 * it. Returns the exit status: the command's own, or 128 and the number of the signal that ended
 * it. The command is reaped, and what it left behind is still there.
 */
int supervise(struct run *run);

#endif
