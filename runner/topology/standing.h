/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_STANDING_H
#define RUNNER_TOPOLOGY_STANDING_H

/* Which runs of a topology are there, and their end. */
#include "topology.h"

/* Refuses a topology of which a run lives: 0, or -1 with a failure that names it. */
int standing_refuse(const struct topology *topology, struct failure *failure);

/*
 * Ends the runs of the topology, by their names, all at once, and returns when nothing of them is left. Those
 * that are over are fine, and what stays of them is removed.
 */
int standing_end(const struct topology *topology, struct failure *failure);

/* The same of runs by their IDs. */
int standing_end_ids(char *const *ids, size_t count, struct failure *failure);

#endif
