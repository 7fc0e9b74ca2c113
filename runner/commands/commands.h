/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_COMMANDS_COMMANDS_H
#define RUNNER_COMMANDS_COMMANDS_H

/*
 * The subcommands, each in a file of its own. Each takes the words behind its own (ending with
 * NULL) and returns the exit status, or -1 with a failure that main() prints.
 */
#include "../../netsetup/failure.h"

int command_run(char **words, struct failure *failure);
int command_help(char **words, struct failure *failure);

#endif
