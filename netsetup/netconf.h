/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_NETCONF_H
#define NETSETUP_NETCONF_H

/*
 * The settings that rtnetlink tells of (RTM_GETNETCONF, linux/netconf.h): a few of those below
 * /proc/sys/net/ipv4/conf and ipv6/conf, by one request, where each file of a new namespace takes the
 * kernel some ten microseconds to open. It is read only: they are set by the files.
 */
#include <linux/netconf.h>
#include <stdbool.h>

#include "netlink.h"

enum { NETCONF_COUNT = NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN + 1 };

struct netconf {
	bool is_known[NETCONF_COUNT];
	int values[NETCONF_COUNT]; /* by NETCONFA_… */
};

/*
 * Asks for those of "all", of AF_INET or AF_INET6. What the kernel does not tell is not known: also all, as
 * of IPv6 in a kernel without.
 */
void netconf_read_all(struct netlink *netlink, sa_family_t family, struct netconf *netconf);

#endif
