/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMES_MOUNTING_H
#define RUNNER_NAMES_MOUNTING_H

/* The covers, made and mounted. */
#include "covers.h"

/*
 * Puts all covers where they belong, read-only. Nothing of them is on this host, nor stays anywhere
 * when the run's mount namespace is gone.
 *
 * mounts: -1 in a new mount namespace that nobody else is in; else the run's, of which the caller, a
 * process for nothing else, becomes a member. A path that is not there is a failure with ENOENT where
 * a text was asked for, and else is passed over.
 */
int mounting_put(const struct covers *covers, int mounts, struct failure *failure);

#endif
