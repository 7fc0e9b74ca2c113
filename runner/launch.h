/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_LAUNCH_H
#define RUNNER_LAUNCH_H

/* The launch, on the supervisor's side: from a resolved plan to a command that runs. */
#include "run.h"

/*
 * Says who the run is, as far as that can be said before its namespace is known, and where it is called.
 * So there is no moment at which its record is there and it cannot be called. Fine when it was done.
 */
int launch_identify(struct run *run, struct failure *failure);

/*
 * Launches the command of run->plan, whose links, descriptors and signals are set. Returns when
 * it has been exec-ed in a network that is complete. On failure the caller ends the run with
 * ending_abandon(): whatever was made until then stands in *run.
 */
int launch(struct run *run, struct failure *failure);

#endif
