/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_LAN_H
#define NETSETUP_LAN_H

/*
 * A private Ethernet on the host: a link that leads nowhere, on which macvlans reach each other
 * and nothing else. A dummy, or, where the kernel has none, a veth pair with both ends up.
 */
#include "hostend.h"

struct lan {
	char name[LAN_NAME_SIZE];       /* as its users call it */
	char alias[HOSTEND_ALIAS_SIZE]; /* what marks its links: HOSTEND_MARK and its key */
	int index;                      /* of the link that macvlans are made on */
};

/* Whether a link of this name could be one of the LAN's. */
bool lan_has_name(const struct lan *lan, const char *name);

/* Makes it: "lan-NAME", or another name where that is taken. Fills in the index. */
int lan_make(struct netlink *netlink, struct lan *lan, struct failure *failure);

#endif
