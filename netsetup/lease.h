/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_LEASE_H
#define NETSETUP_LEASE_H

/* What a DHCP server has lent, and how it is put on a link. */
#include <stdint.h>

#include "link.h"
#include "netlink.h"

enum { LEASE_MAX_ROUTES = 32 };

struct lease {
	struct ip_prefix address; /* AF_UNSPEC: none */
	uint32_t seconds;         /* UINT32_MAX: for ever */
	size_t route_count;
	struct route routes[LEASE_MAX_ROUTES];
};

/*
 * Puts the new lease on the link in the place of the old one, which may be none. What both have
 * stays as it is, but for its time.
 */
int lease_apply(struct netlink *netlink, const struct link_config *link, const struct lease *old,
	const struct lease *new, struct failure *failure);

/* Takes the lease off the link. */
void lease_withdraw(
	struct netlink *netlink, const struct link_config *link, const struct lease *lease);

#endif
