/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_NEIGHBOURS_H
#define NETSETUP_NEIGHBOURS_H

/* The requests about neighbours (rtnetlink(7), RTM_NEWNEIGH). */
#include "address.h"
#include "netlink.h"

/* Tells the link number index for good which MAC address an address has there: nobody is asked. */
int neighbour_fix(struct netlink *netlink, int index, const struct ip_address *address,
	const struct mac_address *mac, struct failure *failure);

#endif
