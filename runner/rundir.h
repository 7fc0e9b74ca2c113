/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RUNDIR_H
#define RUNNER_RUNDIR_H

/* The /run of a command with a user namespace of its own: called in its new mount namespace. */
#include "../netsetup/failure.h"

/*
 * Gives it a /run of its own, which its root can write to, as whoever makes namespaces there expects
 * (ip netns, nsrun itself). All that is in the host's is there, too, but what the host's root keeps of
 * its own runs and namespaces: /run/nsrun and /run/netns.
 */
int rundir_renew(struct failure *failure);

#endif
