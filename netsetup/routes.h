/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_ROUTES_H
#define NETSETUP_ROUTES_H

/* The requests about routes (rtnetlink(7), RTM_NEWROUTE and RTM_GETROUTE). */
#include "link.h"
#include "netlink.h"

/* Adds a route out of a link. name is the link's in the failure. */
int route_add(struct netlink *netlink, int index, const char *name, const struct route *route,
	struct failure *failure);

/* Removes a route that was added by route_add(); one that is not there is fine. */
void route_remove(struct netlink *netlink, int index, const char *name, const struct route *route);

/* A default route of the socket's namespace. */
struct default_route {
	int index;                 /* of the interface it leaves by */
	struct ip_address gateway; /* AF_UNSPEC when it has none */
};

/*
 * The default route of a family, through the interface number index, or through any when that is
 * 0: one lookup, no dump. Returns 1 when there is one, 0 when there is none, -1 with a failure.
 * With several of one metric (multipath) it is the one that the kernel would take.
 */
int route_default(struct netlink *netlink, sa_family_t family, int index,
	struct default_route *found, struct failure *failure);

/*
 * Which address of the socket's namespace would be used to talk to another; AF_UNSPEC when there is
 * no way to that.
 */
int route_source(struct netlink *netlink, const struct ip_address *address,
	struct ip_address *source, struct failure *failure);

/* Whether the address lies in a net of the interface number index itself: 1, 0, or -1. */
int route_is_direct(struct netlink *netlink, const struct ip_address *address, int index,
	struct failure *failure);

/*
 * Whether the address is one of the socket's namespace itself: 1, 0, or -1 with a failure. index is
 * the link's for a link-local address, and 0 for others.
 */
int route_is_local(struct netlink *netlink, const struct ip_address *address, int index,
	struct failure *failure);

#endif
