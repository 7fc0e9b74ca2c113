/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIPTORS_H
#define RUNNER_DESCRIPTORS_H

/*
 * Which descriptors the command gets: 0, 1 and 2 as they are (also closed), and above them those
 * of --keep-fd, those of a /dev/fd/N among its arguments (a shell's <(…)), and the sockets that
 * LISTEN_FDS announces to nsrun (sd_listen_fds(3)), and of --ready fd:N. All others are closed by the
 * exec.
 */
#include <stdbool.h>

#include "plan.h"

enum { MOST_KEPT = 256 };

struct descriptors {
	size_t count;
	int kept[MOST_KEPT]; /* all open; in no order, perhaps twice */
	bool listens;        /* LISTEN_PID must be set anew for the command */
	int status;          /* of --status-fd, above 2 and nsrun's own; or -1 */
	int ready_from;      /* of --ready fd:N: the end that nsrun reads from; or -1 */
	int ready_to; /* N, the command's end; -1 where it is not nsrun's to keep (any more) */
};

enum { MOST_OWN = 3 };

/*
 * Writes those that a supervisor is to have beside the command's into own, and returns how many they
 * are: what --status-fd and --ready need.
 */
size_t descriptors_own(const struct descriptors *descriptors, int own[MOST_OWN]);

/*
 * Closes them, in a process that is neither supervisor nor command: who reads from them is to see their
 * end when these close them.
 */
void descriptors_close_own(const struct descriptors *descriptors);

/*
 * Finds out what is to be kept, and fills closed descriptors 0 to 2 for the time of the launch so
 * that nothing of nsrun's own takes their place. To be called before nsrun opens anything: a
 * number that is closed now would otherwise be one of its own.
 */
int descriptors_find(
	const struct plan *plan, struct descriptors *descriptors, struct failure *failure);

/* Closes all of these numbers. */
void descriptors_close(unsigned first, unsigned last);

/* Closes all above 2 but these, which it sorts; one may be there twice. */
void descriptors_close_but(int *kept, size_t count);

/* In the child: marks all above 2 close-on-exec, but those to be kept, and sets LISTEN_PID. */
int descriptors_settle(const struct descriptors *descriptors, struct failure *failure);

#endif
