/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../dockerwords.h"
#include "../options.h"

/* Docker's long forms. */
static const struct command_group container = { "container", false };
static const struct command_group network = { "network", true };

static const struct command commands[] = {
	{ &container, "run", { NULL }, "[OPTION]... [--] COMMAND [ARG]...",
		"run a command; the word may be left out before an option", &run_options,
		command_run, VALUE_COMMAND },
	{ &container, "exec", { NULL }, "[OPTION]... NAME COMMAND [ARG]...",
		"run another command in a run's network", &exec_options, command_exec,
		VALUE_RUN_AND_COMMAND },
	{ &container, "stop", { NULL }, "[OPTION]... NAME...", "end runs; nothing of them is left",
		&stop_options, command_stop, VALUE_RUN },
	{ &container, "wait", { NULL }, "NAME...",
		"wait until runs end; exits with the last one's status", &wait_options,
		command_wait, VALUE_RUN },
	{ &container, "logs", { NULL }, "[OPTION]... NAME", "what a run's command has written",
		&logs_options, command_logs, VALUE_RUN },
	{ &container, "list", { "ls", "ps" }, "[OPTION]...",
		"the runs of this host, one line for each link", &list_options, command_list,
		VALUE_NONE },
	{ &container, "inspect", { NULL }, "[OPTION]... NAME...",
		"all about runs and networks, as JSON with Docker's keys", &inspect_options,
		command_inspect, VALUE_RUN_OR_NETWORK },
	{ NULL, "up", { NULL }, "[OPTION]... FILE",
		"begin the hosts of a topology, and run its test or wait for ^C", &up_options,
		command_up, VALUE_FILE },
	{ NULL, "down", { NULL }, "FILE", "end the hosts of a topology that are up", &down_options,
		command_down, VALUE_FILE },
	{ NULL, "clean", { NULL }, "", "remove what runs left that were killed or have ended",
		&clean_options, command_clean, VALUE_NONE },
	{ NULL, "doctor", { NULL }, "[OPTION]... [PARENT]",
		"what this host and a parent can do, and what to do about the rest",
		&doctor_options, command_doctor, VALUE_INTERFACE },
	{ &network, "create", { NULL }, "[OPTION]... NAME", "make a named network for --network",
		&network_create_options, command_network_create },
	{ &network, "list", { "ls" }, "[OPTION]...", "the named networks, one line for each",
		&network_list_options, command_network_list, VALUE_NONE },
	{ &network, "inspect", { NULL }, "[OPTION]... NAME...",
		"networks and the runs on them, as JSON with Docker's keys",
		&network_inspect_options, command_network_inspect, VALUE_NETWORK },
	{ &network, "remove", { "rm" }, "NAME...", "remove networks that no run is on",
		&network_remove_options, command_network_remove, VALUE_NETWORK },
	{ NULL, "help", { NULL }, "[TOPIC]", "this help, or one part of it", NULL, command_help,
		VALUE_TOPIC },
};
const struct command_list subcommands = { commands, ARRAY_SIZE(commands) };

static bool is_called(const struct command *command, const char *word)
{
	if (strcmp(command->name, word) == 0)
		return true;
	for (size_t i = 0; i < COMMAND_OTHER_NAMES; i++) {
		if (command->other_names[i] != NULL && strcmp(command->other_names[i], word) == 0)
			return true;
	}
	return false;
}

static bool needs_group(const struct command *command)
{
	return command->group != NULL && command->group->is_needed;
}

/* Whether a name behind the word of this group, or behind none, can be the command's. */
static bool may_stand_behind(const struct command *command, const struct command_group *group)
{
	return group != NULL ? command->group == group : !needs_group(command);
}

const struct command_group *command_group_find(const struct command_list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct command_group *group = list->commands[i].group;

		if (group != NULL && strcmp(group->word, word) == 0)
			return group;
	}
	return NULL;
}

void command_offer(const struct command_list *list, struct suggestion *suggestion)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct command *command = &list->commands[i];

		suggest_offer(
			suggestion, needs_group(command) ? command->group->word : command->name);
	}
}

/* With word NULL: there is none behind the group's. */
static int fail_in_group(const struct command_list *list, const struct command_group *group,
	const char *word, struct failure *failure)
{
	char names[200] = "";
	size_t used = 0;

	for (size_t i = 0; i < list->count && used < sizeof(names); i++) {
		if (list->commands[i].group == group)
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
				used != 0 ? ", " : "", list->commands[i].name);
	}
	if (word == NULL)
		fail(failure, 0, "%s: a subcommand is missing", group->word);
	else
		fail(failure, 0, "%s: '%s' is not a subcommand of it", group->word, word);
	return fail_advise(failure, "it has %s", names);
}

static int fail_alone(const struct command_list *list, const char *word, struct failure *failure)
{
	struct suggestion suggestion = suggest_for(word);
	const char *here = dockerwords_subcommand(word);

	command_offer(list, &suggestion);
	fail(failure, 0, "'%s' is not a subcommand", word);
	if (here != NULL)
		return fail_advise(failure, "use %s. To run a command: nsrun -- %s", here, word);
	if (suggestion.word[0] != '\0')
		return fail_advise(failure, "did you mean '%s'? To run a command: nsrun -- %s",
			suggestion.word, word);
	return fail_advise(failure, "to run it as a command: nsrun -- %s", word);
}

const struct command *command_find(
	const struct command_list *list, char ***words, struct failure *failure)
{
	const struct command_group *group = command_group_find(list, **words);
	const char *name = group != NULL ? *++*words : **words;

	for (size_t i = 0; name != NULL && i < list->count; i++) {
		const struct command *command = &list->commands[i];

		if (is_called(command, name) && may_stand_behind(command, group)) {
			++*words;
			return command;
		}
	}
	if (group != NULL)
		fail_in_group(list, group, name, failure);
	else
		fail_alone(list, name, failure);
	return NULL;
}
