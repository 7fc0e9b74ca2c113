/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

/*
 * The table of options. It makes the parser, the help (help.h), and the check of the manual page
 * (tests/checks/documented): a new option is an entry here and a setter in setters.c or, for one of a
 * link, in linksetters.c.
 */
#include "option.h"

extern const struct option options[];
extern const size_t option_count;

/*
 * Parses the words behind the program's name (and behind the subcommand "run") into the plan,
 * which was started by plan_start(). Ends with the first word that is no option, or behind "--":
 * that and what follows is the command. words ends with NULL.
 */
int options_parse(char **words, struct plan *plan, struct failure *failure);

#endif
