/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_LEFTOVERS_H
#define RUNNER_LEFTOVERS_H

/* Everything that runs left, and no live one has: `nsrun clean`. */
#include "runs.h"

/*
 * Removes what dead runs of this host left, also what no record leads to, and what stays of those
 * that ended. removed is called with a line about each: "run 1f2e3d4c5b6a (web: sh), killed". What
 * cannot be removed is a failure, after all the rest.
 */
int leftovers_remove(struct runs *runs, void (*removed)(const char *what), struct failure *failure);

/*
 * Removes nothing: found is called with each run of this host that was killed and has left at least its
 * record, as "1f2e3d4c5b6a (web: sh)".
 */
int leftovers_find(struct runs *runs, void (*found)(const char *run, void *context), void *context,
	struct failure *failure);

#endif
