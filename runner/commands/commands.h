/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_COMMANDS_COMMANDS_H
#define RUNNER_COMMANDS_COMMANDS_H

/*
 * The table of subcommands, each in a file of its own. It makes the dispatch of main() and what
 * --help and `nsrun help SUBCOMMAND` say: a new one is an entry in commands.c and its file.
 */
#include "../../netsetup/suggest.h"
#include "../option.h"

enum { COMMAND_OTHER_NAMES = 2 };

/* A word before the names of some subcommands: "network" of "nsrun network create". */
struct command_group {
	const char *word;
	bool is_needed; /* else it may be left out, as Docker's "container" */
};

struct command {
	const struct command_group *group; /* NULL: none stands before it */
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
	enum value operand; /* what stands behind it, for the completions */
};

struct command_list {
	const struct command *commands; /* in the order in which --help shows them */
	size_t count;
};

/* Those of nsrun. */
extern const struct command_list subcommands;

/* The group that is called so, or NULL. */
const struct command_group *command_group_find(const struct command_list *list, const char *word);

/*
 * Finds the subcommand that the words begin with, of which there is at least one, and moves *words
 * behind its name. Returns NULL with a failure that says what it is near to, or what its group has.
 */
const struct command *command_find(
	const struct command_list *list, char ***words, struct failure *failure);

/* Offers each word that a subcommand can begin with. */
void command_offer(const struct command_list *list, struct suggestion *suggestion);

int command_run(char **words, struct failure *failure);
int command_exec(char **words, struct failure *failure);
int command_stop(char **words, struct failure *failure);
int command_wait(char **words, struct failure *failure);
int command_logs(char **words, struct failure *failure);
int command_list(char **words, struct failure *failure);
int command_inspect(char **words, struct failure *failure);
int command_up(char **words, struct failure *failure);
int command_down(char **words, struct failure *failure);
int command_clean(char **words, struct failure *failure);
int command_doctor(char **words, struct failure *failure);
int command_network_create(char **words, struct failure *failure);
int command_network_list(char **words, struct failure *failure);
int command_network_inspect(char **words, struct failure *failure);
int command_network_remove(char **words, struct failure *failure);
int command_help(char **words, struct failure *failure);

extern const struct option_list exec_options;
extern const struct option_list stop_options;
extern const struct option_list wait_options;
extern const struct option_list logs_options;
extern const struct option_list list_options;
extern const struct option_list inspect_options;
extern const struct option_list up_options;
extern const struct option_list down_options;
extern const struct option_list clean_options;
extern const struct option_list doctor_options;
extern const struct option_list network_create_options;
extern const struct option_list network_list_options;
extern const struct option_list network_inspect_options;
extern const struct option_list network_remove_options;

#endif
