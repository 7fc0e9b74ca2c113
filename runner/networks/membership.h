/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_MEMBERSHIP_H
#define RUNNER_NETWORKS_MEMBERSHIP_H

/* What a --network of a plan stands for: between the parser and the checks of the whole plan. */
#include "../plan.h"
#include "definition.h"

/* The networks of a plan, by the link's number. */
struct membership {
	struct named_network networks[PLAN_MAX_LINKS];
};

/*
 * Reads the networks that the plan's links name, and writes into the links what the networks say:
 * kind, mode, parent and MTU, the lengths of their addresses, and which addresses are to be leased
 * (pool.h). The links point into membership from then on.
 */
int membership_find(struct plan *plan, struct membership *membership, struct failure *failure);

/*
 * The gateway that a link's network has for the family: that of the subnet in which the link has an
 * address; NULL when there is none.
 */
const struct ip_address *membership_gateway(
	const struct link_request *request, const struct link_config *link, sa_family_t family);

#endif
