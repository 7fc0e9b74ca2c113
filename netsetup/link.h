/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_LINK_H
#define NETSETUP_LINK_H

/*
 * One link of a command, completely decided: what is to be created, and what it is to carry. Plain
 * data: it was made out of what the user asked (runner/plan.h) and of what the host has
 * (host.h), and everything that makes or prints a link reads it from here.
 */
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "address.h"

enum link_kind {
	LINK_MACVLAN,
	LINK_KIND_COUNT,
};

enum {
	LINK_MAX_ADDRESSES = 32,
	LINK_MAX_ROUTES = 34,  /* those asked for, and a default route for each family */
	IPV6_LEAST_MTU = 1280, /* RFC 8200, section 5: below it the kernel has no IPv6 on a link */
};

struct route {
	struct ip_prefix destination; /* length 0: the default route */
	struct ip_address gateway;    /* AF_UNSPEC: straight out of the link */
	bool onlink;                  /* the gateway lies in no net of the link */
	unsigned metric;              /* 0: the kernel's own (0 for IPv4, 1024 for IPv6) */
};

struct link_config {
	enum link_kind kind;
	int mode;                    /* the kernel's number, from the kind's table of modes */
	char parent[IFNAMSIZ];       /* the host's name for it; empty for a kind without a parent */
	int parent_index;            /* and its number there */
	bool is_running;             /* the parent has a carrier */
	char name[IFNAMSIZ];         /* inside; never empty */
	int index;                   /* inside; 0 until it is configured there */
	struct ip_prefix link_local; /* that was added by hand; length 0 when there is none */
	bool has_mac;                /* false: the kernel chooses, or the kind has its parent's */
	struct mac_address mac;
	bool tell_siblings; /* links on the same parent may know another MAC for it */
	unsigned mtu;       /* bytes; 0: the parent's */
	size_t address_count;
	struct ip_prefix addresses[LINK_MAX_ADDRESSES];
	size_t route_count;
	struct route routes[LINK_MAX_ROUTES]; /* in the order in which they are added */
};

/* Whether the link has an address of the family. */
bool link_has_family(const struct link_config *link, sa_family_t family);

#endif
