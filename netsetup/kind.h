/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_KIND_H
#define NETSETUP_KIND_H

/* What there is to know of one kind of link: the type of an entry in the table of kinds.h. */
#include <netlink/msg.h>

#include "link.h"

/* A mode or a flag: its name is the one that ip link has for it, its value the kernel's. */
struct link_choice {
	const char *name;
	int value;
};

struct link_kind_entry {
	const char *name;                /* as the kernel and ip link call the kind */
	const char *title;               /* with its article */
	const struct link_choice *modes; /* the first is the default; ends with a NULL name */
	const struct link_choice *flags; /* ends with a NULL name */
	bool flags_add_up; /* several at once, as bits; else one, the first by default */
	/* Adds the attributes of IFLA_INFO_DATA. Returns 0, or -1 when there is no room. */
	int (*describe)(struct nl_msg *request, const struct link_config *link, int mode);
	/*
	 * The mode to come up in before it is given its own. A link that comes up announces its
	 * addresses; in this mode the wire hears of them, and not each sibling on the parent.
	 */
	int (*announcing_mode)(int mode);
	/*
	 * The mode in which the link asks for its addresses (probe.h), and hears whoever answers; NULL:
	 * it cannot hear it, so the parent asks.
	 */
	int (*probing_mode)(int mode);
	/* Whether the link has a MAC address of its own in this mode. */
	bool (*has_own_mac)(int mode);
	/* Whether the link in this mode takes the parent away from the host. */
	bool (*takes_parent)(int mode);
	/* Whether the link in this mode has no neighbours, and is itself the default route. */
	bool (*is_default_route)(int mode);
	/* Whether the link in this mode gets the frames of chosen senders only; macvlan alone. */
	bool (*chooses_sources)(int mode);
	/* Whether it is on no interface of the host's. */
	bool has_no_parent;
	/* Whether its other end stays on the host: see host_end in link.h. */
	bool has_host_end;
	/* Whether the link is the parent itself, moved in and given back (physical.h). */
	bool is_moved;
	/* Whether mode and flags are the parent's, and so those of all links of the kind on it. */
	bool shares_mode;
};

/* For kinds without modes or flags. */
extern const struct link_choice kind_no_choices[];

/* For kinds without IFLA_INFO_DATA, and for one that is never created. */
int kind_describe_nothing(struct nl_msg *request, const struct link_config *link, int mode);

/* Answers for kinds to which a mode makes no difference. */
int kind_same_mode(int mode);
bool kind_always(int mode);
bool kind_never(int mode);

/* The value of a choice by its name: 0, or -1 when there is no such one. */
int link_choice_by_name(const struct link_choice *choices, const char *name, int *value);

/* The name of a choice, or "unknown". */
const char *link_choice_name(const struct link_choice *choices, int value);

enum { LINK_CHOICES_SIZE = 128 };

/* The names of all: "l2, l3 and l3s", written into text, of that size; returns it. */
const char *link_choice_names(const struct link_choice *choices, char *text);

#endif
