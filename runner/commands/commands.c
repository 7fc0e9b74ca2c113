/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../options.h"

/* In the order in which --help shows them. */
const struct command commands[] = {
	{ "run", { NULL }, "[OPTION]... [--] COMMAND [ARG]...",
		"run a command; the word may be left out before an option", &run_options,
		command_run },
	{ "exec", { NULL }, "NAME COMMAND [ARG]...", "run another command in a run's network",
		&exec_options, command_exec },
	{ "stop", { NULL }, "NAME...", "end runs; nothing of them is left", &stop_options,
		command_stop },
	{ "wait", { NULL }, "NAME...", "wait until runs end; exits with the last one's status",
		&wait_options, command_wait },
	{ "logs", { NULL }, "NAME", "what a run's command has written", &logs_options,
		command_logs },
	{ "list", { "ls", "ps" }, "[OPTION]...", "the runs of this host, one line for each link",
		&list_options, command_list },
	{ "inspect", { NULL }, "NAME...", "all about runs, as JSON with Docker's keys",
		&inspect_options, command_inspect },
	{ "clean", { NULL }, "", "remove what runs left that were killed or have ended",
		&clean_options, command_clean },
	{ "help", { NULL }, "[TOPIC]", "this help, or one part of it", NULL, command_help },
};
const size_t command_count = ARRAY_SIZE(commands);

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

const struct command *command_find(const char *word)
{
	for (size_t i = 0; i < command_count; i++) {
		if (is_called(&commands[i], word))
			return &commands[i];
	}
	return NULL;
}
