/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdio.h>

#include "../leftovers.h"
#include "../options.h"
#include "../say.h"

const struct option_list clean_options = { NULL, 0, "help clean", false };

static void say_removed(const char *what)
{
	printf("removed %s\n", what);
}

int command_clean(char **words, struct failure *failure)
{
	struct runs runs;
	int result;

	if (options_parse_names(words, &clean_options, NULL, failure) < 0)
		return -1;
	if (words[0] != NULL)
		return fail(
			failure, 0, "clean: takes no name: nsrun stop %s ends one run", words[0]);
	if (runs_open(&runs, failure) < 0)
		return -1;
	result = leftovers_remove(&runs, say_removed, failure);
	runs_close(&runs);
	return result < 0 ? -1 : say_flush(failure);
}
