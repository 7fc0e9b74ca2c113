/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PROCESSORS_H
#define RUNNER_PROCESSORS_H

#include <sys/types.h>

#include "../netsetup/failure.h"

/*
 * Lets a child that has just been made begin on another processor than the caller's, where one is idle and both may
 * use all of them: a scheduler that saves processors, as some virtual machines' does, puts it behind the caller, and
 * what the two could do at once they do one after the other. From then on it runs wherever the scheduler lets
 * it. Returns 0, also when it stays where it is; or -1 with a failure, when it is not free to again.
 */
int processors_part(pid_t child, struct failure *failure);

#endif
