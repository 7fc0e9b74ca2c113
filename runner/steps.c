/* SPDX-License-Identifier: MIT */
#include "steps.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

void steps_start(struct steps *steps, const char *who, bool says)
{
	steps->says = says;
	steps->who = who;
	steps->count = 0;
	clock_gettime(CLOCK_MONOTONIC, &steps->last);
}

static long lap(struct steps *steps)
{
	struct timespec now;
	long microseconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	microseconds = (now.tv_sec - steps->last.tv_sec) * 1000000 +
		(now.tv_nsec - steps->last.tv_nsec) / 1000;
	steps->last = now;
	return microseconds;
}

/*
 * A reader that is gone is no concern of the command's: the signal for it waits, for nsrun blocks it,
 * and would be the command's with the exec.
 */
static void say(const struct steps *steps, const struct lap *lap)
{
	const struct timespec now = { 0, 0 };
	sigset_t pipe;

	if (fprintf(stderr, "nsrun: %s: %s: %ld us\n", steps->who, lap->name, lap->microseconds) >=
			0 ||
		errno != EPIPE)
		return;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigtimedwait(&pipe, NULL, &now);
}

void steps_done(struct steps *steps, const char *name)
{
	struct lap done = { name, lap(steps) };

	if (steps->count < MOST_STEPS)
		steps->laps[steps->count++] = done;
	if (steps->says)
		say(steps, &done);
}
