/* SPDX-License-Identifier: MIT */
#include "events.h"

#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

static size_t find(const struct events *events, int fd)
{
	size_t i = 0;

	while (i < events->count && events->list[i].fd != fd)
		i++;
	return i;
}

static bool add(struct events *events, const struct event *event)
{
	if (events->count == MOST_EVENTS)
		return false;
	events->list[events->count++] = *event;
	return true;
}

bool events_add(struct events *events, int fd, event_function *happened, void *context)
{
	return add(events, &(struct event){ fd, POLLIN, happened, context });
}

bool events_add_changes(struct events *events, int fd, event_function *happened, void *context)
{
	return add(events, &(struct event){ fd, POLLPRI, happened, context });
}

void events_remove(struct events *events, int fd)
{
	size_t i = find(events, fd);

	if (i == events->count)
		return;
	events->count--;
	memmove(&events->list[i], &events->list[i + 1],
		(events->count - i) * sizeof(events->list[0]));
}

/* What one function does may remove another that is ready, or put a new one in its place. */
static bool is_still_there(const struct events *events, const struct event *event)
{
	size_t i = find(events, event->fd);

	return i < events->count && events->list[i].happened == event->happened &&
		events->list[i].context == event->context;
}

bool events_wait(struct events *events, int milliseconds)
{
	struct pollfd ready[MOST_EVENTS];
	struct event snapshot[MOST_EVENTS];
	size_t count = events->count;

	for (size_t i = 0; i < count; i++) {
		snapshot[i] = events->list[i];
		ready[i] = (struct pollfd){ .fd = snapshot[i].fd, .events = snapshot[i].awaited };
	}
	switch (poll(ready, count, milliseconds)) {
	case 0:
		return false;
	case -1:
		return true;
	default:
		break;
	}
	for (size_t i = 0; i < count; i++) {
		if (ready[i].revents != 0 && is_still_there(events, &snapshot[i]))
			snapshot[i].happened(snapshot[i].context);
	}
	return true;
}

int events_timer(unsigned milliseconds)
{
	struct timespec time = { .tv_sec = milliseconds / 1000,
		.tv_nsec = milliseconds % 1000 * 1000000L };
	struct itimerspec when = { .it_interval = time, .it_value = time };
	AUTO_CLOSE int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	/* A time of 0 would switch the timer off. */
	if (milliseconds == 0)
		when.it_value.tv_nsec = 1;
	if (timer < 0 || timerfd_settime(timer, 0, &when, NULL) < 0)
		return -1;
	return take_fd(&timer);
}

unsigned events_timer_left(int timer)
{
	struct itimerspec when;
	uint64_t rung;

	if (read(timer, &rung, sizeof(rung)) > 0 || timerfd_gettime(timer, &when) < 0)
		return 1;
	return (unsigned)when.it_value.tv_sec * 1000 + (unsigned)(when.it_value.tv_nsec / 1000000) +
		1;
}

void events_timer_rest(int timer)
{
	uint64_t rung;

	if (read(timer, &rung, sizeof(rung)) < 0)
		return; /* it has not rung yet */
}
