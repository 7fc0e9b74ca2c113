/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_GRANTS_MARK_H
#define RUNNER_GRANTS_MARK_H

/*
 * By what a network namespace is known to be one that nsrun made for a plain user, with what it lent: the
 * alias of its lo. In a namespace that is not the user's own the user can write nothing.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "../../netsetup/netlink.h"

/* Marks the caller's network namespace, which the socket is of, as the user's. */
int mark_make(struct netlink *netlink, uid_t uid, struct failure *failure);

/* Whether the caller's is marked so. */
bool mark_is_there(uid_t uid);

#endif
