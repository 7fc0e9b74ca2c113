/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CLAIMS_H
#define RUNNER_CLAIMS_H

/*
 * Which run has which address and which MAC address on a parent. Nothing in the kernel says so:
 * the links of other runs are in namespaces of their own, and it lets two of them have one
 * address. A claim is a name of the run's record (state.h), made of the host's namespace, the
 * parent and the address: "1-2-ip-172.16.86.2", so that a claim costs one file and a link.
 */
#include "../netsetup/netlink.h"
#include "identity.h"

struct claims {
	int directory; /* not owned */
	int file;      /* the record, locked; -1: nothing is claimed */
	int reserved;  /* the file of the addresses that are reserved, locked; -1: none is */
	size_t reserved_count;
	char reserved_keys[PLAN_MAX_LINKS * FAMILY_COUNT][CLAIM_KEY_SIZE];
	bool met_reserved; /* what claims_reserve() could not have was only reserved by another */
};

/* Nothing is claimed yet. */
void claims_start(struct claims *claims);

/*
 * Whether nobody has a claim of the address on the link's Ethernet. One that a dead run has left
 * counts.
 */
bool claims_is_free(int directory, const struct identity *identity, const struct link_config *link,
	const struct ip_address *address);

/*
 * Calls visit with each address of the family that somebody has a claim of on the link's Ethernet:
 * what claims_is_free() would say of many, by one look at all.
 */
typedef void claims_visitor(const struct ip_address *address, void *context);
void claims_each(int directory, const struct identity *identity, const struct link_config *link,
	sa_family_t family, claims_visitor *visit, void *context);

/*
 * Claims an address before the rest is known, at most one of a family for each link: who leases an
 * address has to know it before the clone. claims_take() takes it over. A child must close what is
 * reserved, for it would keep the lock. What a dead run left is removed. Returns 1, 0 when a live run
 * has the address, or -1 with a failure. What a live run has only reserved (met_reserved) may be free in
 * a moment: the run may have been killed when its child had not yet closed it.
 */
int claims_reserve(struct claims *claims, int directory, const struct identity *identity,
	const struct link_config *link, const struct ip_address *address, struct netlink *netlink,
	struct failure *failure);

/*
 * As claims_reserve() of an address that is free, but nothing is done: false when it was pretended
 * before, for another link.
 */
bool claims_pretend(struct claims *claims, const struct identity *identity,
	const struct link_config *link, const struct ip_address *address);

/*
 * Claims, in the directory of state_open_host(), the run's ID and name, and all addresses and MAC
 * addresses of the links, for the run, whose identity is complete but for its keys. A claim of a
 * live run is refused with its name. What a dead run left (processes, links in a namespace that
 * lives on) is removed first, and its claims with it.
 */
int claims_take(struct claims *claims, int directory, struct identity *identity,
	const struct link_config *links, size_t count, struct netlink *netlink,
	struct failure *failure);

/*
 * Gives the claims up, by the identity that they were taken with. record is the run's record since
 * it was written anew (record.h), or -1; it is removed and closed.
 */
void claims_release(struct claims *claims, int *record, const struct identity *identity);

/*
 * A record whose lock could be taken: its run is dead. Removes what is left of the run if it was of
 * this host (own), all keys of its, and its log. record is the text of the file, which the caller
 * has locked, and closes, and key leads to.
 */
void claims_bury(int directory, int file, const char *key, const char *record,
	const struct identity *own, struct netlink *netlink);

#endif
