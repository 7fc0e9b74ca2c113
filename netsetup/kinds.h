/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_KINDS_H
#define NETSETUP_KINDS_H

/*
 * The table of link kinds: all that is special to a kind stands in its entry. A new kind is an
 * entry here and a file of its own.
 */
#include <netlink/msg.h>

#include "link.h"

struct link_mode {
	const char *name; /* as ip link calls it */
	int value;        /* as the kernel numbers it */
};

struct link_kind_entry {
	const char *name;              /* as the kernel and ip link call the kind */
	const struct link_mode *modes; /* the first is the default; ends with a NULL name */
	/* Adds the attributes of IFLA_INFO_DATA. Returns 0, or -1 when there is no room. */
	int (*describe)(struct nl_msg *request, const struct link_config *link, int mode);
	/*
	 * The mode to come up in before it is given its own. A link that comes up announces its
	 * addresses; in this mode the wire hears of them, and not each sibling on the parent.
	 */
	int (*announcing_mode)(int mode);
	/* Whether the link has a MAC address of its own in this mode. */
	bool (*has_own_mac)(int mode);
	/* Whether the link in this mode takes the parent away from the host. */
	bool (*takes_parent)(int mode);
};

const struct link_kind_entry *link_kind(enum link_kind kind);

/* The kernel's number of a mode of that kind by its name: 0, or -1 when the kind has no such mode. */
int link_mode_by_name(enum link_kind kind, const char *name, int *mode);

/* The name of a mode of that kind. */
const char *link_mode_name(enum link_kind kind, int mode);

#endif
