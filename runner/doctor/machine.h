/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_MACHINE_H
#define RUNNER_DOCTOR_MACHINE_H

#include "diagnosis.h"

/* What the caller may do on this host, and what this host's settings do to runs. */
void machine_examine(struct diagnosis *diagnosis);

#endif
