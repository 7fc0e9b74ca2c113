/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_PARENT_H
#define RUNNER_DOCTOR_PARENT_H

#include "diagnosis.h"

/*
 * Finds the parent of a name, as an option of a link has it; with NULL that of this host's default route, or none. A
 * name that leads to nothing is a failure.
 */
int parent_find(struct diagnosis *diagnosis, const char *name, struct failure *failure);

/* What a link on it would meet. Fine when there is none. */
void parent_examine(struct diagnosis *diagnosis);

#endif
