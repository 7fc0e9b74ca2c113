/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMES_WATCH_H
#define RUNNER_NAMES_WATCH_H

/*
 * Sees to it that the covers stay. Whoever replaces /etc/resolv.conf on this host by a new file of
 * that name takes the mount over the old one with it, in every namespace; then the supervisor puts the
 * cover over the new one, some milliseconds later.
 */
#include <stdio.h>
#include <sys/types.h>

#include "../events.h"
#include "../usermap.h"
#include "covers.h"

struct watch {
	const struct covers *covers;
	int mounts; /* the run's mount namespace, which is not the watch's, */
	int users;  /* and the user namespace that it belongs to; -1: the watch's own */
	const struct usermap *map; /* who the command is there */
	FILE *list; /* its mounts (proc_pid_mountinfo(5)); NULL: there is nothing to watch */
	int timer;  /* while a path is not there that a cover belongs over; else -1 */
	struct events *events;
};

struct watch watch_none(void);

/*
 * Watches the covers in the run's mount namespace, by its list of mounts: an open mountinfo, which is the watch's
 * from now on, or -1 where nothing is covered.
 */
int watch_open(struct watch *watch, const struct covers *covers, int list, struct failure *failure);

/*
 * From now on covers that go are put back, as long as events are waited for. Where the run's mounts belong to
 * a user namespace, users, they are the command's to arrange: then it is done as its user by map, which the
 * watch reads later. users is -1 where they are not.
 */
void watch_serve(struct watch *watch, int mounts, int users, const struct usermap *map,
	struct events *events);

void watch_close(struct watch *watch);

#endif
