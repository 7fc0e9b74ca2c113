/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DRYRUN_H
#define RUNNER_DRYRUN_H

/* --dry-run: the same network as a shell script of ip(8) commands. */
#include "../netsetup/hostaccess.h"
#include "plan.h"

/*
 * Prints the script on stdout. Run as root it makes a network namespace, called by its first
 * argument or "nsrun", with the very links, addresses and routes that a launch would have made;
 * what ip has no command for stands in comments. Returns 0, or -1 when it could not be written.
 */
int dryrun_print(const struct plan *plan, const struct link_config *links, size_t count,
	const struct host_access *access, struct failure *failure);

#endif
