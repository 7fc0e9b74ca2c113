/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_KEEPER_H
#define RUNNER_KEEPER_H

/*
 * The keeper of one link's lease: a child of the supervisor's that lives as long as the run, with the
 * DHCP client as its child. See its head for the theory.
 */
#include "run.h"

/* What the keeper says to the supervisor, once: there is a lease on the link, or why not. */
struct keeper_report {
	bool has_lease;
	struct failure failure;
};

/*
 * Is the keeper of the run's link, in a process that was forked for it: reports into the descriptor
 * report, keeps the lease, and on SIGTERM, or when the supervisor is no more, releases it and ends.
 */
_Noreturn void keeper_run(const struct run *run, size_t number, pid_t supervisor, int report);

#endif
