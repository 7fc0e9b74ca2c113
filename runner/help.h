/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_HELP_H
#define RUNNER_HELP_H

/* What nsrun says about itself, out of the table of options. Each returns exit status 0, or -1. */
#include "../netsetup/failure.h"
#include "option.h"

/* Usage, and all options by group, on stdout. */
int help_print(struct failure *failure);

/*
 * What is known about a topic, which ends with NULL as the words of a command line do: the name of a
 * group of subcommands, of a group of options, of an option, or of a subcommand without an option of
 * that name; or the two words of a subcommand in a group. With its dashes a name is an option's.
 */
int help_print_topic(char **topic, struct failure *failure);

/* How a subcommand is called, and its options. */
struct command;
int help_print_command(const struct command *command, struct failure *failure);

/* The subcommands of a group, which is called so (struct command_group). */
int help_print_group(const char *word, struct failure *failure);

/* What a group of options is called as a topic. */
const char *help_topic(enum option_group group);

int help_print_version(struct failure *failure);

/* The few lines for one who called nsrun without a word, on stderr. */
void help_print_short(void);

#endif
