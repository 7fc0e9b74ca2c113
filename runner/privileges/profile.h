/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_PROFILE_H
#define RUNNER_PRIVILEGES_PROFILE_H

/*
 * A system call filter from a file, as docker run --security-opt seccomp=FILE takes it: the "seccomp"
 * object of the OCI runtime specification (config-linux.md), with what Docker adds to it ("archMap",
 * "comment", and "includes" and "excludes" by capability, architecture and kernel).
 */
#include "rules.h"

/* Makes the filter for who keeps these capabilities. Failures name the file. */
int profile_read(const char *path, uint64_t capabilities, struct filter_program *program,
	struct failure *failure);

#endif
