/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NSFILE_H
#define RUNNER_NSFILE_H

/*
 * The files of the caller's own namespaces (namespaces(7)), by their names below /proc/self/ns. Since Linux
 * 6.11 a pidfd leads to them too (linux/pidfd.h), at a third of the price of the first look into a new
 * process's directory of /proc.
 */
#include <stdint.h>

/* Opens "mnt", "uts", "user" or "pid"; the caller owns the descriptor. -1 (errno). */
int nsfile_open_own(const char *name);

/* Its number, which is its own as long as a process is in it; 0 when it cannot be found. */
uint64_t nsfile_number_own(const char *name);

#endif
