/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SUBINTERFACE_H
#define NETSETUP_SUBINTERFACE_H

/* VLANs on the host, on which links are made. */
#include "hostend.h"
#include "vlan.h"

/* A sub-interface on the host. */
struct subinterface {
	int parent; /* number of the interface it is on */
	struct vlan_tag tag;
	char name[IFNAMSIZ];            /* what it is or shall be called */
	char alias[HOSTEND_ALIAS_SIZE]; /* what marks it as nsrun's: HOSTEND_MARK and its key */
	int index;                      /* its number, when it is there */
};

/* Whether a link is a sub-interface that nsrun made, or is making. */
bool subinterface_is_made(const struct link_info *info);

/*
 * Finds the sub-interface by parent, id and protocol, whatever its name: 1, 0, or -1 with a
 * failure. Fills in name and index.
 */
int subinterface_find(struct netlink *netlink, struct subinterface *vlan, struct failure *failure);

/*
 * Makes the sub-interface and brings it up. It is no foot of the host in that network: it has no
 * address, takes no router advertisement and answers no ARP request. A name that is taken is
 * replaced by a free one. failure->code is EEXIST when the parent has this VLAN already.
 */
int subinterface_make(struct netlink *netlink, struct subinterface *vlan, struct failure *failure);

#endif
