/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RESOLVE_H
#define RUNNER_RESOLVE_H

/* From what was asked to what is to be made: the one place where a plan meets the host. */
#include "../netsetup/netlink.h"
#include "plan.h"

struct pool;

/*
 * Decides each link of the plan: finds its parent, its name, MAC address and routes, and refuses
 * what cannot work or would harm the host. netlink is a socket of the host's namespace; links has
 * room for PLAN_MAX_LINKS. Only asks the kernel, with lookups and no dump; needs no privilege. What
 * the links' networks are to give is leased from pool, which is NULL when they give nothing.
 */
int resolve_links(struct netlink *netlink, const struct plan *plan, const struct pool *pool,
	struct link_config *links, struct failure *failure);

#endif
