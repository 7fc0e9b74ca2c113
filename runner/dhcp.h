/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DHCP_H
#define RUNNER_DHCP_H

/* The leases of a run, as its supervisor sees them: who keeps them (keeper.h), and their end. */
#include "run.h"

/* Starts to get a lease for the run's link of that number, which is up. */
int dhcp_start(struct run *run, size_t number, struct failure *failure);

/* Takes what its keeper reports: the lease is on the link, or why not. Waits for it. */
int dhcp_take(struct run *run, size_t number, struct failure *failure);

/* Whether a process is a keeper or client of the run's, and nothing of the command's. */
bool dhcp_has(const struct run *run, pid_t pid);

/* Releases all leases. No keeper and no client is left. Returns whether there was any. */
bool dhcp_end(struct run *run);

#endif
