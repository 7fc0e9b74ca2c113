/* SPDX-License-Identifier: MIT */
#include "ended.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "record.h"
#include "state.h"

enum { LOG_MODE = 0600 };

int ended_open_log(struct run *run, struct failure *failure)
{
	char key[CLAIM_KEY_SIZE];
	int file;

	identity_key(&run->identity, LOG_KEY, run->identity.id, key);
	file = openat(run->state, key, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, LOG_MODE);
	if (file < 0)
		return fail(failure, errno, "make the log of the run");
	snprintf(run->streams.path, sizeof(run->streams.path), "%s/%s", state_host_path(), key);
	return file;
}

static int name_file(
	struct run *run, int file, const char *sort, const char *rest, struct failure *failure)
{
	char key[CLAIM_KEY_SIZE];

	identity_key(&run->identity, sort, rest, key);
	if (state_name(run->state, file, key) < 0)
		return fail(failure, errno, "write down how the run ended");
	return 0;
}

int ended_write(struct run *run, int status, struct failure *failure)
{
	AUTO_FREE char *text = record_of_ended(run, status);
	AUTO_CLOSE int file = -1;

	if (text == NULL)
		return fail(failure, ENOMEM, "write down how the run ended");
	file = state_write(run->state, LOCK_SH, text, failure);
	if (file < 0 || name_file(run, file, ENDED_KEY, run->identity.id, failure) < 0)
		return -1;
	if (run->identity.name[0] == '\0')
		return 0;
	return name_file(run, file, WAS_KEY, run->identity.name, failure);
}

static void remove_key(
	int directory, const struct identity *identity, const char *sort, const char *rest)
{
	char key[CLAIM_KEY_SIZE];

	identity_key(identity, sort, rest, key);
	unlinkat(directory, key, 0);
}

void ended_remove(int directory, const struct identity *identity)
{
	remove_key(directory, identity, LOG_KEY, identity->id);
	if (identity->name[0] != '\0')
		remove_key(directory, identity, WAS_KEY, identity->name);
	remove_key(directory, identity, ENDED_KEY, identity->id);
}

void ended_remove_name(int directory, const struct identity *own, const char *name)
{
	char key[CLAIM_KEY_SIZE];
	struct identity before;
	AUTO_FREE char *text = NULL;

	identity_key(own, WAS_KEY, name, key);
	text = state_read(directory, key);
	if (text != NULL && identity_from_json(text, &before) == 0)
		ended_remove(directory, &before);
	else if (text != NULL)
		unlinkat(directory, key, 0);
}

void ended_forget(struct run *run)
{
	if (plan_takes_output(run->plan) && run->state >= 0)
		ended_remove(run->state, &run->identity);
}
