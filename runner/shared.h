/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SHARED_H
#define RUNNER_SHARED_H

/*
 * What runs share on the host: a VLAN sub-interface, the mode of an ipvlan parent. One file stands
 * for one such thing, under a key that names it; each run that uses it holds a shared lock on the
 * file. The first makes the thing, the last removes it, and a killed one lets go by its death.
 *
 * One mutex for all keys, the lock of the directory, is held only around making and removing. So
 * whoever holds it knows that no other nsrun makes, joins or leaves meanwhile:
 *
 *     join    take the mutex; open the file; shared lock; where the thing is missing, write
 *             "creating", make it, and write what it is; release the mutex
 *     leave   take the mutex; try the exclusive lock; if granted, and the thing is still the one
 *             that was made, remove it, then the file; release the mutex
 *
 * A run may also have the thing to itself: it holds an exclusive lock, and the rest is the same.
 * A thing that was there before is used and kept: it is no business of this file's.
 */
#include <stdbool.h>

#include "state.h"

enum { SHARED_KEY_SIZE = 96 };

#define SHARED_NEWBORN  "newborn"      /* the key of a record that is about to replace another */
#define SHARED_CREATING "\"creating\"" /* the record while the thing is being made */

/* How one sort of thing is made and removed. record is JSON, written by make() alone. */
struct shared_kind {
	/*
	 * Makes the thing and writes what it is into record, of SHARED_RECORD_SIZE. Undoes what it
	 * did when it fails.
	 */
	int (*make)(char *record, void *context, struct failure *failure);
	/* Whether the thing as it is serves this run, too; else a failure that names why. */
	int (*accepts)(const char *record, void *context, struct failure *failure);
	/*
	 * Removes the thing that the record describes, if it is there and still that one. With
	 * SHARED_CREATING: what a run left that was killed within make(). Returns 0, or -1 when it is still there: then the
	 * file stays, for the next one who sweeps.
	 */
	int (*remove)(const char *record, void *context);
	/* What to do about other runs that share what this one wants to itself; NULL: end them. */
	const char *advice;
};

enum { SHARED_RECORD_SIZE = 1024 };

/* One run's use of one thing. */
struct shared {
	int directory; /* not owned */
	int file;      /* its file, locked; -1: not in use */
	int lock;      /* LOCK_SH, or LOCK_EX: to itself */
	char key[SHARED_KEY_SIZE];
	char what[64]; /* what it is to people, as "ipvlan on 'eth0'" */
	const struct shared_kind *kind;
	void *context; /* given to each of the kind's functions; not owned */
};

/* Joins those that use the thing, and makes it when it is missing. directory is state_open_host()'s. */
int shared_join(struct shared *shared, int directory, const char *key, const char *what,
	const struct shared_kind *kind, void *context, struct failure *failure);

/*
 * Takes the thing for this run alone: refused while any other uses it. That one's record begins
 * with an identity, so that whoever is refused because of it can name it. accepts() is not called.
 */
int shared_take(struct shared *shared, int directory, const char *key, const char *what,
	const struct shared_kind *kind, void *context, struct failure *failure);

/*
 * Removes the thing of a key, and its file, if it is a dead run's: nobody uses it. Of the kind only
 * remove() is called; NULL: there is nothing to remove but the file. Returns 1, 0 when it is in use or
 * gone, or -1 with a failure.
 */
int shared_sweep(int directory, const char *key, const struct shared_kind *kind, void *context,
	struct failure *failure);

/* Leaves them, and removes the thing when nobody is left. Fine when it was never joined. */
void shared_leave(struct shared *shared);

#endif
