/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

/*
 * The table of options. It makes the parser, the help (help.h), and the check of the manual page
 * (tests/checks/documented): a new option is an entry here and a setter in setters.c or, for one of a
 * link, in linksetters.c.
 */
#include "option.h"

/* The options of "nsrun run", which are those of nsrun without a subcommand; their target is a plan. */
extern const struct option_list run_options;

/*
 * Parses the words behind a subcommand, which end with NULL, and lets each option write into target.
 * Moves *words to the first word that is no option, or behind "--".
 */
int options_parse(
	char ***words, const struct option_list *list, void *target, struct failure *failure);

/*
 * The same for a subcommand whose other words are names, and not a command with options of its own:
 * options may stand between and behind them, too. Only the names are left in words, which end with
 * NULL; behind "--" each word is one.
 */
int options_parse_names(
	char **words, const struct option_list *list, void *target, struct failure *failure);

#endif
