/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_MACS_H
#define RUNNER_MACS_H

/* Which MAC address a link is to have, and which IPv6 link-local address follows from it. */
#include "plan.h"

/* Decides the MAC address of the link of this number, whose addresses are known. */
int macs_resolve(
	const struct plan *plan, size_t number, struct link_config *link, struct failure *failure);

/* And its link-local address, if it has one at this MTU. */
int macs_resolve_link_local(struct link_config *link, unsigned mtu, struct failure *failure);

#endif
