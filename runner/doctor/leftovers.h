/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_LEFTOVERS_H
#define RUNNER_DOCTOR_LEFTOVERS_H

#include "diagnosis.h"

/* What killed runs have left, and nobody has removed yet. */
void leftovers_examine(struct diagnosis *diagnosis);

#endif
