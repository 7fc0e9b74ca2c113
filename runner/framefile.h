/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_FRAMEFILE_H
#define RUNNER_FRAMEFILE_H

/*
 * The file of --pcap: a regular one, or what somebody reads from while it is written. It takes blocks
 * (pcapng.h) and writes them many at a time.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../netsetup/failure.h"

enum { FRAMEFILE_BUFFER = 1 << 20 };

struct framefile {
	int fd;
	bool is_regular;
	off_t size;     /* of a regular one: what was there before, and whole blocks */
	size_t used;    /* of the buffer */
	size_t written; /* of these */
	unsigned char buffer[FRAMEFILE_BUFFER];
};

/* Opens it, with the user's own rights; "-" is standard output, if that is no terminal. */
int framefile_open(struct framefile *file, const char *path, struct failure *failure);

/* Where the next block goes; NULL: there is no room for one of any size before a framefile_write(). */
unsigned char *framefile_room(struct framefile *file);

/* The block that was written there has this size. */
void framefile_add(struct framefile *file, size_t size);

/*
 * Writes what was added, without waiting for who reads it. Returns 1 when all is written, 0 when the
 * rest has to wait until fd can be written to, or -1 (errno).
 */
int framefile_write(struct framefile *file);

/* After a failure: only whole blocks stay in a regular file, for nobody reads a part of one. */
void framefile_cut(const struct framefile *file);

#endif
