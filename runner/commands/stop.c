/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "../../netsetup/cleanup.h"
#include "../options.h"
#include "../setters.h"
#include "../stops.h"

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

struct asking {
	struct stops stops;
	const struct request *request;
	int result;
	struct failure *failure;
};

static void ask_each(const struct found_run *run, void *context)
{
	struct asking *asking = context;

	if (stops_ask(&asking->stops, run, asking->failure) < 0)
		asking->result = -1;
}

static int ask_named(struct asking *asking, const char *word)
{
	struct found_run run;
	int result;

	if (runs_find(&asking->stops.runs, word, &run, asking->failure) < 0)
		return -1;
	result = stops_ask(&asking->stops, &run, asking->failure);
	json_decref(run.record);
	return result;
}

static int ask_all(struct asking *asking, char **words)
{
	if (asking->request->all)
		return runs_each(&asking->stops.runs, false, ask_each, asking, asking->failure) < 0
			? -1
			: asking->result;
	for (; *words != NULL; words++) {
		if (ask_named(asking, *words) < 0)
			return -1;
	}
	return 0;
}

int command_stop(char **words, struct failure *failure)
{
	struct request request = { .grace_ms = (unsigned)CONTROL_OWN_GRACE };
	struct asking asking = { .request = &request, .failure = failure };
	int result;

	if (options_parse_names(words, &stop_options, &request, failure) < 0)
		return -1;
	if (request.all != (words[0] == NULL))
		return fail(failure, 0, "stop: name the runs, or all of them by --all");
	if (stops_open(&asking.stops, request.grace_ms, failure) < 0)
		return -1;
	result = ask_all(&asking, words);
	stops_finish(&asking.stops);
	return result;
}
