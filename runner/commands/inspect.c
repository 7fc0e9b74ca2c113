/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "../../netsetup/cleanup.h"
#include "../docker.h"
#include "../format.h"
#include "../networks/members.h"
#include "../networks/store.h"
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
		set_format, .words = "json" },
};
const struct option_list inspect_options = { options, ARRAY_SIZE(options), "help inspect", false };
const struct option_list network_inspect_options = { options, ARRAY_SIZE(options),
	"help network inspect", false };

/* Finds what a word names and describes it; NULL with a failure. */
typedef json_t *finder(struct runs *runs, const char *word, struct failure *failure);

static json_t *find_run(struct runs *runs, const char *word, struct failure *failure)
{
	struct found_run found;
	json_t *run;

	if (runs_find(runs, word, &found, failure) < 0)
		return NULL;
	run = docker_describe(found.record);
	json_decref(found.record);
	if (run == NULL)
		fail(failure, ENOMEM, "describe run '%s'", word);
	return run;
}

static json_t *describe_network(
	struct runs *runs, const struct named_network *network, struct failure *failure)
{
	json_t *members = members_find(runs, network, failure);
	json_t *described;

	if (members == NULL)
		return NULL;
	described = docker_describe_network(network->json, members);
	json_decref(members);
	if (described == NULL)
		fail(failure, ENOMEM, "describe network '%s'", network->name);
	return described;
}

/* 1 with *described, 0 with a failure when there is no such network, or -1. */
static int look_for_network(
	struct runs *runs, const char *word, json_t **described, struct failure *failure)
{
	struct named_network network;
	int found = store_find(word, &network, failure);

	*described = NULL;
	if (found <= 0)
		return found;
	*described = describe_network(runs, &network, failure);
	definition_release(&network);
	return *described != NULL ? 1 : -1;
}

static json_t *find_network(struct runs *runs, const char *word, struct failure *failure)
{
	json_t *described;

	look_for_network(runs, word, &described, failure);
	return described;
}

/* As docker inspect: a run, or else a network. What is neither is told of as no run. */
static json_t *find_any(struct runs *runs, const char *word, struct failure *failure)
{
	json_t *found = find_run(runs, word, failure);
	struct failure why;

	if (found == NULL && look_for_network(runs, word, &found, &why) < 0)
		*failure = why;
	return found;
}

/* Nothing is printed before all are found. */
static int print_all(struct runs *runs, char **words, finder *find, const char *template,
	json_t *list, struct failure *failure)
{
	AUTO_FREE char *text = NULL;

	for (; *words != NULL; words++) {
		json_t *found = find(runs, *words, failure);

		if (found == NULL)
			return -1;
		json_array_append_new(list, found);
	}
	if (format_list(list, template, &text, failure) < 0)
		return -1;
	fputs(text, stdout);
	return say_flush(failure);
}

/* Closes the runs. */
static int inspect(struct runs *runs, char **words, finder *find, const char *template,
	struct failure *failure)
{
	json_t *list = json_array();
	int result = print_all(runs, words, find, template, list, failure);

	json_decref(list);
	runs_close(runs);
	return result;
}

int command_inspect(char **words, struct failure *failure)
{
	const char *template = NULL;
	struct runs runs;

	if (options_parse_names(words, &inspect_options, &template, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"inspect: a run or network is missing: nsrun inspect NAME; nsrun list and "
			"nsrun network list show them");
	if (runs_open(&runs, failure) < 0)
		return -1;
	return inspect(&runs, words, find_any, template, failure);
}

int command_network_inspect(char **words, struct failure *failure)
{
	const char *template = NULL;
	struct runs runs;

	if (options_parse_names(words, &network_inspect_options, &template, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"network inspect: a network is missing: nsrun network inspect NAME; nsrun "
			"network list shows them");
	if (members_open(&runs, failure) < 0)
		return -1;
	return inspect(&runs, words, find_network, template, failure);
}
