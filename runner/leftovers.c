/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation
 *
 * All that a run leaves is in a file of the state directory, or one leads to it. So clean goes through
 * those files, each sort by the protocol that it is held by (state.h, shared.h):
 *
 *     records and claims    one whose lock can be taken is a dead run's
 *     shared things         with the mutex, one whose exclusive lock can be taken
 *     ended runs            plain files: all of them go
 *     logs                  of a run of which there is neither a record nor an end
 *
 * They go in this order, for a dead run's processes may still use what it shared. A file that a live
 * run has is never more than looked at: an exclusive lock on a shared thing's, for a moment and without
 * the mutex, would refuse a run that begins.
 *
 * Other hosts have files here, too, when they share /run. Theirs are left alone, but those of an
 * earlier boot, which are nobody's.
 */
#include "leftovers.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claims.h"
#include "ended.h"
#include "home.h"
#include "hostlinks.h"
#include "portmode.h"
#include "state.h"

struct cleaning {
	struct runs *runs;
	void (*removed)(const char *what);
};

static void say(const struct cleaning *cleaning, const char *text, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct cleaning *cleaning, const char *text, ...)
{
	char line[400];
	va_list arguments;

	va_start(arguments, text);
	vsnprintf(line, sizeof(line), text, arguments);
	va_end(arguments);
	cleaning->removed(line);
}

static bool begins_with(const char *key, const char *beginning)
{
	return strncmp(key, beginning, strlen(beginning)) == 0;
}

/* Whether a key of this sort ("" for what is on an Ethernet) is of the caller's host. */
static bool is_of_host(const struct cleaning *cleaning, const char *key, const char *sort)
{
	char start[CLAIM_KEY_SIZE];

	identity_key(&cleaning->runs->host, sort, "", start);
	return begins_with(key, start);
}

static bool is_there(const struct cleaning *cleaning, const char *sort, const char *id)
{
	char key[CLAIM_KEY_SIZE];

	identity_key(&cleaning->runs->host, sort, id, key);
	return faccessat(cleaning->runs->directory, key, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool is_of_earlier_boot(const struct cleaning *cleaning, const struct identity *dead)
{
	return strcmp(dead->boot, cleaning->runs->host.boot) != 0;
}

/* Nor is it for the caller to say of another host's run what is left of it. */
static bool is_of_others(const struct cleaning *cleaning, const struct identity *dead)
{
	return !is_of_earlier_boot(cleaning, dead) && dead->host != cleaning->runs->host.host;
}

/* "1f2e3d4c5b6a (web: sleep 1000)" */
static const char *title(const struct identity *run, char text[256])
{
	snprintf(text, 256, "%s (%s%s%s)", run->id, run->name, run->name[0] != '\0' ? ": " : "",
		run->command);
	return text;
}

static bool is_shared(const char *key)
{
	return strcmp(key, SHARED_NEWBORN) == 0 || port_mode_is_key(key) || host_link_is_key(key);
}

/* A record that was to replace another: of a dead run it goes with that one. */
static bool is_new(const char *key)
{
	size_t length = strlen(key);

	return begins_with(key, RUN_KEY) && length > strlen(STATE_NEW) &&
		strcmp(key + length - strlen(STATE_NEW), STATE_NEW) == 0;
}

static bool is_plain(const char *key)
{
	return begins_with(key, ENDED_KEY) || begins_with(key, WAS_KEY) ||
		begins_with(key, LOG_KEY);
}

/* What nsrun did not make is nothing that a run could have. */
static int remove_odd(struct cleaning *cleaning, const char *key, mode_t mode)
{
	if (S_ISDIR(mode) || unlinkat(cleaning->runs->directory, key, 0) < 0)
		return 0;
	say(cleaning, "%s, which was no record", key);
	return 0;
}

static void bury(struct cleaning *cleaning, int file, const char *key, const char *text)
{
	struct runs *runs = cleaning->runs;
	struct identity dead;
	bool is_record = identity_from_json(text, &dead) == 0;
	char run[256];

	if (is_record && is_of_others(cleaning, &dead))
		return;
	claims_bury(runs->directory, file, key, text, &runs->host, runs->netlink);
	if (!is_record)
		say(cleaning, "%s, which was no record", key);
	else if (is_of_earlier_boot(cleaning, &dead))
		say(cleaning, "run %s, of an earlier boot", title(&dead, run));
	else
		say(cleaning, "run %s, killed", title(&dead, run));
}

/* With the first key of a dead run go all others, so that each is said once. */
static int clean_held(struct cleaning *cleaning, const char *key, struct failure *failure)
{
	int directory = cleaning->runs->directory;
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	struct stat status;

	if (fstatat(directory, key, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (!S_ISREG(status.st_mode))
		return remove_odd(cleaning, key, status.st_mode);
	switch (state_examine(directory, key, &file, &text, failure)) {
	case HOLDER_DEAD:
		bury(cleaning, file, key, text);
		return 0;
	case HOLDER_NONE:
	case HOLDER_LIVES:
		return 0;
	default:
		return -1;
	}
}

static int clean_record(struct cleaning *cleaning, const char *key, struct failure *failure)
{
	if (is_plain(key) || is_new(key) || is_shared(key) || begins_with(key, HOME_KEY))
		return 0;
	return clean_held(cleaning, key, failure);
}

/* One that another host left is known by its number alone, and so left alone. */
static int clean_shared(struct cleaning *cleaning, const char *key, struct failure *failure)
{
	struct runs *runs = cleaning->runs;
	char what[LINK_TITLE_SIZE] = "";
	int result;

	if (!is_shared(key) || (strcmp(key, SHARED_NEWBORN) != 0 && !is_of_host(cleaning, key, "")))
		return 0;
	if (host_link_is_key(key))
		result = host_link_sweep(
			runs->directory, key, &runs->host, runs->netlink, what, failure);
	else
		result = shared_sweep(runs->directory, key, NULL, NULL, failure);
	if (result > 0 && what[0] != '\0')
		say(cleaning, "%s", what);
	else if (result > 0)
		say(cleaning, "%s, which no run had any more", key);
	return result < 0 ? -1 : 0;
}

static int clean_ended(struct cleaning *cleaning, const char *key, struct failure *failure)
{
	int directory = cleaning->runs->directory;
	AUTO_FREE char *text = NULL;
	struct identity ended;
	char run[256];

	(void)failure;
	if (!begins_with(key, ENDED_KEY))
		return 0;
	text = state_read(directory, key);
	if (text == NULL || identity_from_json(text, &ended) < 0) {
		if (is_of_host(cleaning, key, ENDED_KEY))
			remove_odd(cleaning, key, 0);
		return 0;
	}
	if (is_of_others(cleaning, &ended))
		return 0;
	ended_remove(directory, &ended);
	unlinkat(directory, key, 0);
	say(cleaning, "the status and log of run %s", title(&ended, run));
	return 0;
}

static bool is_orphan(const struct cleaning *cleaning, const char *key)
{
	char start[CLAIM_KEY_SIZE];
	AUTO_FREE char *text = NULL;
	struct identity ended;

	if (is_of_host(cleaning, key, WAS_KEY)) {
		text = state_read(cleaning->runs->directory, key);
		return text == NULL || identity_from_json(text, &ended) < 0 ||
			!is_there(cleaning, ENDED_KEY, ended.id);
	}
	if (!is_of_host(cleaning, key, LOG_KEY))
		return false;
	identity_key(&cleaning->runs->host, LOG_KEY, "", start);
	/* In this order: the end of a run is there before its record is gone. */
	return !is_there(cleaning, RUN_KEY, key + strlen(start)) &&
		!is_there(cleaning, ENDED_KEY, key + strlen(start));
}

static int clean_orphan(struct cleaning *cleaning, const char *key, struct failure *failure)
{
	if (is_new(key))
		return clean_held(cleaning, key, failure);
	home_sweep(cleaning->runs->directory, key);
	if (is_orphan(cleaning, key) && unlinkat(cleaning->runs->directory, key, 0) == 0)
		say(cleaning, "%s, which no run had any more", key);
	return 0;
}

static int is_key(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Each key of a run leads to the same record, and one of them is of every run. */
static bool is_killed(struct runs *runs, const char *key, char run[256])
{
	const struct cleaning cleaning = { .runs = runs };
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	struct failure ignored;
	struct identity dead;

	if (!begins_with(key, RUN_KEY) || is_new(key) ||
		state_examine(runs->directory, key, &file, &text, &ignored) != HOLDER_DEAD ||
		identity_from_json(text, &dead) < 0 || is_of_others(&cleaning, &dead))
		return false;
	title(&dead, run);
	return true;
}

int leftovers_find(struct runs *runs, void (*found)(const char *run, void *context), void *context,
	struct failure *failure)
{
	struct dirent **keys;
	int count;

	if (runs->directory < 0)
		return 0;
	count = scandirat(runs->directory, ".", &keys, is_key, alphasort);
	if (count < 0)
		return fail(failure, errno, "list the records");
	for (int i = 0; i < count; i++) {
		char run[256];

		if (is_killed(runs, keys[i]->d_name, run))
			found(run, context);
		free(keys[i]);
	}
	free(keys);
	return 0;
}

int leftovers_remove(struct runs *runs, void (*removed)(const char *what), struct failure *failure)
{
	static int (*const passes[])(struct cleaning *, const char *,
		struct failure *) = { clean_record, clean_shared, clean_ended, clean_orphan };
	struct cleaning cleaning = { .runs = runs, .removed = removed };
	struct dirent **keys;
	int result = 0;
	int count;

	if (runs->directory < 0)
		return 0;
	if (runs->netlink == NULL && netlink_open(&runs->netlink, failure) < 0)
		return -1;
	count = scandirat(runs->directory, ".", &keys, is_key, alphasort);
	if (count < 0)
		return fail(failure, errno, "list the records");
	/* From the last to the first: "1-10.7.8-vlan", which is on "1-10.7-vlan", before that. */
	for (size_t i = 0; i < ARRAY_SIZE(passes); i++) {
		for (int j = count - 1; j >= 0; j--)
			result |= passes[i](&cleaning, keys[j]->d_name, failure);
	}
	for (int j = 0; j < count; j++)
		free(keys[j]);
	free(keys);
	return result;
}
