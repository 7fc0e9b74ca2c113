/* SPDX-License-Identifier: MIT */
#include "stops.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "ended.h"

/* Each run has two descriptors until it has ended; some are for what is opened to find the next one. */
static size_t most_at_once(void)
{
	enum { OTHERS = 32, LEAST = 4 };
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < OTHERS + 2 * LEAST)
		return LEAST;
	return (size_t)(limit.rlim_cur - OTHERS) / 2;
}

int stops_open(struct stops *stops, unsigned grace_ms, struct failure *failure)
{
	*stops = (struct stops){ .grace_ms = grace_ms };
	return runs_open(&stops->runs, failure);
}

static int make_room(struct stops *stops, struct failure *failure)
{
	size_t room = stops->room * 2 + 8;
	struct stopping *list;

	if (stops->count < stops->room)
		return 0;
	list = reallocarray(stops->list, room, sizeof(*list));
	if (list == NULL)
		return fail(failure, ENOMEM, "stop");
	stops->list = list;
	stops->room = room;
	return 0;
}

/* A run whose supervisor had to be killed, or was before, is removed by whoever looks for it. */
static void finish_asked(struct stops *stops)
{
	struct found_run run;
	struct failure ignored;

	for (size_t i = 0; i < stops->count; i++) {
		struct stopping *stopping = &stops->list[i];

		ask_finish(stopping);
		if (runs_find(&stops->runs, stopping->id, &run, &ignored) < 0)
			continue;
		if (!run.is_live)
			ended_remove(stops->runs.directory, &run.identity);
		json_decref(run.record);
	}
	stops->count = 0;
}

/* One that ended meanwhile is what was wanted. */
int stops_ask(struct stops *stops, const struct found_run *run, struct failure *failure)
{
	if (!run->is_live) {
		ended_remove(stops->runs.directory, &run->identity);
		return 0;
	}
	if (stops->count >= most_at_once())
		finish_asked(stops);
	if (make_room(stops, failure) < 0 ||
		ask_to_stop(&stops->runs, run, stops->grace_ms, &stops->list[stops->count],
			failure) < 0)
		return -1;
	stops->count++;
	return 0;
}

void stops_finish(struct stops *stops)
{
	finish_asked(stops);
	free(stops->list);
	runs_close(&stops->runs);
}
