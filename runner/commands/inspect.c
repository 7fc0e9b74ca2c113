/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "../../netsetup/cleanup.h"
#include "../docker.h"
#include "../format.h"
#include "../options.h"
#include "../runs.h"
#include "../say.h"

static int set_format(const struct option_use *use, struct failure *failure)
{
	const char **template = use->target;

	(void)failure;
	*template = use->value;
	return 0;
}

static const struct option options[] = {
	{ "format", 'f', "TEMPLATE", GROUP_SEEING,
		"a line for each instead, of {{.KEY.KEY}}, {{json .KEY}} and {{json .}}",
		set_format },
};
const struct option_list inspect_options = { options, ARRAY_SIZE(options), "help inspect", false };

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
static int inspect(struct runs *runs, char **words, json_t *list, const char *template,
	struct failure *failure)
{
	AUTO_FREE char *text = NULL;

	for (; *words != NULL; words++) {
		if (add_run(runs, *words, list, failure) < 0)
			return -1;
	}
	if (format_list(list, template, &text, failure) < 0)
		return -1;
	fputs(text, stdout);
	return say_flush(failure);
}

int command_inspect(char **words, struct failure *failure)
{
	const char *template = NULL;
	struct runs runs;
	json_t *list;
	int result;

	if (options_parse_names(words, &inspect_options, &template, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"inspect: a run is missing: nsrun inspect NAME; nsrun list shows them");
	if (runs_open(&runs, failure) < 0)
		return -1;
	list = json_array();
	result = inspect(&runs, words, list, template, failure);
	json_decref(list);
	runs_close(&runs);
	return result;
}
