/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

/* One run, as its supervisor knows it from the launch to the end. */
#include "../netsetup/namespace.h"
#include "claims.h"
#include "descriptors.h"
#include "signals.h"
#include "steps.h"

struct run {
	const struct plan *plan;
	size_t link_count;
	struct link_config links[PLAN_MAX_LINKS];
	struct descriptors descriptors;
	struct signals signals;
	struct steps steps;
	int64_t started_ms;      /* when nsrun began, by steps_now_ms() */
	struct netlink *netlink; /* in the host's namespace */
	pid_t pid;               /* of the command's first process, unreaped while pidfd is set */
	int pidfd;               /* -1 before the launch and after the end */
	int channel;             /* the supervisor's end, during the launch */
	struct namespace_handle namespace;
	struct identity identity;
	struct claims claims;
};

#endif
