/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_COMMANDS_COMMANDS_H
#define RUNNER_COMMANDS_COMMANDS_H

/*
 * The table of subcommands, each in a file of its own. It makes the dispatch of main() and what
 * --help and `nsrun help SUBCOMMAND` say: a new one is an entry in commands.c and its file.
 */
#include "../option.h"

enum { COMMAND_OTHER_NAMES = 2 };

struct command {
	const char *name;
	const char *other_names[COMMAND_OTHER_NAMES]; /* what else it may be called, or NULL */
	const char *words;                            /* what stands behind it: "NAME..."; or "" */
	const char *help;                             /* one line */
	const struct option_list *options;            /* its own; NULL: it has none */
	/*
	 * Takes the words behind its own, which end with NULL. Returns the exit status, or -1 with a
	 * failure that main() prints.
	 */
	int (*run)(char **words, struct failure *failure);
};

extern const struct command commands[];
extern const size_t command_count;

/* The subcommand that is called so, or NULL. */
const struct command *command_find(const char *word);

int command_run(char **words, struct failure *failure);
int command_exec(char **words, struct failure *failure);
int command_stop(char **words, struct failure *failure);
int command_wait(char **words, struct failure *failure);
int command_logs(char **words, struct failure *failure);
int command_list(char **words, struct failure *failure);
int command_inspect(char **words, struct failure *failure);
int command_clean(char **words, struct failure *failure);
int command_help(char **words, struct failure *failure);

extern const struct option_list exec_options;
extern const struct option_list stop_options;
extern const struct option_list wait_options;
extern const struct option_list logs_options;
extern const struct option_list list_options;
extern const struct option_list inspect_options;
extern const struct option_list clean_options;

#endif
