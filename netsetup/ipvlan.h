/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_IPVLAN_H
#define NETSETUP_IPVLAN_H

/*
 * The kind "ipvlan": a link with its parent's MAC address, told apart by its IP addresses
 * (Documentation/networking/ipvlan.rst).
 */
#include "kind.h"
#include "netlink.h"

extern const struct link_kind_entry ipvlan_kind;

/* The mode and the flag of an ipvlan parent: they are the same for all links on it. */
struct ipvlan_port {
	char link[IFNAMSIZ]; /* one of its links that the socket's namespace has */
	int mode;
	int flags;
};

/*
 * Looks for an ipvlan on the parent in the socket's own namespace: 1, 0 when there is none, or -1
 * with a failure. Links in other namespaces cannot be seen.
 */
int ipvlan_find_port(
	struct netlink *netlink, int parent, struct ipvlan_port *port, struct failure *failure);

#endif
