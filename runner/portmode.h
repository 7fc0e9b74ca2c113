/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PORTMODE_H
#define RUNNER_PORTMODE_H

/*
 * The mode of an ipvlan parent. It belongs to the parent and not to a link: the kernel turns all
 * links of a parent to the mode and flag of the one created last, without a word. And the links of
 * other runs cannot be seen, being in other namespaces. So each run that has an ipvlan on a parent
 * shares the parent's mode (shared.h), and one that would change it is refused.
 */
#include "../netsetup/netlink.h"
#include "identity.h"
#include "shared.h"

/* What the functions of the shared kind are given. */
struct port_mode {
	const struct link_config *link;
	const struct identity *identity;
	struct netlink *netlink; /* in the host's namespace */
};

/* Shares the mode of the link's parent, or refuses because it has another: names who has it so. */
int port_mode_share(
	struct shared *shared, int directory, struct port_mode *mode, struct failure *failure);

/* Whether a key is that of a parent's mode, of whatever host. */
bool port_mode_is_key(const char *key);

#endif
