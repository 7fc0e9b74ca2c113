/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_COMPLETION_H
#define RUNNER_DESCRIBE_COMPLETION_H

/*
 * The completion for a shell: a script of its own, with these in the place of its markers:
 *
 *	@OPTIONS@           SUBCOMMAND link|of-link|run --OPTION -LETTER|- once|repeats VALUE [WORD]...
 *	@SUBCOMMANDS@       AS-WRITTEN SUBCOMMAND OPERAND
 *	@TOPICS@            all that nsrun help knows
 *	@ZSH-OPTIONS@, @FISH-OPTIONS@   the options in these shells' own words
 */
#include "../../netsetup/failure.h"

/* Prints it. Returns 0 or -1. */
int completion_print(const char *template, struct failure *failure);

#endif
