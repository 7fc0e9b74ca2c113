/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ORPHANS_H
#define RUNNER_ORPHANS_H

/* The end of what a command left behind. The caller is the subreaper of it (prctl(2)). */
#include "processes.h"
#include "signals.h"

struct orphans {
	process_filter *is_meant; /* which of this machine's processes are to end */
	void *context;
	unsigned grace_ms;             /* between SIGTERM and SIGKILL */
	bool says;                     /* which was sent what, on stderr */
	const struct signals *signals; /* one that asks nsrun to end shortens the grace */
};

/* Reaps what has ended, and counts it. Returns whether any child, dead or alive, was there at all. */
bool orphans_reap(size_t *ended);

/* Ends all that are meant: SIGTERM to each, and SIGKILL after the grace. None is left. */
void orphans_end(const struct orphans *orphans);

#endif
