/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

/* One run, as its supervisor knows it from the launch to the end. */
#include "../netsetup/hostaccess.h"
#include "../netsetup/namespace.h"
#include "../netsetup/physical.h"
#include "claims.h"
#include "descriptors.h"
#include "hostlinks.h"
#include "portmode.h"
#include "signals.h"
#include "steps.h"

enum { MOST_SHARES = PLAN_MAX_LINKS * (MOST_TAGS + 1) };

struct share {
	struct shared shared;
	union { /* what the shared kind's functions are given */
		struct host_link host_link;
		struct port_mode port_mode;
	};
};

struct run {
	const struct plan *plan;
	bool touches_host; /* a link of it is on something of the host's */
	size_t link_count;
	struct link_config links[PLAN_MAX_LINKS];
	struct descriptors descriptors;
	struct signals signals;
	struct steps steps;
	int64_t started_ms;      /* when nsrun began, by steps_now_ms() */
	struct netlink *netlink; /* in the host's namespace */
	pid_t pid;               /* of the command's first process, unreaped while pidfd is set */
	int pidfd;               /* -1 before the launch and after the end */
	int netns;               /* to run in; -1: a new one */
	int channel;             /* the supervisor's end, during the launch */
	struct namespace_handle namespace;
	struct identity identity;
	int state; /* /run/nsrun/host, or -1 */
	struct claims claims;
	struct host_access access;
	struct physical physicals[PLAN_MAX_LINKS]; /* of the links that were moved in, by number */
	size_t share_count;
	struct share shares[MOST_SHARES]; /* what links have in common with other runs, in order */
};

#endif
