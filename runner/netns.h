/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETNS_H
#define RUNNER_NETNS_H

/* --netns: a network namespace that was there before. */
#include "../netsetup/failure.h"

/*
 * Opens it: a name is one of ip netns, and what has a slash in it is a path. The caller owns the
 * descriptor. -1 on failure.
 */
int netns_open(const char *name, struct failure *failure);

/*
 * Opens the user namespace that it belongs to, if that is the caller's: who made it may do anything in
 * there. The caller owns the descriptor. -1 on failure.
 */
int netns_open_owner(int netns, const char *name, struct failure *failure);

/*
 * Whether the network may be changed with what is lent: only if it is the caller's. A child that is in a user
 * namespace of a plain user's can be made by that user to send any network, as this host's.
 */
int netns_check_lent(int netns, struct failure *failure);

#endif
