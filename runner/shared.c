/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "identity.h"

static int begin(struct shared *shared, struct failure *failure)
{
	shared->file = state_write(shared->directory, shared->lock, SHARED_CREATING, failure);
	if (shared->file < 0)
		return -1;
	if (state_name(shared->directory, shared->file, shared->key) < 0)
		return fail(failure, errno, "write the record %s", shared->key);
	return 0;
}

/*
 * Puts a new file with this text in the place of the old one, by a name that only the holder of the
 * mutex uses. Nobody else has a lock on the old one then.
 */
static int replace(struct shared *shared, const char *text, struct failure *failure)
{
	AUTO_CLOSE int file = state_write(shared->directory, shared->lock, text, failure);

	if (file < 0)
		return -1;
	unlinkat(shared->directory, SHARED_NEWBORN, 0);
	if (state_name(shared->directory, file, SHARED_NEWBORN) < 0 ||
		renameat(shared->directory, SHARED_NEWBORN, shared->directory, shared->key) < 0) {
		fail(failure, errno, "write the record %s", shared->key);
		unlinkat(shared->directory, SHARED_NEWBORN, 0);
		return -1;
	}
	close_fd(&shared->file);
	shared->file = take_fd(&file);
	return 0;
}

/* With the file of the key there, and locked by this run alone. */
static int make(struct shared *shared, struct failure *failure)
{
	char record[SHARED_RECORD_SIZE];

	if (shared->kind->make(record, shared->context, failure) == 0) {
		if (replace(shared, record, failure) == 0)
			return 0;
		if (shared->kind->remove(record, shared->context) < 0)
			return -1;
	}
	state_remove(shared->directory, shared->file, shared->key);
	return -1;
}

static int refuse(const struct shared *shared, const char *record, struct failure *failure)
{
	struct identity holder;

	fail(failure, EBUSY, "%s", shared->what);
	if (identity_from_json(record, &holder) < 0)
		return fail_advise(failure, "other runs share it; %s",
			shared->kind->advice != NULL ? shared->kind->advice : "end them");
	return fail_advise(failure,
		"run %s (nsrun with pid %d: %s) has it to itself; end that run, or choose another",
		holder.id, (int)holder.supervisor, holder.command);
}

/* Opens the file with a shared lock and reads it: 1, 0 when there is none, -1 with a failure. */
static int open_record(struct shared *shared, char *record, struct failure *failure)
{
	ssize_t length;

	shared->file = openat(shared->directory, shared->key, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (shared->file < 0 && errno == ENOENT)
		return 0;
	if (shared->file < 0)
		return fail(failure, errno, "open the record %s", shared->key);
	length = pread(shared->file, record, SHARED_RECORD_SIZE - 1, 0);
	if (length < 0)
		return fail(failure, errno, "read the record %s", shared->key);
	record[length] = '\0';
	/* Those who share take exclusive locks with the mutex only, which is ours. */
	if (flock(shared->file, shared->lock | LOCK_NB) < 0)
		return refuse(shared, record, failure);
	return 1;
}

/* Whether no other run uses the thing: the shared lock becomes an exclusive one, if it can. */
static bool is_alone(struct shared *shared)
{
	return flock(shared->file, LOCK_EX | LOCK_NB) == 0;
}

/*
 * A record without a user but this one is a dead run's. Its thing goes, and is made anew: that it
 * would serve is not certain, and that it is whole neither.
 */
static int join(struct shared *shared, char *record, struct failure *failure)
{
	int found = open_record(shared, record, failure);

	if (found < 0)
		return -1;
	if (found == 0)
		return begin(shared, failure) < 0 ? -1 : make(shared, failure);
	if (is_alone(shared)) {
		if (shared->kind->remove(record, shared->context) < 0)
			return fail(failure, 0,
				"%s: what a run left that was killed cannot be removed: nsrun clean",
				shared->what);
		return make(shared, failure);
	}
	/* A lock that was to be converted and could not be is lost (flock(2)). */
	if (flock(shared->file, LOCK_SH | LOCK_NB) < 0)
		return fail(failure, errno, "lock the record %s", shared->key);
	return shared->kind->accepts(record, shared->context, failure);
}

static int join_as(struct shared *shared, int lock, int directory, const char *key,
	const char *what, const struct shared_kind *kind, void *context, struct failure *failure)
{
	char record[SHARED_RECORD_SIZE];
	AUTO_CLOSE int mutex = -1;

	shared->directory = directory;
	shared->file = -1;
	shared->lock = lock;
	shared->kind = kind;
	shared->context = context;
	snprintf(shared->key, sizeof(shared->key), "%s", key);
	snprintf(shared->what, sizeof(shared->what), "%s", what);
	mutex = state_lock(directory, failure);
	if (mutex < 0)
		return -1;
	if (join(shared, record, failure) == 0)
		return 0;
	close_fd(&shared->file);
	return -1;
}

int shared_join(struct shared *shared, int directory, const char *key, const char *what,
	const struct shared_kind *kind, void *context, struct failure *failure)
{
	return join_as(shared, LOCK_SH, directory, key, what, kind, context, failure);
}

int shared_take(struct shared *shared, int directory, const char *key, const char *what,
	const struct shared_kind *kind, void *context, struct failure *failure)
{
	return join_as(shared, LOCK_EX, directory, key, what, kind, context, failure);
}

/* With the mutex. Whether nobody else used the thing, and it is gone with its file. */
static bool remove_unused(struct shared *shared)
{
	char record[SHARED_RECORD_SIZE] = "";

	if (!is_alone(shared) || pread(shared->file, record, sizeof(record) - 1, 0) < 0)
		return false;
	if (shared->kind != NULL && shared->kind->remove(record, shared->context) < 0)
		return false;
	state_remove(shared->directory, shared->file, shared->key);
	return true;
}

int shared_sweep(int directory, const char *key, const struct shared_kind *kind, void *context,
	struct failure *failure)
{
	struct shared shared = { .directory = directory, .kind = kind, .context = context };
	AUTO_CLOSE int mutex = state_lock(directory, failure);
	bool is_removed;

	if (mutex < 0)
		return -1;
	snprintf(shared.key, sizeof(shared.key), "%s", key);
	shared.file = openat(directory, key, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (shared.file < 0 && errno == ENOENT)
		return 0;
	if (shared.file < 0)
		return fail(failure, errno, "open the record %s", key);
	is_removed = remove_unused(&shared);
	close_fd(&shared.file);
	return is_removed;
}

void shared_leave(struct shared *shared)
{
	struct failure ignored;
	AUTO_CLOSE int mutex = -1;

	if (shared->file < 0)
		return;
	mutex = state_lock(shared->directory, &ignored);
	if (mutex >= 0)
		remove_unused(shared);
	close_fd(&shared->file);
}
