/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_HOST_H
#define NETSETUP_HOST_H

/*
 * The host as a parent: the network namespace that nsrun was called in. Finds the interface that
 * the user named, and says in the user's words why the kernel would not have a link on it.
 */
#include "links.h"

/*
 * Finds the interface that a user names: by name, alternative name, or "default" (that of the
 * host's default route, IPv4 before IPv6). The failure of a name that does not exist tells which
 * name was meant, or which there are.
 */
int host_find_parent(struct netlink *netlink, const char *name, struct link_info *parent,
	struct failure *failure);

/* Whether the interface of that name is a wireless one. */
bool host_is_wireless(const char *name);

/* Whether the caller is in the machine's first network namespace, to which hardware returns. */
bool host_is_initial(void);

/* A parent as the user named it, perhaps with the ids of VLANs that are to be made. */
struct host_parent {
	struct link_info base;           /* what is there */
	size_t tag_count;                /* sub-interfaces above it that are not */
	struct vlan_tag tags[MOST_TAGS]; /* from the outer to the inner */
	char name[IFNAMSIZ];             /* what the parent is or will be called */
	char base_segment[SEGMENT_SIZE]; /* which Ethernet the base is on: see vlan_segment() */
	char segment[SEGMENT_SIZE];      /* and the parent */
};

/*
 * As host_find_parent(), but a name that does not exist may be "eth0.10", or for QinQ
 * "eth0.10.20". protocol is that of the outermost tag, or 0 for 802.1Q.
 */
int host_find_tagged(struct netlink *netlink, const char *name, unsigned short protocol,
	struct host_parent *parent, struct failure *failure);

/*
 * Refuses what the kernel would accept and what would not work, or would harm the host: a parent
 * that is down; a link with a MAC address of its own on a wireless parent; one that takes a parent with addresses
 * away, unless take_parent is true; a MAC address that is the parent's, an MTU above the parent's.
 */
int host_check_parent(struct netlink *netlink, const struct link_config *link,
	const struct link_info *parent, bool take_parent, struct failure *failure);

/*
 * Adds to the kernel's refusal of a link (on its creation or when it was brought up) the reason
 * that can be seen on the parent, and what to do. Always returns -1.
 */
int host_explain(struct netlink *netlink, const struct link_config *link, struct failure *failure);

enum { HOST_INSTEAD_SIZE = 2 * IFNAMSIZ + 40 };

/*
 * What can be used in the place of a port of master: that with the same kind of link, "--macvlan bond0", and
 * of a bridge one more port of it, "--macvlan br0 or --bridge br0". Returns text.
 */
const char *host_write_instead(const char *kind, const struct link_info *port, const char *master,
	char text[HOST_INSTEAD_SIZE]);

#endif
