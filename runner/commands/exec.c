/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../join.h"
#include "../options.h"

/* Docker's words: the command has the caller's standard streams and terminal in any case. */
static int accept_option(const struct option_use *use, struct failure *failure)
{
	(void)use;
	(void)failure;
	return 0;
}

static const struct option options[] = {
	{ "interactive", 'i', NULL, GROUP_LIFE, "accepted: the command reads what nsrun reads",
		accept_option },
	{ "tty", 't', NULL, GROUP_LIFE, "accepted: the command has the terminal of nsrun",
		accept_option },
};
const struct option_list exec_options = { options, ARRAY_SIZE(options), "help exec", true };

int command_exec(char **words, struct failure *failure)
{
	struct found_run run;

	if (options_parse(&words, &exec_options, NULL, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0, "exec: no run: name one, as in nsrun exec web -- sh");
	if (words[1] != NULL && strcmp(words[1], "--") == 0)
		words[1] = words[0], words++;
	if (words[1] == NULL)
		return fail(failure, 0,
			"exec %s: no command: end the line with one, as in nsrun exec "
			"%s -- sh",
			words[0], words[0]);
	if (runs_find_one(words[0], &run, failure) < 0)
		return -1;
	json_decref(run.record);
	if (!run.is_live)
		return fail(failure, 0, "exec %s: run %s is over", words[0], run.identity.id);
	return join_run(&run, words + 1, failure);
}
