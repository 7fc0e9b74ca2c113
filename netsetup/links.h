/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_LINKS_H
#define NETSETUP_LINKS_H

/*
 * The requests about links (rtnetlink(7), RTM_NEWLINK and friends). Each acts in the network
 * namespace of the socket it is given, unless said.
 */
#include <sys/types.h>

#include "link.h"
#include "netlink.h"

struct link_info {
	int index;
	char name[IFNAMSIZ];      /* its main name, also when it was found by an alternative one */
	unsigned short type;      /* ARPHRD_… */
	unsigned flags;           /* IFF_… */
	unsigned mtu;             /* bytes */
	struct mac_address mac;   /* all zero where there is none */
	char kind[16];            /* "macvlan", "bridge" …; empty for hardware and lo */
	int master;               /* index of the bridge or bond it belongs to, or 0 */
	char master_kind[16];     /* that one's kind, or empty */
	int parent;               /* index of the link below it, or 0 */
	bool is_parent_elsewhere; /* that one is in another namespace, and numbered there */
	struct vlan_tag tag;      /* of a VLAN */
	char alias[128];          /* what ip link shows as its alias, cut */
	unsigned group;           /* 0 unless somebody chose one */
};

/* Finds a link by its name or an alternative name. failure->code is ENODEV when there is none. */
int link_find(
	struct netlink *netlink, const char *name, struct link_info *info, struct failure *failure);

/*
 * The same for what a launch has to know of a link of its own, in the namespace of the socket: by netdevice(7), for a
 * request would wait for a lock that all namespaces have in common.
 */
int link_see(
	struct netlink *netlink, const char *name, struct link_made *made, struct failure *failure);

/* Finds a link by its number. */
int link_find_index(
	struct netlink *netlink, int index, struct link_info *info, struct failure *failure);

/* Calls visit for every link. A full dump: for error messages, never for a launch. */
int link_each(struct netlink *netlink, void (*visit)(const struct link_info *info, void *context),
	void *context, struct failure *failure);

/* As link_each() for the links of one kind: the kernel passes over all others itself. */
int link_each_of_kind(struct netlink *netlink, const char *kind,
	void (*visit)(const struct link_info *info, void *context), void *context,
	struct failure *failure);

/* As link_each() for the namespace that has this id in the socket's (see namespace.h). */
int link_each_in(struct netlink *netlink, int namespace_id,
	void (*visit)(const struct link_info *info, void *context), void *context,
	struct failure *failure);

/*
 * Creates the link, down, in the network namespace that is open as netns, where it is called name (a
 * template as "eth%d" is numbered there). The socket is one of the parent's namespace: at
 * no time does the link exist there. failure->code is EEXIST when the name is taken; 6.12 and
 * older kernels look for a literal name also among the names of the socket's namespace.
 */
int link_create(struct netlink *netlink, const struct link_config *link, const char *name,
	int netns, struct failure *failure);

/*
 * The group that a link of link_make() is born in, and link_mute() takes it out of. An alias cannot
 * be given in the request that makes a link: by the group alone one can tell what a killed nsrun
 * left half made from what is somebody else's. The letters "nsrn".
 */
enum { LINK_NEWBORN_GROUP = 0x6e73726e };

/* A link in the socket's own namespace. */
struct link_recipe {
	const char *kind; /* as the kernel calls it */
	const char *name; /* or a template, as "nsrun%d" */
	int parent;       /* 0: none */
	/* Adds the attributes of IFLA_INFO_DATA; NULL: none. Returns 0, or -1 without room. */
	int (*describe)(struct nl_msg *request, const void *context);
	const void *context;
	const char *title; /* begins the failure */
};

/* Makes the link, down, in LINK_NEWBORN_GROUP. failure->code is EEXIST when the name is taken. */
int link_make(struct netlink *netlink, const struct link_recipe *recipe, struct failure *failure);

int link_rename(struct netlink *netlink, int index, const char *name, struct failure *failure);

/*
 * Sets what must be so before the link is up, for the neighbours to hear of its addresses and for
 * nothing to be inherited from the host (see sysctls.h for what goes through files): IPv4
 * arp_notify 1 and rp_filter, arp_ignore, accept_local, forwarding 0 …; IPv6 no address of the
 * kernel's own making when ipv6 is true.
 */
int link_settle(struct netlink *netlink, int index, bool ipv6, struct failure *failure);

/*
 * Makes a link on the host that is no foot of the host in its network: no ARP answers, no IPv6
 * address of the kernel's own making (see sysctls_mute_link() for the rest). It is marked by the
 * alias.
 */
int link_mute(
	struct netlink *netlink, int index, bool ipv6, const char *alias, struct failure *failure);

/* Sets what ip link shows as the link's alias. */
int link_set_alias(struct netlink *netlink, int index, const char *alias, struct failure *failure);

/* Makes the link a port of a bridge (or takes it from its bridge: master 0). */
int link_enslave(
	struct netlink *netlink, int index, int master, const char *title, struct failure *failure);

/* Deletes a link; one that is not there is fine. Returns 0, or -1 when it may be there still. */
int link_delete(struct netlink *netlink, int index);

/*
 * Gives a link its own mode, where it was created in another (see announcing_mode and probing_mode
 * in kinds.h, and tell_siblings in link.h).
 */
int link_take_mode(
	struct netlink *netlink, const struct link_config *link, struct failure *failure);

/*
 * Brings the link up. The failure begins with what. With is_running the link's operational state
 * is UP when this returns, as ip link shows it; else it is what the kernel says when it gets to it,
 * which may take a second.
 */
int link_up(struct netlink *netlink, int index, bool is_running, const char *what,
	struct failure *failure);

/* Brings the link down. The failure begins with what. */
int link_down(struct netlink *netlink, int index, const char *what, struct failure *failure);

/* Gives a link that is down another MAC address. The failure begins with what. */
int link_set_mac(struct netlink *netlink, int index, const struct mac_address *mac,
	const char *what, struct failure *failure);

enum { LINK_TITLE_SIZE = 64 };

/* Writes "macvlan on 'eth0'" into title, of LINK_TITLE_SIZE, and returns it. */
const char *link_title(const struct link_config *link, char *title);

#endif
