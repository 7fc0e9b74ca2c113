/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_FORGO_H
#define RUNNER_FORGO_H

/*
 * When the child of a launch gives up which of its privileges: each as early as it may be. What they cost the
 * kernel is time that the child has while the supervisor makes its network and its links.
 */
#include "run.h"

/* What an exec could give; but not before a new user namespace, which undoes it. */
int forgo_bounds(const struct run *run, struct failure *failure);

/* System calls, where all that is left to do gets by without. */
int forgo_calls(const struct run *run, struct failure *failure);

/* All else, in the end. */
int forgo_rest(const struct run *run, struct failure *failure);

#endif
