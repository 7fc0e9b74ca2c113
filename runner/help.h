/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_HELP_H
#define RUNNER_HELP_H

/* What nsrun says about itself, out of the table of options. Each returns exit status 0, or -1. */
#include "../netsetup/failure.h"

/* Usage, and all options by group, on stdout. */
int help_print(struct failure *failure);

/*
 * What is known about a topic: the name of an option, of a group of them, or of a subcommand without
 * an option of that name.
 */
int help_print_topic(const char *topic, struct failure *failure);

/* How a subcommand is called, and its options. */
struct command;
int help_print_command(const struct command *command, struct failure *failure);

int help_print_version(struct failure *failure);

/* The few lines for one who called nsrun without a word, on stderr. */
void help_print_short(void);

#endif
