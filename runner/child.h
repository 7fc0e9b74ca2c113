/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CHILD_H
#define RUNNER_CHILD_H

/* The clone's child: from its first instruction in the new namespaces to the command's exec. */
#include "channel.h"
#include "mounts.h"
#include "run.h"

struct child {
	struct run *run;  /* its own copy, as the clone made it */
	int channel;      /* the child's end */
	pid_t supervisor; /* its parent, if that is still alive; 0: in another PID namespace */
	uint64_t later_namespaces; /* not made by the clone: it enters another one first */
	struct steps steps;
	struct netlink *netlink; /* in the new namespace; the exec closes the child's end of it */
	struct mounts_held below_sys;
	int passed[PASSED_COUNT];               /* for the supervisor, with the exec; or -1 */
	char created[PLAN_MAX_LINKS][IFNAMSIZ]; /* what the links were called when they came */
};

/*
 * Runs the stages of child.c and then the command. What goes wrong is sent over the channel. Never
 * returns, and leaves by _exit() only: what atexit(3) and stdio would do is the supervisor's.
 */
_Noreturn void child_run(struct child *child);

#endif
