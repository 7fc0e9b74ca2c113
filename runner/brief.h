/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_BRIEF_H
#define RUNNER_BRIEF_H

/* Runs as lines for people, made of their records (record.h). */
#include <jansson.h>
#include <stdbool.h>

#include "../netsetup/failure.h"

/*
 * Prints the runs of a list of records on stdout, as ip -brief does interfaces: a line for each link,
 * and of one that has ended or has no link a line of its own.
 */
int brief_print(const json_t *records, bool coloured, struct failure *failure);

#endif
