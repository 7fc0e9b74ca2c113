/* SPDX-License-Identifier: MIT */
#include "patience.h"

#include <errno.h>
#include <sched.h>
#include <time.h>

enum {
	LONGEST_PAUSE_US = 20000,
	YIELDS = 10,
};

struct patience patience_for(long milliseconds, long first_pause_us)
{
	return (struct patience){ 0, first_pause_us, LONGEST_PAUSE_US, milliseconds * 1000 };
}

struct patience patience_yielding(long milliseconds, long first_pause_us)
{
	return (struct patience){ YIELDS, first_pause_us, LONGEST_PAUSE_US, milliseconds * 1000 };
}

struct patience patience_steady(long milliseconds, long pause_us)
{
	return (struct patience){ 0, pause_us, pause_us, milliseconds * 1000 };
}

bool patience_wait(struct patience *patience)
{
	struct timespec time = { 0, patience->pause_us * 1000 };

	if (patience->left_us <= 0)
		return false;
	if (patience->yields > 0) {
		patience->yields--;
		sched_yield();
		return true;
	}
	while (nanosleep(&time, &time) < 0 && errno == EINTR)
		continue;
	patience->left_us -= patience->pause_us;
	patience->pause_us *= 2;
	if (patience->pause_us > patience->longest_us)
		patience->pause_us = patience->longest_us;
	return true;
}
