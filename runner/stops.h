/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STOPS_H
#define RUNNER_STOPS_H

/* Runs that are asked to end, all at once. */
#include "ask.h"

struct stops {
	struct runs runs;
	unsigned grace_ms;
	struct stopping *list;
	size_t count;
	size_t room;
};

/* grace_ms is as of ask_to_stop(). What was opened is closed by stops_finish(). */
int stops_open(struct stops *stops, unsigned grace_ms, struct failure *failure);

/* Asks a live run to end; removes what stays of one that ended. */
int stops_ask(struct stops *stops, const struct found_run *run, struct failure *failure);

/* Waits until all of them are over, and nothing of them is left. */
void stops_finish(struct stops *stops);

#endif
