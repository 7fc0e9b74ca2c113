/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_KERNEL_H
#define RUNNER_DOCTOR_KERNEL_H

#include "diagnosis.h"

/*
 * What this kernel can, tried by a child in namespaces of its own, which go with it: without power over
 * this host, in a user namespace. After machine_examine().
 */
void kernel_examine(struct diagnosis *diagnosis);

#endif
