/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_CHILDREN_H
#define NETSETUP_CHILDREN_H

/*
 * The links that are on a parent. The kernel does not keep a list of them for anybody to read: each names its
 * parent. So all links are looked through, those of other network namespaces, too, as far as the caller's
 * has a number for them (RTM_NEWNSID): that of each run of nsrun has one, and that of each container
 * that a link was moved to.
 */
#include "link.h"
#include "netlink.h"

struct child_link {
	char kind[16]; /* as the kernel calls it: "macvlan", "ipvlan", "macvtap", "vlan" ... */
	int mode;      /* the kernel's number; -1: the kind has none */
	bool is_elsewhere;
};

typedef void children_visitor(const struct child_link *child, void *context);

/*
 * Visits each; parent is the number of a link in the namespace of the caller, which the socket is of, too.
 * *is_whole is false when there are namespaces that the caller may not look into. A dump of all links there are: never for a launch.
 */
int children_each(struct netlink *netlink, int parent, children_visitor *visit, void *context,
	bool *is_whole, struct failure *failure);

#endif
