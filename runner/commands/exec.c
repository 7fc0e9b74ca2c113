/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../join.h"
#include "../options.h"
#include "../privilegesetters.h"
#include "../surroundingsetters.h"

/* Docker's words. Without --detach they say what is so in any case, and --rm always does. */
static int set_choice(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->target;

	(void)failure;
	switch (use->option->letter) {
	case 'd':
		plan->detach = true;
		break;
	case 'i':
		plan->interactive = true;
		break;
	case 't':
		plan->tty = true;
		break;
	}
	return 0;
}

static const struct option options[] = {
	{ "detach", 'd', NULL, GROUP_LIFE,
		"go on in the background once the command runs; its output is lost", set_choice },
	{ "interactive", 'i', NULL, GROUP_LIFE, "with --detach: keep the command's input open",
		set_choice },
	{ "tty", 't', NULL, GROUP_LIFE, "with --detach: give the command a terminal", set_choice },
	{ "rm", 0, NULL, GROUP_LIFE, "accepted: nothing stays of the command in any case",
		set_choice },
	{ "chdir", 'w', "DIR", GROUP_FILES, "begin in this directory", set_chdir, VALUE_DIRECTORY },
	{ "env", 'e', "NAME[=VALUE]", GROUP_ENVIRONMENT,
		"set a variable of the environment, or keep the caller's", set_env, VALUE_VARIABLE,
		.repeats = true },
	{ "clear-env", 0, NULL, GROUP_ENVIRONMENT,
		"hand on nothing of the caller's environment but --env NAME", set_clear_env },
	{ "user", 'u', "NAME|UID[:GROUP]", GROUP_PRIVILEGES,
		"run the command as this user, without a capability", set_user, VALUE_USER },
	{ "me", 0, NULL, GROUP_PRIVILEGES, "the same as the user who called sudo", set_me },
	{ "cap-add", 0, "LIST", GROUP_PRIVILEGES, "beside those of the run; or all; repeatable",
		set_cap_add, VALUE_CAPABILITIES, .words = "all", .repeats = true },
	{ "cap-drop", 0, "LIST", GROUP_PRIVILEGES, "without this one; or all; repeatable",
		set_cap_drop, VALUE_CAPABILITIES, .words = "all", .repeats = true },
	{ "net-admin", 0, NULL, GROUP_PRIVILEGES, "let the command change the run's network",
		set_net_admin },
	{ "privileged", 0, NULL, GROUP_PRIVILEGES, "give nothing up", set_privileged },
};
const struct option_list exec_options = { options, ARRAY_SIZE(options), "help exec", true };

/* Of NAME [--] COMMAND [ARG]... */
static int find_command(char **words, char ***command, struct failure *failure)
{
	if (words[0] == NULL)
		return fail(failure, 0, "exec: no run: name one, as in nsrun exec web -- sh");
	*command = words + 1;
	if (**command != NULL && strcmp(**command, "--") == 0)
		++*command;
	if (**command == NULL)
		return fail(failure, 0,
			"exec %s: no command: end the line with one, as in nsrun exec "
			"%s -- sh",
			words[0], words[0]);
	return 0;
}

static int find_live(const char *word, struct found_run *run, struct failure *failure)
{
	if (runs_find_one(word, run, failure) < 0)
		return -1;
	json_decref(run->record);
	run->record = NULL;
	if (!run->is_live)
		return fail(failure, 0, "exec %s: run %s is over", word, run->identity.id);
	return 0;
}

int command_exec(char **words, struct failure *failure)
{
	static struct plan plan;
	struct found_run run;

	plan_start(&plan);
	if (options_parse(&words, &exec_options, &plan, failure) < 0 ||
		find_command(words, &plan.command, failure) < 0 ||
		find_live(words[0], &run, failure) < 0)
		return -1;
	return join_run(&run, &plan, failure);
}
