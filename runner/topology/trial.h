/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_TRIAL_H
#define RUNNER_TOPOLOGY_TRIAL_H

/* The test of a topology: a command on this host, while all the hosts of the file are up. */
#include "../signals.h"
#include "topology.h"

/*
 * Runs it, as `sh -c`, with NSRUN_TOPOLOGY in its environment and this nsrun first in its PATH. Returns its
 * exit status, 128 and the number of the signal that ended it; or -1 with a failure. What it left running is
 * ended before.
 */
int trial_run(
	const struct topology *topology, const struct signals *signals, struct failure *failure);

#endif
