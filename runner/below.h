/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_BELOW_H
#define RUNNER_BELOW_H

/* What is mounted right below a directory that is a mount itself, as /sys is. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "../netsetup/failure.h"

enum {
	BELOW_MOST = 32,
	MOUNT_PATH_SIZE = 128,
};

/* Those further down come with them. */
struct below {
	size_t count;
	char paths[BELOW_MOST][MOUNT_PATH_SIZE];
};

/*
 * Finds them, in the order of their mounts. More than there is room for, and those with a longer path, are
 * passed over.
 */
int below_find(const char *directory, struct below *below, struct failure *failure);

/* One line of mountinfo (proc(5)): its own id, that of the mount it stands on, and where. */
struct mount_line {
	int id;
	int parent;
	char path[MOUNT_PATH_SIZE];
};

/* Reads the next line of the file whose path has room: false at its end. */
bool mount_line_read(FILE *file, struct mount_line *line);

#endif
