/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SLAAC_H
#define NETSETUP_SLAAC_H

/*
 * IPv6 addresses that the kernel makes of router advertisements (RFC 4862), for links that ask for
 * them; sysctls_hear_routers() has allowed it before the link came up.
 */
#include "link.h"
#include "netlink.h"

/*
 * Asks the routers, and waits until each such link has an address that can be bound. The default
 * route, if the router is one, is there before it: the kernel takes that first out of an
 * advertisement. Fails when there is none after five seconds.
 */
int slaac_wait(struct netlink *netlink, const struct link_config *links, size_t count,
	struct failure *failure);

#endif
