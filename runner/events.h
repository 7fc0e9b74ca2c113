/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_EVENTS_H
#define RUNNER_EVENTS_H

/*
 * What a supervisor waits for while the command runs: descriptors that can be read. A moment is one
 * of them, too (timerfd_create(2)), and so are signals (signals.h).
 */
#include <stdbool.h>
#include <stddef.h>

enum { MOST_EVENTS = 512 };

/* Called when the descriptor can be read, or its other end is closed. It may add and remove. */
typedef void event_function(void *context);

struct event {
	int fd;
	short awaited; /* of poll(2) */
	event_function *happened;
	void *context;
};

struct events {
	size_t count;
	struct event list[MOST_EVENTS];
};

/* Returns false when there is no room for another one. The descriptor stays the caller's. */
bool events_add(struct events *events, int fd, event_function *happened, void *context);

/* The same for a file of /proc that poll(2) tells of by POLLPRI when it has changed. */
bool events_add_changes(struct events *events, int fd, event_function *happened, void *context);

/* To be called before the descriptor is closed. One that was never added is fine. */
void events_remove(struct events *events, int fd);

/*
 * Waits until at least one can be read, and calls the function of each that can. False: none could for so many
 * milliseconds; -1 is for ever.
 */
bool events_wait(struct events *events, int milliseconds);

/*
 * Returns a descriptor that can be read when so many milliseconds are over, and every so many from
 * then on until it is closed; -1 with errno. The caller closes it.
 */
int events_timer(unsigned milliseconds);

/* How many milliseconds are left until it rings, at least 1. */
unsigned events_timer_left(int timer);

/* Takes note of a timer that has rung, so that it can ring again. */
void events_timer_rest(int timer);

#endif
