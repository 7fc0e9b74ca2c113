/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CALLER_H
#define RUNNER_CALLER_H

/*
 * Who calls, and what a run of theirs can have: root has all of the host; a plain user has a place of the
 * own (home.h), and of the host what root grants (grants/grants.h).
 */
#include "run.h"

/*
 * Decides the command's privileges, its user namespace and where the run is at home, and goes there. To be
 * called before anything is looked up on the host.
 */
int caller_decide(struct run *run, struct failure *failure);

/* Takes what is granted of the links, which are decided. Fine for who needs no grant. */
int caller_take_grants(struct run *run, struct failure *failure);

#endif
