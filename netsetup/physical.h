/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_PHYSICAL_H
#define NETSETUP_PHYSICAL_H

/*
 * An interface of the host's itself, moved into the command's namespace and given back at the end.
 * What is lost by the move is noted before: addresses and routes as the kernel says them, to be
 * said back to it word for word, as ip address save and restore do; settings; being up.
 *
 * When nobody gives it back, because nsrun was killed, the kernel does with the namespace's end:
 * hardware returns to the initial namespace, down and without addresses, named dev2 … if its name
 * is taken there; what is made by software (a veth, a VLAN) is destroyed (default_device_exit_net
 * of net/core/dev.c).
 */
#include "links.h"
#include "sysctls.h"

enum { PHYSICAL_MOST = 64 };

/* What an interface had on the host. */
struct physical {
	bool is_away;
	struct link_info info;
	size_t address_count;
	struct nl_msg *addresses[PHYSICAL_MOST];
	size_t route_count;
	struct nl_msg *routes[PHYSICAL_MOST];
	struct sysctls_copy settings;
};

/* Notes what the interface has. netlink is a socket of the host's namespace. */
int physical_note(
	struct netlink *netlink, int index, struct physical *physical, struct failure *failure);

/* Moves it into the network namespace that is open as netns, where it is down and called name. */
int physical_give(struct netlink *netlink, struct physical *physical, int netns, const char *name,
	struct failure *failure);

/*
 * Moves it back into the caller's own namespace and restores what was noted. inside is a socket of
 * the namespace that it is in, where it has the number index. What went wrong is in the failure;
 * the rest is done all the same.
 */
int physical_take_back(struct netlink *netlink, struct netlink *inside, int index,
	struct physical *physical, struct failure *failure);

#endif
