/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TMPFS_H
#define RUNNER_TMPFS_H

/* An empty file system in memory, for a command alone: what may be said of it, and how it is made. */
#include <stdint.h>

#include "../netsetup/failure.h"

enum tmpfs_key {
	TMPFS_SIZE,
	TMPFS_MODE,
	TMPFS_UID,
	TMPFS_GID,
	TMPFS_INODES,
	TMPFS_KEY_COUNT,
};

enum { TMPFS_VALUE_SIZE = 24 };

struct tmpfs_options {
	uint32_t attributes;                            /* MOUNT_ATTR_... */
	char values[TMPFS_KEY_COUNT][TMPFS_VALUE_SIZE]; /* as the kernel reads them; or empty */
};

/*
 * Reads what --tmpfs has behind DIR: "size=64m,mode=1777,noexec", or "". text is the whole value, for
 * the failure. Without a word of it, programs of another user and devices are of no effect there.
 */
int tmpfs_read(const char *text, const char *words, struct tmpfs_options *options,
	struct failure *failure);

/* Makes one. Returns its descriptor, for move_mount(2), or -1. */
int tmpfs_make(const char *text, const struct tmpfs_options *options, struct failure *failure);

#endif
