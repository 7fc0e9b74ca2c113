/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STATE_H
#define RUNNER_STATE_H

/*
 * The files under /run/nsrun, and their protocol: everything that runs know of each other. (Of a plain
 * user they are under $XDG_RUNTIME_DIR/nsrun, /run/user/UID/nsrun or /tmp/nsrun-UID, whichever can be.)
 *
 * A file belongs to whoever holds its lock (flock(2)), and lives as long. It is born whole: made
 * without a name, locked, written, and only then linked to its names, so that nobody ever reads
 * half of one. A file whose lock can be taken is a dead run's. It is unlinked only by one who
 * holds its lock; so after locking, the file must be compared with what its name leads to now.
 *
 * A lock belongs to the open file and not to the process: a child that inherited the descriptor
 * would keep its dead parent's lock. Files are made after the clone, and no child gets them.
 */
#include <stdbool.h>
#include <stddef.h>

#include "../netsetup/failure.h"

/* Opens the directory "host", for what runs claim of the host; made when missing. -1 on failure. */
int state_open_host(struct failure *failure);

/* As state_open_host(), and makes nothing: *directory is -1 when it is not there. 0, or -1. */
int state_find_host(int *directory, struct failure *failure);

/*
 * Opens the directory "networks", for which address each named network gave last; made when missing. Not
 * what a run holds: a file there stays until its network is removed. -1 on failure.
 */
int state_open_networks(struct failure *failure);

/* As state_open_networks(), and makes nothing: *directory is -1 when it is not there. 0, or -1. */
int state_find_networks(int *directory, struct failure *failure);

/*
 * Takes the lock of a whole directory, so that nobody else adds anything that takes it, too; the caller
 * closes what is returned, which gives it back. -1 on failure.
 */
int state_lock(int directory, struct failure *failure);

/* The path of that directory. */
const char *state_host_path(void);

/*
 * Whether hundreds of runs are alive, seen by the size of that directory alone: on a tmpfs, where /run is,
 * it has 20 bytes for each name, and a run has four or so. Elsewhere the answer is of no harm.
 */
bool state_is_crowded(void);

/* The whole text of a file; the caller frees it. NULL when it is not there, or cannot be read. */
char *state_read(int directory, const char *name);
char *state_read_file(int file);

/*
 * Makes a file without a name in the directory, with this text, and locked as flock(2) says by
 * LOCK_EX or LOCK_SH. Returns its descriptor, or -1 with a failure.
 */
int state_write(int directory, int lock, const char *text, struct failure *failure);

/* Gives the file a name. Returns 0, or -1 (errno; EEXIST when the name is taken). */
int state_name(int directory, int file, const char *name);

/*
 * Lets a name that leads to another file of the caller's lead to this one, in one step. Returns 0, or
 * -1 (errno). A caller that is killed meanwhile may leave the name with STATE_NEW behind it.
 */
int state_rename(int directory, int file, const char *name);

#define STATE_NEW ".new"

enum state_holder {
	HOLDER_NONE,  /* the name is free (again) */
	HOLDER_LIVES, /* its lock is held */
	HOLDER_DEAD,  /* it is ours now: *file is locked, and is what the name leads to */
};

/*
 * Looks who holds the file of a name, and reads its text (the caller owns *file and frees *text,
 * which are -1 and NULL with HOLDER_NONE). Returns an enum state_holder, or -1 with a failure.
 */
int state_examine(int directory, const char *name, int *file, char **text, struct failure *failure);

/* Whether the name leads to this file. */
bool state_is_named(int directory, int file, const char *name);

/* Removes the name if it leads to this file, whose lock the caller holds. */
void state_remove(int directory, int file, const char *name);

#endif
