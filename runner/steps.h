/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STEPS_H
#define RUNNER_STEPS_H

/* What --verbose says of each step of a launch. */
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct steps {
	bool on;
	struct timespec last; /* when the step before ended */
};

/* Starts the clock of the first step; with on false nothing is ever said or timed. */
void steps_start(struct steps *steps, bool on);

/* Ends a step and returns its microseconds. */
long steps_lap(struct steps *steps);

/* Says on stderr how long a step took; who is "supervisor" or "child". */
void steps_say(const char *who, const char *name, long microseconds);

/* Ends a step of the supervisor's and says so. */
void steps_done(struct steps *steps, const char *name);

#endif
