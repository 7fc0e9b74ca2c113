/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PARENTS_H
#define RUNNER_PARENTS_H

/* What the links of a run are on, as far as it is shared with other runs: made, and agreed on. */
#include "run.h"

/*
 * Shares the VLAN sub-interfaces and private Ethernets that the links need, whose parent_index is
 * set by that, and the mode of an ipvlan parent. run->state is open.
 */
int parents_share(struct run *run, struct failure *failure);

/* Leaves all of them; what no other run uses is removed. The links are gone, or may be. */
void parents_leave(struct run *run);

#endif
