/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_FILES_H
#define RUNNER_FILES_H

/* What a command sees of this host's files otherwise than they are: called in its mount namespace. */
#include "plan.h"

/*
 * Mounts what was asked for, in order, each over its DST or DIR. All of these must be there: nothing is
 * made on this host.
 *
 * With rest_is_read_only every other mount is read-only then, but that of /proc/sys/net, which is the
 * run's own; and what the host mounts later is not seen, for that could be written to.
 */
int files_mount(const struct mount_request *requests, size_t count, bool rest_is_read_only,
	struct failure *failure);

#endif
