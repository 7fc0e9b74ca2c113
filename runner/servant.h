/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SERVANT_H
#define RUNNER_SERVANT_H

/* A process that the supervisor has beside the command, for as long as the run lives: its own child. */
#include <stdbool.h>
#include <sys/types.h>

#include "../netsetup/failure.h"

struct servant {
	pid_t pid; /* 0: there is none */
	int pidfd;
	int report; /* the read end of what it reports into */
};

/*
 * As fork(2): returns its pid, 0 in the servant, where *report is what it reports into, or -1 with a
 * failure, which begins with what ("--ip dhcp").
 */
pid_t servant_start(
	struct servant *servant, int *report, const char *what, struct failure *failure);

/* Sends it a signal. Fine when there is none. */
void servant_signal(const struct servant *servant, int signal);

/*
 * Waits for its end, and kills it when the time is over. Returns whether there was one. What it has
 * reported can still be read; the caller closes report.
 */
bool servant_end(struct servant *servant, int milliseconds);

#endif
