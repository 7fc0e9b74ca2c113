/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_USERMAP_H
#define RUNNER_USERMAP_H

/*
 * Who the users of a user namespace are outside of it (user_namespaces(7)). Mostly it has one user and one
 * group: that is all that a caller without privileges can have, and it is enough: nobody else's files are
 * in reach.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "../netsetup/failure.h"

/* Plain data: whoever joins a run is sent it. */
struct usermap {
	bool is_set;     /* false: there is no user namespace of its own */
	bool is_callers; /* outside it is a plain user, who calls */
	bool is_all; /* everybody that the caller's own knows is in it, as who he is; and the rest is 0 */
	uid_t inside_uid, outside_uid;
	gid_t inside_gid, outside_gid;
};

/*
 * Root inside. Outside it is the caller; for root the user who became root by sudo, doas or pkexec, or
 * nobody: root inside is never root outside where there is anybody else to be.
 */
int usermap_of_root(struct usermap *map, struct failure *failure);

/* The caller, inside as outside. */
struct usermap usermap_of_caller(void);

/*
 * Everybody, inside as outside: nobody is less, but for power over what belongs to other user namespaces,
 * as the host's network.
 */
struct usermap usermap_of_all(void);

/*
 * Writes it, on the parent's side of a new child in a user namespace of its own, and then on the child's:
 * one of them does. A plain user may write nothing about others, but the child that it is the caller.
 */
int usermap_write(const struct usermap *map, pid_t child, struct failure *failure);
int usermap_write_own(const struct usermap *map, struct failure *failure);

/*
 * Becomes the user inside, in the namespace, with all capabilities there. What ends with a change of user
 * (PR_SET_PDEATHSIG) is to be done again afterwards.
 */
int usermap_become(const struct usermap *map, struct failure *failure);

#endif
