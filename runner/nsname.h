/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NSNAME_H
#define RUNNER_NSNAME_H

/*
 * The name of a run's network namespace for ip(8) and whoever looks where it does: /run/netns/NAME, a
 * symbolic link to the supervisor's descriptor. It costs no mount, and keeps nothing alive: when the
 * supervisor is gone it leads nowhere.
 */
#include "../netsetup/failure.h"
#include "identity.h"

struct nsname {
	int netns;           /* what the link leads to; -1: the run has none */
	bool made_directory; /* /run/netns was not there before */
};

#define NSNAME_DIRECTORY "/run/netns"

/* Makes the link for a run with a name, if the caller is root. route is a socket of its namespace. */
int nsname_make(struct nsname *nsname, const char *name, int route, struct failure *failure);

/* Removes it. Fine when it was not made. */
void nsname_remove(struct nsname *nsname, const char *name);

/* Removes that of a dead run, by its identity. */
void nsname_sweep(const struct identity *dead);

#endif
