/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_LAUNCH_H
#define RUNNER_LAUNCH_H

/* The launch, on the supervisor's side: from a resolved plan to a command that runs. */
#include "run.h"

/*
 * Launches the command of run->plan, whose links, descriptors and signals are set. Returns when
 * it has been exec-ed in a network that is complete. On failure the caller ends the run with
 * ending_abandon(): whatever was made until then stands in *run.
 */
int launch(struct run *run, struct failure *failure);

#endif
