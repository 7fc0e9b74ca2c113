/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_MEMBERS_H
#define RUNNER_NETWORKS_MEMBERS_H

/* The live runs that are on a network. */
#include <jansson.h>

#include "../runs.h"
#include "definition.h"

/*
 * As runs_open(); but where the runs of this host are another user's there are none to be seen: they
 * cannot be on this user's networks.
 */
int members_open(struct runs *runs, struct failure *failure);

/* As docker network inspect has them under "Containers"; the caller owns them. NULL with a failure. */
json_t *members_find(
	struct runs *runs, const struct named_network *network, struct failure *failure);

#endif
