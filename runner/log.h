/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_LOG_H
#define RUNNER_LOG_H

/*
 * The output of a detached run, or one with --test: the last LOG_KEPT bytes of it, and at most a step more. It is one
 * file, written from its beginning to its end; what is too old is given back to the file system
 * (FALLOC_FL_PUNCH_HOLE), so that a reader's place in it stays what it is: the file seems to grow,
 * and lseek(2) with SEEK_DATA finds where it still is.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "../netsetup/failure.h"

enum {
	LOG_KEPT = 8 << 20,
	LOG_STEP = 1 << 20,
};

struct log {
	int source; /* what the command writes into comes out here; not waiting; -1: no log */
	int file;
	int shown;   /* where all of it is written, too; not owned; -1: nowhere */
	off_t size;  /* what was written */
	off_t first; /* where what is kept begins */
};

/* Takes what is there, at most one piece. Returns 1, 0 when nothing is, or -1 when nothing will be. */
int log_take(struct log *log);

/* Takes all that is there without waiting; where somebody goes on writing, what a pipe can hold. */
void log_take_rest(struct log *log);

/* The same, and closes. */
void log_close(struct log *log);

/* Where in the file reading begins: at a whole line, when something was given back. */
off_t log_first_line(int file);

/* Copies what is there from *place on to another descriptor, and moves *place. 0, or -1 (errno). */
int log_copy(int file, off_t *place, int to);

/* Writes the last line that is not empty into line, without its end, letters for a terminal only. */
void log_last_line(int file, char *line, size_t size);

#endif
