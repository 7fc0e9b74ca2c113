/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ENDING_H
#define RUNNER_ENDING_H

/* The end of a run: nothing of it stays, and its addresses are free when nsrun has returned. */
#include "run.h"

/* Ends a launch that failed, at whatever point: the child is killed, and all is removed. */
void ending_abandon(struct run *run);

/*
 * Ends a run whose command is over and was reaped: ends what the command left behind in the run's
 * network namespace (SIGTERM, and after the plan's grace SIGKILL; a signal that asks nsrun to end
 * shortens the wait), removes the addresses, makes sure that the MAC addresses are free, and gives
 * up the claims.
 */
int ending_finish(struct run *run, struct failure *failure);

#endif
