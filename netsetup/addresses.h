/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_ADDRESSES_H
#define NETSETUP_ADDRESSES_H

/* The requests about the addresses of a link (rtnetlink(7), RTM_NEWADDR). */
#include "address.h"
#include "netlink.h"

/*
 * Adds an address to a link: IPv4 with the broadcast address of its net (none for /31 and /32,
 * RFC 3021), IPv6 without duplicate address detection, so that it can be bound at once. name is
 * the link's in the failure.
 */
int address_add(struct netlink *netlink, int index, const char *name,
	const struct ip_prefix *address, struct failure *failure);

/*
 * Adds an IPv4 address that is lent for so many seconds, or lends it anew: the kernel removes it when
 * they are over. UINT32_MAX: for ever.
 */
int address_lend(struct netlink *netlink, int index, const char *name,
	const struct ip_prefix *address, uint32_t seconds, struct failure *failure);

/* Removes all addresses of a link, whoever made them. */
void address_flush(struct netlink *netlink, int index);

/* Removes an address from a link; one that is not there is fine. */
void address_remove(struct netlink *netlink, int index, const struct ip_prefix *address);

/* Whether the link has any address but an IPv6 link-local one: 1, 0, or -1 with a failure. */
int address_exists(struct netlink *netlink, int index, struct failure *failure);

/*
 * Calls visit for each address of a link that somebody gave it: not for what the kernel made of
 * router advertisements, nor for its own link-local address.
 */
int address_each(struct netlink *netlink, int index,
	void (*visit)(const struct ip_prefix *address, void *context), void *context,
	struct failure *failure);

/* Calls visit for each address in the socket's namespace, whoever made it, with its link's number. */
int address_each_of_all(struct netlink *netlink,
	void (*visit)(int index, const struct ip_prefix *address, void *context), void *context,
	struct failure *failure);

/*
 * Whether the link has an IPv6 address that the kernel made of a router advertisement, is not
 * link-local and can be bound; *address is one.
 */
bool address_made(struct netlink *netlink, int index, struct ip_address *address);

/* Whether the link has the address. */
bool address_is_on(struct netlink *netlink, int index, const struct ip_address *address);

/* Whether a link of the namespace that has this id in the socket's has the address. */
bool address_is_in(struct netlink *netlink, int namespace_id, const struct ip_address *address);

#endif
