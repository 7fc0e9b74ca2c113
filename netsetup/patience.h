/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_PATIENCE_H
#define NETSETUP_PATIENCE_H

/*
 * Waiting for what the kernel does at its leisure and announces to nobody, as taking a dead
 * namespace apart: ask, pause, ask again, with pauses that grow. Only who is refused pays for it.
 */
#include <stdbool.h>

struct patience {
	int yields;      /* pauses that only give the processor away, before those below */
	long pause_us;   /* the next pause */
	long longest_us; /* up to which they grow */
	long left_us;
};

/* Patience for so many milliseconds, beginning with a pause of so many microseconds. */
struct patience patience_for(long milliseconds, long first_pause_us);

/*
 * The same for what a worker of the kernel's does, which may wait for this very processor: it is given that
 * first, which takes some microseconds where the shortest pause takes a hundred.
 */
struct patience patience_yielding(long milliseconds, long first_pause_us);

/* The same with pauses that do not grow: for what is over as soon as it can be seen. */
struct patience patience_steady(long milliseconds, long pause_us);

/* Pauses. Returns whether it is worth asking again: false, without a pause, when the time is over. */
bool patience_wait(struct patience *patience);

#endif
