/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdlib.h>

#include "../../netsetup/cleanup.h"
#include "../ask.h"
#include "../ended.h"
#include "../options.h"
#include "../setters.h"

struct request {
	bool all;
	unsigned grace_ms;
};

static int set_all(const struct option_use *use, struct failure *failure)
{
	struct request *request = use->target;

	(void)failure;
	request->all = true;
	return 0;
}

static int set_stop_grace(const struct option_use *use, struct failure *failure)
{
	struct request *request = use->target;

	return set_time(use, &request->grace_ms, failure);
}

static const struct option options[] = {
	{ "all", 'a', NULL, GROUP_LIFE, "all runs of this host", set_all },
	{ "grace", 0, "TIME", GROUP_LIFE,
		"how long the command has to end before it is killed; else the run's own",
		set_stop_grace },
};
const struct option_list stop_options = { options, ARRAY_SIZE(options), "help stop", false };

/* The runs that were asked to end, all at once. */
struct batch {
	struct runs runs;
	const struct request *request;
	struct stopping *list;
	size_t count;
	size_t room;
	int result;
	struct failure *failure;
};

static int make_room(struct batch *batch)
{
	size_t room = batch->room * 2 + 8;
	struct stopping *list;

	if (batch->count < batch->room)
		return 0;
	list = reallocarray(batch->list, room, sizeof(*list));
	if (list == NULL)
		return fail(batch->failure, ENOMEM, "stop");
	batch->list = list;
	batch->room = room;
	return 0;
}

/* One that ended meanwhile is what was wanted. */
static int ask(struct batch *batch, const struct found_run *run)
{
	struct failure ignored;

	if (make_room(batch) < 0)
		return -1;
	if (ask_to_stop(&batch->runs, run, batch->request->grace_ms, &batch->list[batch->count],
		    &ignored) == 0)
		batch->count++;
	return 0;
}

static void ask_each(const struct found_run *run, void *context)
{
	struct batch *batch = context;

	if (ask(batch, run) < 0)
		batch->result = -1;
}

static int ask_named(struct batch *batch, const char *word)
{
	struct found_run run;
	int result = 0;

	if (runs_find(&batch->runs, word, &run, batch->failure) < 0)
		return -1;
	if (run.is_live)
		result = ask(batch, &run);
	else
		ended_remove(batch->runs.directory, &run.identity);
	json_decref(run.record);
	return result;
}

static int ask_all(struct batch *batch, char **words)
{
	if (batch->request->all)
		return runs_each(&batch->runs, false, ask_each, batch, batch->failure) < 0
			? -1
			: batch->result;
	for (; *words != NULL; words++) {
		if (ask_named(batch, *words) < 0)
			return -1;
	}
	return 0;
}

/* A run whose supervisor had to be killed, or was before, is removed by whoever looks for it. */
static void finish(struct batch *batch)
{
	struct found_run run;
	struct failure ignored;

	for (size_t i = 0; i < batch->count; i++) {
		struct stopping *stopping = &batch->list[i];

		ask_finish(stopping);
		if (runs_find(&batch->runs, stopping->id, &run, &ignored) < 0)
			continue;
		if (!run.is_live)
			ended_remove(batch->runs.directory, &run.identity);
		json_decref(run.record);
	}
	free(batch->list);
	runs_close(&batch->runs);
}

int command_stop(char **words, struct failure *failure)
{
	struct request request = { .grace_ms = (unsigned)CONTROL_OWN_GRACE };
	struct batch batch = { .request = &request, .failure = failure };
	int result;

	if (options_parse_names(words, &stop_options, &request, failure) < 0)
		return -1;
	if (request.all != (words[0] == NULL))
		return fail(failure, 0, "stop: name the runs, or all of them by --all");
	if (runs_open(&batch.runs, failure) < 0)
		return -1;
	result = ask_all(&batch, words);
	finish(&batch);
	return result;
}
