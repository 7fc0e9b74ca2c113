/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_HOSTACCESS_H
#define NETSETUP_HOSTACCESS_H

/*
 * How the host and a command reach each other. The kernel keeps a parent and the links on it apart:
 * what the host sends out of eth0 never comes to a macvlan on eth0. A further macvlan on the host,
 * the usual advice, serves mode bridge and IPv4 only, and neighbours learn its MAC address for the
 * host's.
 *
 * Here a veth pair leads from the command to the host, for them alone. It has no address; each end
 * has a route to every single address of the other side, and knows its MAC address for good, so
 * nothing is asked and nothing of it is seen on any wire. It works whatever the kind and the mode
 * of the link, for IPv4 and IPv6, and under rp_filter=1, for the way back is the way there.
 */
#include "links.h"
#include "netlink.h"

enum { ACCESS_MOST = 64 }; /* addresses of a side */

struct access_pair {
	struct ip_address there; /* an address of the other side */
	struct ip_address here;  /* the one that is used to talk to it */
};

struct host_access {
	char host_end[IFNAMSIZ]; /* what the pair's end on the host is called; empty: no access */
	struct mac_address host_mac;
	struct mac_address mac; /* of the end inside */
	size_t host_count;
	struct access_pair host[ACCESS_MOST]; /* the command's addresses, for the host */
	size_t count;
	struct access_pair inside[ACCESS_MOST]; /* the host's, for the command */
	bool needs_ipv4;                        /* the host has no address that it could use */
	int index;                              /* of the end inside, once it is settled */
};

/*
 * Decides the access for those of the links that want it, by what addresses the host has now.
 * netlink is a socket of the host's namespace.
 */
int host_access_resolve(struct netlink *netlink, const struct link_config *links, size_t count,
	struct host_access *access, struct failure *failure);

/*
 * Makes the pair, with one end in the network namespace that is open as netns, and the host's side of it.
 * alias marks the host's end (hostend.h). Fine when no access is wanted.
 */
int host_access_make(struct netlink *netlink, const struct host_access *access, int netns,
	const char *alias, struct failure *failure);

/* Finds the end inside, of access that is made. netlink is a socket of the command's namespace. */
int host_access_find(struct netlink *netlink, const struct host_access *access,
	struct link_info *info, struct failure *failure);

/* Gives the end inside its settings, before it is up. netlink is a socket of the command's namespace. */
int host_access_settle(
	struct netlink *netlink, struct host_access *access, struct failure *failure);

/* The command's side, when the addresses that it has are there. */
int host_access_enter(
	struct netlink *netlink, const struct host_access *access, struct failure *failure);

#endif
