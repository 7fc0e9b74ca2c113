/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RESOLVE_H
#define RUNNER_RESOLVE_H

/* From what was asked to what is to be made: the one place where a plan meets the host. */
#include "../netsetup/netlink.h"
#include "plan.h"

/*
 * Decides each link of the plan: finds its parent, its name, MAC address and routes, and refuses
 * what cannot work or would harm the host. netlink is a socket of the host's namespace; links has
 * room for PLAN_MAX_LINKS. Only asks the kernel, with lookups and no dump; needs no privilege.
 */
int resolve_links(struct netlink *netlink, const struct plan *plan, struct link_config *links,
	struct failure *failure);

#endif
