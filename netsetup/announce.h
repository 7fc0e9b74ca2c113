/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_ANNOUNCE_H
#define NETSETUP_ANNOUNCE_H

/* A gratuitous ARP for an address that came after its link was up: the kernel sends none then. */
#include "address.h"

/* Tells the neighbours of the link number index, in the caller's namespace, who has the address. */
int announce_ipv4(int index, const struct mac_address *mac, const struct ip_address *address,
	struct failure *failure);

#endif
