/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PLACE_H
#define RUNNER_PLACE_H

/* Where a link goes: the part of resolve.h that decides what it is on, on the host. */
#include "../netsetup/links.h"
#include "plan.h"

/*
 * Fills in what the link is on (the second part of struct link_config), of whose kind is known.
 * *below is the interface that is there: the parent, or what its VLANs are made on; all zero where
 * there is none.
 */
int place_link(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct link_info *below, struct failure *failure);

#endif
