/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "../docker.h"
#include "../options.h"
#include "../runs.h"
#include "../say.h"

const struct option_list inspect_options = { NULL, 0, "help inspect" };

static int add_run(struct runs *runs, const char *word, json_t *list, struct failure *failure)
{
	struct found_run found;
	json_t *run;

	if (runs_find(runs, word, &found, failure) < 0)
		return -1;
	run = docker_describe(found.record);
	json_decref(found.record);
	return run == NULL || json_array_append_new(list, run) < 0
		? fail(failure, ENOMEM, "describe run '%s'", word)
		: 0;
}

/* Nothing is printed before all are found. */
static int inspect(struct runs *runs, char **words, json_t *list, struct failure *failure)
{
	for (; *words != NULL; words++) {
		if (add_run(runs, *words, list, failure) < 0)
			return -1;
	}
	json_dumpf(list, stdout, JSON_INDENT(4));
	putchar('\n');
	return say_flush(failure);
}

int command_inspect(char **words, struct failure *failure)
{
	struct runs runs;
	json_t *list;
	int result;

	if (options_parse_names(words, &inspect_options, NULL, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"inspect: a run is missing: nsrun inspect NAME; nsrun list shows them");
	if (runs_open(&runs, failure) < 0)
		return -1;
	list = json_array();
	result = inspect(&runs, words, list, failure);
	json_decref(list);
	runs_close(&runs);
	return result;
}
