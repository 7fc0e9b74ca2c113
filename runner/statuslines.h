/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STATUSLINES_H
#define RUNNER_STATUSLINES_H

/*
 * What --status-fd tells: JSON objects, one a line, each with "event", and "time" as the record's
 * (record.h):
 *
 *     started    the command runs: "id", "name" (or null), "pid", "netns" (or null), "cookie" of its
 *                network namespace, "links" and "microseconds" as the record has them
 *     ready      only with --ready
 *     tested     only with --test: its "status"
 *
 * and at last, when nothing of the run is left, one of
 *
 *     exited     "status", the command's own; "timeout": whether --timeout ended it
 *     signalled  "signal", its number, and "name"; "timeout"
 *     failed     "stage" (of the launch, "exec", "ready" or "test"; or null), "errno" (or null), "status",
 *                nsrun's own, and "message", which is what stderr gets
 *
 * None after which comes no more: nsrun was killed.
 */
#include "run.h"

/* Without --status-fd these do nothing. */
void statuslines_started(struct run *run);
void statuslines_ready(struct run *run);
void statuslines_tested(struct run *run, int status);

/* The run is over; the descriptor is closed then. failure: of nsrun, or NULL. */
void statuslines_over(struct run *run, const struct failure *failure);

#endif
