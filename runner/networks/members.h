/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_MEMBERS_H
#define RUNNER_NETWORKS_MEMBERS_H

/* The live runs that are on a network. */
#include <jansson.h>

#include "../runs.h"
#include "definition.h"

/* As docker network inspect has them under "Containers"; the caller owns them. NULL with a failure. */
json_t *members_find(
	struct runs *runs, const struct named_network *network, struct failure *failure);

#endif
