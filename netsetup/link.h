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
#include "shaping.h"

enum link_kind {
	LINK_MACVLAN,
	LINK_IPVLAN,
	LINK_VLAN,
	LINK_VETH,
	LINK_DUMMY,
	LINK_PHYSICAL,
	LINK_KIND_COUNT,
};

enum {
	LINK_MAX_ADDRESSES = 32,
	LINK_MAX_SOURCES = 64,
	LINK_MAX_ROUTES = 34,  /* those asked for, and a default route for each family */
	IPV6_LEAST_MTU = 1280, /* RFC 8200, section 5: below it the kernel has no IPv6 on a link */
};

struct route {
	struct ip_prefix destination; /* length 0: the default route */
	struct ip_address gateway;    /* AF_UNSPEC: straight out of the link */
	struct ip_address source;     /* of what is sent this way; AF_UNSPEC: the kernel chooses */
	bool onlink;                  /* the gateway lies in no net of the link */
	unsigned metric;              /* 0: the kernel's own (0 for IPv4, 1024 for IPv6) */
};

struct vlan_tag {
	unsigned short id;       /* 1 to 4094; 0: no tag */
	unsigned short protocol; /* VLAN_8021Q or VLAN_8021AD */
};

enum {
	MOST_TAGS = 2, /* QinQ */
	SEGMENT_SIZE = 40,
	LAN_NAME_SIZE = 33,
};

struct macvlan_options {
	size_t source_count; /* in mode source: whose frames it gets */
	struct mac_address sources[LINK_MAX_SOURCES];
	unsigned broadcast_queue; /* frames; 0: the kernel's */
	bool has_broadcast_limit;
	int broadcast_limit; /* siblings; -1: none */
};

/* A link as it became. */
struct link_made {
	int index; /* 0 until it is configured */
	struct mac_address mac;
	unsigned mtu; /* bytes */
};

struct link_config {
	enum link_kind kind;
	int mode;  /* the kernel's number, from the kind's table of modes */
	int flags; /* and from its table of flags */

	/*
	 * What it is on, on the host. Where tags are left to make, the parent does not exist yet: it
	 * will be a sub-interface of the base. Else base and parent are the same.
	 */
	char parent[LAN_NAME_SIZE]; /* an interface, or with is_lan a LAN; empty without one */
	bool is_lan;                /* the parent is a private Ethernet of nsrun's (lan.h) */
	int parent_index;           /* 0 until it is made */
	char base[IFNAMSIZ];
	int base_index;
	bool is_running; /* the base has a carrier */
	size_t tag_count;
	struct vlan_tag tags[MOST_TAGS]; /* from the outer to the inner */
	char base_segment[SEGMENT_SIZE]; /* which Ethernet that is: see vlan_segment() */
	char segment[SEGMENT_SIZE];      /* the link's own; empty without a parent */
	char host_end[IFNAMSIZ];         /* of a veth: what its other end on the host is called */
	struct mac_address host_end_mac;
	struct vlan_tag tag; /* of a VLAN that is the link itself */

	/* What it is inside. */
	char name[IFNAMSIZ]; /* never empty */
	struct link_made made;
	bool has_mac; /* false: the kernel chooses, or the kind has its parent's */
	struct mac_address mac;
	bool has_rule_mac;     /* another machine's link with the same address has this one, too */
	bool tell_siblings;    /* links on the same parent may know another MAC for it */
	unsigned mtu;          /* bytes; 0: the parent's */
	bool wants_link_local; /* false: the user gave one, or the MTU is too small for IPv6 */
	struct ip_prefix link_local; /* length 0: not known before the kernel has chosen a MAC */
	bool host_access;            /* this host and the command reach each other (hostaccess.h) */
	struct macvlan_options macvlan;
	struct shaping shaping; /* of what leaves it */
	size_t address_count;
	struct ip_prefix addresses[LINK_MAX_ADDRESSES];
	bool probe;         /* ask first whether somebody has them (probe.h) */
	int probe_socket;   /* with probe: to ask through instead of the link, or -1 */
	bool dhcp;          /* it has an IPv4 address of a DHCP server's, too (runner/dhcp.h) */
	bool slaac;         /* and IPv6 addresses made of router advertisements (slaac.h) */
	bool dhcp_default;  /* the server's default route is taken */
	bool slaac_default; /* and the router's */
	unsigned default_metric; /* of both; 0: the usual one */
	size_t route_count;
	struct route routes[LINK_MAX_ROUTES]; /* in the order in which they are added */
};

/* Whether the link has an address of the family. */
bool link_has_family(const struct link_config *link, sa_family_t family);

#endif
