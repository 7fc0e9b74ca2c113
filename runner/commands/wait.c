/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "../../netsetup/cleanup.h"
#include "../ask.h"
#include "../options.h"

const struct option_list wait_options = { NULL, 0, "help wait", false };

enum { MOST_TRIES = 10 }; /* each is lost to a run that ends while it is looked for */

static int status_of_ended(const struct found_run *run)
{
	return (int)json_integer_value(json_object_get(run->record, "status"));
}

/* A run may be over, and what stays of it be there, between its being found and its being asked. */
static int wait_for(struct runs *runs, const char *word, struct failure *failure)
{
	for (int i = 0; i < MOST_TRIES; i++) {
		struct found_run run;
		int status;

		if (runs_find(runs, word, &run, failure) < 0)
			return -1;
		status = run.is_live ? ask_status(&run) : status_of_ended(&run);
		json_decref(run.record);
		if (status >= 0)
			return status;
	}
	return fail(failure, 0,
		"run '%s' was ended by a signal to nsrun itself: its status is lost", word);
}

int command_wait(char **words, struct failure *failure)
{
	struct runs runs;
	int status = 0;

	if (options_parse_names(words, &wait_options, NULL, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0, "wait: no run: name one or more");
	if (runs_open(&runs, failure) < 0)
		return -1;
	for (; status >= 0 && *words != NULL; words++)
		status = wait_for(&runs, *words, failure);
	runs_close(&runs);
	return status;
}
