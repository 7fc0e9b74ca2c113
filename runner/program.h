/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PROGRAM_H
#define RUNNER_PROGRAM_H

/* The last steps of every command that nsrun starts. */
#include "signals.h"

/* Goes to where the command is to begin, as who it is by now; with NULL stays. */
int program_enter(const char *directory, struct failure *failure);

/*
 * Becomes the command, with the signals as nsrun was started with. Returns only on failure, whose
 * status is that of env(1), nohup(1) and the shells: 127 when it was not found, else 126.
 */
void program_exec(const struct signals *signals, char *const *command, struct failure *failure);

#endif
