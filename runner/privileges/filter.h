/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_FILTER_H
#define RUNNER_PRIVILEGES_FILTER_H

/* Which system calls a command can make: its filter, of seccomp(2). */
#include "rules.h"

/*
 * The filter for a choice: with profile NULL nsrun's own for these capabilities (rules.h), which are
 * mostly made already; else that of a file (profile.h). The result is nobody's to free; NULL with a
 * failure.
 */
const struct filter_program *filter_choose(
	const char *profile, uint64_t capabilities, bool owns_namespaces, struct failure *failure);

/* Loads it for the caller and whatever it becomes. */
int filter_load(const struct filter_program *program, struct failure *failure);

/* A file without a name that holds it, to be sent to another nsrun; the caller owns it. -1 (errno). */
int filter_write(const struct filter_program *program);

/* Reads what another nsrun has sent. 0, or -1 when it is something else. */
int filter_read(int file, struct filter_program *program);

#endif
