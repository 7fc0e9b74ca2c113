/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_HOSTLINKS_H
#define RUNNER_HOSTLINKS_H

/*
 * The links that nsrun makes on the host as parents of others: VLAN sub-interfaces and private
 * Ethernets. Made by the first run that names one, shared by all (shared.h), removed with the last.
 * A sub-interface that was there before is used and kept, under whatever name it has.
 */
#include "../netsetup/lan.h"
#include "../netsetup/subinterface.h"
#include "identity.h"
#include "shared.h"

/* One of them, as one run uses it: what the functions of the shared kind are given. */
struct host_link {
	struct netlink *netlink;         /* in the host's namespace */
	const struct identity *identity; /* the run's own */
	char title[LINK_TITLE_SIZE];     /* as the user called it, for failures */
	char alias[HOSTEND_ALIAS_SIZE];
	int index;              /* its number, once it is shared */
	char removed[IFNAMSIZ]; /* what was removed was called so on the host */
	/* How it is made; one that was there before is found, and is not ours. */
	int (*make)(struct host_link *link, bool *is_ours, struct failure *failure);
	/* Removes what a run left that was killed within make(). */
	void (*recover)(struct host_link *link);
	union {
		struct subinterface vlan;
		struct lan lan;
	};
};

/*
 * Shares the sub-interface with this tag on the interface number parent, which is called name when
 * it has to be made. segment is its own (netsetup/vlan.h), link->netlink and link->identity are set.
 */
struct subinterface_place {
	int parent;
	struct vlan_tag tag;
	const char *name;
	const char *segment;
	const char *title;
};
int host_link_share_vlan(struct shared *shared, int directory, struct host_link *link,
	const struct subinterface_place *place, struct failure *failure);

/* Takes the VLAN for this run alone: it will not be on the host, but the run's link itself. */
int host_link_take_vlan(struct shared *shared, int directory, struct host_link *link,
	const struct subinterface_place *place, struct failure *failure);

/*
 * Forgets what a dead run had of the VLAN that the host's own interface with this number is, and its
 * segment: it is there, so no run makes it, and none would look. A record is rare, and so asked for
 * first; without one this costs one system call.
 */
int host_link_forget_vlan(int directory, struct host_link *link, int index, const char *segment,
	struct failure *failure);

/* Shares the private Ethernet of a name. */
int host_link_share_lan(struct shared *shared, int directory, struct host_link *link,
	const char *name, struct failure *failure);

/* Whether a key is that of a VLAN or private Ethernet, of whatever host. */
bool host_link_is_key(const char *key);

/*
 * Removes the one of such a key if it is a dead run's (shared_sweep()). own is where the caller is.
 * Writes what was removed, as "VLAN eth0.10", into what, which is empty when that was the file alone.
 */
int host_link_sweep(int directory, const char *key, const struct identity *own,
	struct netlink *netlink, char what[LINK_TITLE_SIZE], struct failure *failure);

#endif
