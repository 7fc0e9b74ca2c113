/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_POOL_H
#define RUNNER_NETWORKS_POOL_H

/*
 * Which address a run gets of a named network: the next free one after the last that the network
 * gave, so that an address is used again as late as can be, and no neighbour still knows another MAC
 * for it.
 *
 * A lease is the claim of the address (claims.h), which all runs on that Ethernet see, whatever
 * network or option they have it by; so it lives as long as its run, and is free when that was killed.
 * What is kept of a network is the last address alone, in a file whose lock is the network's mutex:
 * two that want the next address at once do not go for the same one. A lost file costs no more than
 * the order.
 */
#include "../../netsetup/netlink.h"
#include "../claims.h"
#include "definition.h"

/* What leases are made with; nothing is owned. */
struct pool {
	struct claims *claims;
	int directory; /* of the claims; -1: there are none */
	bool is_trial; /* say which address it would be, and reserve nothing */
	const struct identity *identity;
	const struct plan
		*plan; /* an address that it asks for is not given to another of its links */
	struct netlink *netlink; /* in the host's namespace */
};

/*
 * Leases an address of the family for a link that is placed (place.h), from the first subnet that has
 * a free one. The gateway, the addresses of others and this host's own are never given.
 */
int pool_lease(const struct pool *pool, const struct named_network *network, sa_family_t family,
	const struct link_config *link, struct ip_prefix *address, struct failure *failure);

/* Forgets what was given last, on all hosts that share /run: the network is removed. */
void pool_forget(const struct named_network *network);

#endif
