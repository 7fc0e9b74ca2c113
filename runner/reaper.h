/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_REAPER_H
#define RUNNER_REAPER_H

/*
 * The first process of a run's own PID namespace (--pid; pid_namespaces(7)): it reaps what the command
 * leaves behind, and with it all processes of the namespace end at once, whatever they do against it.
 *
 * It is not the command's parent. The command is the supervisor's own child, born into the namespace, so
 * that signals, job control and its exit status are what they are without --pid.
 */
#include "usermap.h"

struct reaper {
	pid_t pid;
	int pidfd;
	/* The namespaces, open; -1: the run has no such one. */
	int pids;
	int users;
};

/* None yet. */
struct reaper reaper_none(void);

/*
 * Starts it; with map->is_set in a new user namespace of this map, that the PID namespace belongs to. It
 * dies with the caller. What is there on a failure is for reaper_end().
 */
int reaper_start(struct reaper *reaper, const struct usermap *map, struct failure *failure);

/* Lets the caller's next children be born in that PID namespace. Fine when there is none. */
int reaper_lead_in(const struct reaper *reaper, struct failure *failure);

/*
 * And those after them in the caller's own again; but not where that is out of reach, of who has power in
 * a user namespace of its own alone (home.h).
 */
int reaper_lead_out(const struct reaper *reaper, struct failure *failure);

/* Ends all processes of the namespace, and returns when they are gone. Fine when there is none. */
void reaper_end(struct reaper *reaper);

#endif
