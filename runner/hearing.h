/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_HEARING_H
#define RUNNER_HEARING_H

/*
 * The supervisor's end of the channel to the child (channel.h), during the launch: what it waits for ends
 * also when the child does, or when a signal asks nsrun to end.
 */
#include "channel.h"
#include "run.h"

/* Sends the child a message, with a descriptor if passed is not -1. */
int hearing_tell(
	struct run *run, const struct message *message, int passed, struct failure *failure);

/* Waits until the descriptor, of the channel or of another that the launch waits for, can be read. */
int hearing_wait(struct run *run, int fd, struct failure *failure);

/*
 * Waits until the child's end of the channel is closed, and sleeps through all messages before. What they
 * are is for hearing_next() then.
 */
int hearing_wait_end(struct run *run, struct failure *failure);

/*
 * Takes the child's next message, and its descriptors: 1, 0 at the end of file, or -1 with a failure, perhaps
 * its own. What it asks for on the way is done.
 */
int hearing_next(struct run *run, struct message *message, int passed[PASSED_COUNT],
	struct failure *failure);

/* The failure of a child that ended without a word: the signal that has ended it, where one has. Returns -1. */
int hearing_fail_killed(struct run *run, struct failure *failure);

/* Adds to the failure of a link what can be seen on the host only. Returns -1. */
int hearing_explain(struct run *run, struct failure *failure);

/* After a failure of the supervisor's own: takes over what the child has said before. */
void hearing_reason(struct run *run, struct failure *failure);

#endif
