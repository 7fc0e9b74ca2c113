/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STEPS_H
#define RUNNER_STEPS_H

/* How long each step of a launch took: for --verbose, and for the run's record. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { MOST_STEPS = 24 };

struct lap {
	const char *name; /* of the program's own text, so that it is the same in the child */
	long microseconds;
};

struct steps {
	bool says; /* on stderr, as each ends */
	const char *who;
	struct timespec last; /* when the step before ended */
	size_t count;
	struct lap laps[MOST_STEPS];
};

/* Starts the clock of the first step; who is "supervisor" or "child". */
void steps_start(struct steps *steps, const char *who, bool says);

/* Ends a step. name must be a string literal. */
void steps_done(struct steps *steps, const char *name);

#endif
