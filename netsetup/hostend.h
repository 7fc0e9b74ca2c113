/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_HOSTEND_H
#define NETSETUP_HOSTEND_H

/*
 * What nsrun makes on the host: VLAN sub-interfaces, private Ethernets, its ends of veth pairs. No
 * such link is a foot of the host in the network it leads to: before it comes up it has no address
 * of the kernel's own making, takes no router advertisement and answers no ARP request. Each is
 * marked by an alias, as ip link shows it.
 */
#include "links.h"

#define HOSTEND_MARK "nsrun " /* what every alias begins with */

enum { HOSTEND_ALIAS_SIZE = 128 };

/*
 * Makes a link that exists, is down and is called name mute, marks it, gives it to a bridge unless
 * master is 0, and brings it up. Returns its number, or -1 with a failure that begins with title,
 * and then the link is deleted.
 */
int hostend_raise(struct netlink *netlink, const char *name, const char *alias, int master,
	const char *title, struct failure *failure);

#endif
