/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ENDED_H
#define RUNNER_ENDED_H

/*
 * What stays of a detached run that ended by itself: its exit status and its log, two plain files.
 * They go when its name is used again, by stop or clean, or with the machine's next start.
 */
#include "run.h"

/*
 * Writes down how the run ended: its record as JSON, with "state" "exited", "status" and "finished".
 * It is there before the record of the live run is gone.
 */
int ended_write(struct run *run, int status, struct failure *failure);

/* Opens the log of a run that begins. Returns the descriptor, or -1 with a failure. */
int ended_open_log(struct run *run, struct failure *failure);

/* The same when nothing is to stay: removes the log. */
void ended_forget(struct run *run);

/* Removes what stays of a run, by its identity. Fine when nothing does. */
void ended_remove(int directory, const struct identity *identity);

/* Removes what stays of the run that had this name before. Fine when none did. */
void ended_remove_name(int directory, const struct identity *own, const char *name);

#endif
