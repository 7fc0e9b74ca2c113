/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SWEEP_H
#define RUNNER_SWEEP_H

/* Removes what is left of a run whose supervisor was killed. */
#include "../netsetup/netlink.h"
#include "identity.h"

/*
 * Ends the processes that are still in the dead run's network namespace (found by its cookie), and
 * deletes its links where something else keeps the namespace alive. The caller holds the lock of
 * the run's record, and has checked that it is of this boot and this host.
 */
void sweep_dead_run(const struct identity *dead, struct netlink *netlink);

/* The same for a run that had a VLAN of a parent to itself, by the record of that (hostlinks.h). */
void sweep_dead_vlan(const struct identity *dead, int parent, const struct vlan_tag *tag,
	struct netlink *netlink);

#endif
