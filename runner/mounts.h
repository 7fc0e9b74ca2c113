/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_MOUNTS_H
#define RUNNER_MOUNTS_H

/* The mounts of a command: called in its new mount namespace. */
#include "plan.h"

/* Lets no mount of the command reach the host; what the host unmounts goes here, too. */
int mounts_separate(struct failure *failure);

/*
 * Mounts /sys anew, so that /sys/class/net shows the links of the caller's network namespace. What
 * is mounted below the old /sys (/sys/fs/cgroup …) stays where it is, and a read-only /sys stays
 * read-only.
 */
int mounts_renew_sys(struct failure *failure);

/*
 * Puts each file of /etc/netns/NAME over the one of its name in /etc, as ip netns does. What cannot
 * be is warned of.
 */
void mounts_bind_etc(const char *name);

/* Binds each SRC over its DST, with what is mounted below SRC. Both must be there: nothing is made. */
int mounts_bind(const struct bind_request *binds, size_t count, struct failure *failure);

#endif
