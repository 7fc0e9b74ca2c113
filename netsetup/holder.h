/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_HOLDER_H
#define NETSETUP_HOLDER_H

/* Who has an address that the kernel refuses because another ipvlan of the parent has it. */
#include "address.h"
#include "netlink.h"

/*
 * Whether a live network namespace has the address on an ipvlan of the interface that the link with
 * this number is on: one of a process, or one that ip netns has given a name. No means that it may
 * be one that is being taken apart, or that only the kernel knows. netlink is of the caller's own
 * network namespace, which the calling thread leaves for each of the others, and is in at the end.
 * Reads all of /proc: for a launch that was refused.
 */
bool holder_lives(struct netlink *netlink, int index, const struct ip_address *address);

#endif
