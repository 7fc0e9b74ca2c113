/* SPDX-License-Identifier: MIT */
#include "runs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "claims.h"
#include "ended.h"
#include "state.h"

int runs_open(struct runs *runs, struct failure *failure)
{
	*runs = (struct runs){ .directory = -1 };
	if (identity_find_host(&runs->host, -1, failure) < 0)
		return -1;
	return state_find_host(&runs->directory, failure);
}

void runs_close(struct runs *runs)
{
	close_fd(&runs->directory);
	netlink_close(&runs->netlink);
}

static int bury(
	struct runs *runs, int file, const char *key, const char *text, struct failure *failure)
{
	if (runs->netlink == NULL && netlink_open(&runs->netlink, failure) < 0)
		return -1;
	claims_bury(runs->directory, file, key, text, &runs->host, runs->netlink);
	return 0;
}

static int read_record(const char *text, bool is_live, struct found_run *found)
{
	/* Not all of it is set to zero: an identity has room for many keys. */
	found->is_live = is_live;
	found->record = json_loads(text, 0, NULL);
	if (found->record != NULL && identity_from_object(found->record, &found->identity) == 0)
		return 0;
	json_decref(found->record);
	return -1;
}

/*
 * Ends the text of a live run's record before the times of its launch, which are the last of it and a
 * quarter: reading JSON is what a list of a thousand runs takes its time for. Within a string the
 * quotes would have backslashes.
 */
static void cut_times(char *text)
{
	char *times = strstr(text, ",\"microseconds\":");

	if (times != NULL)
		memcpy(times, "}", sizeof("}"));
}

/* A live run by a key of its: 1, 0 when there is none (any more), or -1 with a failure. */
static int read_live(
	struct runs *runs, const char *key, struct found_run *found, struct failure *failure)
{
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;

	switch (state_examine(runs->directory, key, &file, &text, failure)) {
	case HOLDER_LIVES:
		if (runs->wants_no_times)
			cut_times(text);
		return read_record(text, true, found) == 0;
	case HOLDER_DEAD:
		return bury(runs, file, key, text, failure);
	case HOLDER_NONE:
		return 0;
	default:
		return -1;
	}
}

/* What stays of a detached run, by a key of its. */
static int read_ended(struct runs *runs, const char *key, struct found_run *found)
{
	AUTO_FREE char *text = state_read(runs->directory, key);

	if (text == NULL || read_record(text, false, found) < 0)
		return 0;
	if (strcmp(found->identity.boot, runs->host.boot) == 0)
		return 1;
	json_decref(found->record);
	return 0;
}

static int find_by_id(
	struct runs *runs, const char *id, struct found_run *found, struct failure *failure)
{
	char key[CLAIM_KEY_SIZE];
	int result;

	identity_key(&runs->host, RUN_KEY, id, key);
	result = read_live(runs, key, found, failure);
	if (result != 0)
		return result;
	identity_key(&runs->host, ENDED_KEY, id, key);
	return read_ended(runs, key, found);
}

/* The claim of a name says whose it is; what it is now is in the record by the ID. */
static int find_by_name(
	struct runs *runs, const char *name, struct found_run *found, struct failure *failure)
{
	char key[CLAIM_KEY_SIZE];
	char id[RUN_ID_SIZE];
	int result;

	identity_key(&runs->host, NAME_KEY, name, key);
	result = read_live(runs, key, found, failure);
	if (result < 0)
		return -1;
	if (result > 0) {
		memcpy(id, found->identity.id, sizeof(id));
		json_decref(found->record);
		return find_by_id(runs, id, found, failure);
	}
	identity_key(&runs->host, WAS_KEY, name, key);
	return read_ended(runs, key, found);
}

/* The ID that a key of this sort is about, or NULL. */
static const char *id_of_key(const struct runs *runs, const char *key, const char *sort)
{
	char start[CLAIM_KEY_SIZE];
	size_t length;

	identity_key(&runs->host, sort, "", start);
	length = strlen(start);
	if (strncmp(key, start, length) != 0 || strlen(key + length) != RUN_ID_SIZE - 1)
		return NULL;
	return key + length;
}

static DIR *open_directory(const struct runs *runs)
{
	int copy = openat(runs->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;

	if (directory == NULL)
		close_fd(&copy);
	return directory;
}

/* Finds the ID that begins with the word. Returns how many there are, up to 2. */
static int complete_id(const struct runs *runs, const char *word, char id[RUN_ID_SIZE])
{
	DIR *directory = open_directory(runs);
	struct dirent *entry;
	int count = 0;

	while (directory != NULL && count < 2 && (entry = readdir(directory)) != NULL) {
		const char *found = id_of_key(runs, entry->d_name, RUN_KEY);

		if (found == NULL)
			found = id_of_key(runs, entry->d_name, ENDED_KEY);
		if (found == NULL || strncmp(found, word, strlen(word)) != 0 ||
			(count == 1 && strcmp(found, id) == 0))
			continue;
		memcpy(id, found, RUN_ID_SIZE);
		count++;
	}
	if (directory != NULL)
		closedir(directory);
	return count;
}

static int fail_unknown(const char *word, struct failure *failure)
{
	return fail(failure, 0, "no run '%s' on this host: nsrun list --all shows them", word);
}

int runs_find(struct runs *runs, const char *word, struct found_run *found, struct failure *failure)
{
	char id[RUN_ID_SIZE];
	int result;

	if (runs->directory < 0 || word[0] == '\0' || strlen(word) >= RUN_NAME_SIZE ||
		strchr(word, '/') != NULL)
		return fail_unknown(word, failure);
	result = find_by_name(runs, word, found, failure);
	if (result != 0)
		return result < 0 ? -1 : 0;
	switch (complete_id(runs, word, id)) {
	case 0:
		return fail_unknown(word, failure);
	case 1:
		result = find_by_id(runs, id, found, failure);
		return result == 0 ? fail_unknown(word, failure) : result < 0 ? -1 : 0;
	default:
		return fail(failure, 0,
			"'%s': more than one run has an ID that begins so: write "
			"more of it",
			word);
	}
}

int runs_find_one(const char *word, struct found_run *found, struct failure *failure)
{
	struct runs runs;
	int result;

	if (runs_open(&runs, failure) < 0)
		return -1;
	result = runs_find(&runs, word, found, failure);
	runs_close(&runs);
	return result;
}

static int visit_key(struct runs *runs, bool ended, const char *key, runs_visitor *visit,
	void *context, struct failure *failure)
{
	struct found_run found;
	int result = 0;

	if (id_of_key(runs, key, RUN_KEY) != NULL)
		result = read_live(runs, key, &found, failure);
	else if (ended && id_of_key(runs, key, ENDED_KEY) != NULL)
		result = read_ended(runs, key, &found);
	if (result <= 0)
		return result;
	visit(&found, context);
	json_decref(found.record);
	return 0;
}

int runs_each(
	struct runs *runs, bool ended, runs_visitor *visit, void *context, struct failure *failure)
{
	DIR *directory;
	struct dirent *entry;
	int result = 0;

	if (runs->directory < 0)
		return 0;
	directory = open_directory(runs);
	if (directory == NULL)
		return fail(failure, errno, "list the records");
	while (result == 0 && (entry = readdir(directory)) != NULL)
		result = visit_key(runs, ended, entry->d_name, visit, context, failure);
	closedir(directory);
	return result;
}
