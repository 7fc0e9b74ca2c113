/* SPDX-License-Identifier: MIT */
#include "steps.h"

#include <stdio.h>

void steps_start(struct steps *steps, bool on)
{
	steps->on = on;
	if (on)
		clock_gettime(CLOCK_MONOTONIC, &steps->last);
}

long steps_lap(struct steps *steps)
{
	struct timespec now;
	long microseconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	microseconds = (now.tv_sec - steps->last.tv_sec) * 1000000 +
		(now.tv_nsec - steps->last.tv_nsec) / 1000;
	steps->last = now;
	return microseconds;
}

void steps_say(const char *who, const char *name, long microseconds)
{
	fprintf(stderr, "nsrun: %s: %s: %ld us\n", who, name, microseconds);
}

void steps_done(struct steps *steps, const char *name)
{
	if (steps->on)
		steps_say("supervisor", name, steps_lap(steps));
}
