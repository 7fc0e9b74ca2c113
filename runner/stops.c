/* SPDX-License-Identifier: MIT */
#include "stops.h"

#include <errno.h>
#include <stdlib.h>

#include "ended.h"

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

/* One that ended meanwhile is what was wanted. */
int stops_ask(struct stops *stops, const struct found_run *run, struct failure *failure)
{
	struct failure ignored;

	if (!run->is_live) {
		ended_remove(stops->runs.directory, &run->identity);
		return 0;
	}
	if (make_room(stops, failure) < 0)
		return -1;
	if (ask_to_stop(&stops->runs, run, stops->grace_ms, &stops->list[stops->count], &ignored) ==
		0)
		stops->count++;
	return 0;
}

/* A run whose supervisor had to be killed, or was before, is removed by whoever looks for it. */
void stops_finish(struct stops *stops)
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
	free(stops->list);
	runs_close(&stops->runs);
}
