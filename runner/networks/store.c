/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/suggest.h"
#include "../state.h"

#define DIRECTORY "/etc/nsrun/networks"
#define SUFFIX    ".json"

enum { READABLE_DIRECTORY = 0755, READABLE_FILE = 0644, TEMPORARY_SIZE = 32 };

static int find_path(char path[PATH_MAX], struct failure *failure)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (geteuid() == 0)
		snprintf(path, PATH_MAX, "%s", DIRECTORY);
	else if (config != NULL && config[0] == '/')
		snprintf(path, PATH_MAX, "%s/nsrun/networks", config);
	else if (home != NULL && home[0] == '/')
		snprintf(path, PATH_MAX, "%s/.config/nsrun/networks", home);
	else
		return fail(failure, 0,
			"networks: HOME is not set: a user's are below it, in "
			".config/nsrun/networks");
	return 0;
}

/* With all directories above it that are missing. */
static int make_directory(const char *path, struct failure *failure)
{
	char part[PATH_MAX];

	for (const char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
		int length = slash != NULL ? (int)(slash - path) : (int)strlen(path);

		snprintf(part, sizeof(part), "%.*s", length, path);
		if (mkdir(part, READABLE_DIRECTORY) < 0 && errno != EEXIST)
			return fail(failure, errno, "make %s", part);
		if (slash == NULL)
			return 0;
	}
}

static int check_owner(int file, const char *path, struct failure *failure)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return fail(failure, errno, "look at %s", path);
	if (status.st_uid == geteuid() && (status.st_mode & 022) == 0)
		return 0;
	return fail(failure, 0,
		"%s: it belongs to another user or is writable by others: chown and chmod go-w "
		"mend that",
		path);
}

/* Opens the directory of path: *directory is -1 when it is not there. */
static int open_directory(const char *path, int *directory, struct failure *failure)
{
	*directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*directory < 0)
		return errno == ENOENT ? 0 : fail(failure, errno, "open %s", path);
	if (check_owner(*directory, path, failure) == 0)
		return 0;
	close_fd(directory);
	return -1;
}

/* Reads one file: 1, 0 when it is not there, or -1 with a failure. */
static int read_file(int directory, const char *path, const char *name,
	struct named_network *network, struct failure *failure)
{
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	char key[NETWORK_NAME_SIZE + sizeof(SUFFIX)], whole[2 * PATH_MAX];

	snprintf(key, sizeof(key), "%s" SUFFIX, name);
	snprintf(whole, sizeof(whole), "%s/%s", path, key);
	file = openat(directory, key, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return errno == ENOENT ? 0 : fail(failure, errno, "open %s", whole);
	if (check_owner(file, whole, failure) < 0)
		return -1;
	text = state_read_file(file);
	if (text == NULL)
		return fail(failure, errno != 0 ? errno : EFBIG, "read %s", whole);
	return definition_read(text, whole, name, network, failure) < 0 ? -1 : 1;
}

/* The name that a file is for, written into name: false for what is no network's file. */
static bool name_of(const char *key, char name[NETWORK_NAME_SIZE])
{
	size_t length = strlen(key), suffix = strlen(SUFFIX);
	struct failure ignored;

	if (length <= suffix || length - suffix >= NETWORK_NAME_SIZE ||
		strcmp(key + length - suffix, SUFFIX) != 0)
		return false;
	snprintf(name, NETWORK_NAME_SIZE, "%.*s", (int)(length - suffix), key);
	return definition_check_name("", name, &ignored) == 0;
}

/* The names of all files, sorted; the caller frees them. -1 without memory. */
static int list_names(int directory, struct dirent ***list)
{
	return scandirat(directory, ".", list, NULL, alphasort);
}

/* One file: 0, also when it is no network's, or -1. */
static int visit_one(int directory, const char *path, const char *key, store_visitor *visit,
	void *context, struct failure *failure)
{
	struct named_network network;
	char name[NETWORK_NAME_SIZE];
	int result;

	if (!name_of(key, name))
		return 0;
	result = read_file(directory, path, name, &network, failure);
	if (result <= 0)
		return result;
	result = visit(&network, context, failure);
	definition_release(&network);
	return result;
}

static int visit_all(int directory, const char *path, store_visitor *visit, void *context,
	struct failure *failure)
{
	struct dirent **list;
	int count = list_names(directory, &list);
	int result = 0;

	if (count < 0)
		return fail(failure, errno, "read %s", path);
	for (int i = 0; i < count; i++) {
		struct failure why;

		if (visit_one(directory, path, list[i]->d_name, visit, context, &why) < 0 &&
			result == 0) {
			*failure = why;
			result = -1;
		}
		free(list[i]);
	}
	free(list);
	return result;
}

int store_each(store_visitor *visit, void *context, struct failure *failure)
{
	AUTO_CLOSE int directory = -1;
	char path[PATH_MAX];

	if (find_path(path, failure) < 0 || open_directory(path, &directory, failure) < 0)
		return -1;
	return directory < 0 ? 0 : visit_all(directory, path, visit, context, failure);
}

/* The networks whose ID begins with the word, and the name that is most like it. */
struct search {
	const char *word;
	size_t count;
	char name[NETWORK_NAME_SIZE];
	struct suggestion suggestion;
};

static int compare(const struct named_network *network, void *context, struct failure *failure)
{
	struct search *search = context;

	(void)failure;
	suggest_offer(&search->suggestion, network->name);
	if (strncmp(network->id, search->word, strlen(search->word)) == 0) {
		search->count++;
		memcpy(search->name, network->name, sizeof(search->name));
	}
	return 0;
}

static int find_by_id(const char *word, char name[NETWORK_NAME_SIZE], struct failure *failure)
{
	struct search search = { .word = word, .suggestion = suggest_for(word) };
	struct failure ignored;

	/* A file that cannot be read may be the one, but who names it by its ID has others to see. */
	if (word[0] != '\0')
		store_each(compare, &search, &ignored);
	if (search.count > 1)
		return fail(failure, 0, "network '%s': the IDs of %zu begin so: give more of it",
			word, search.count);
	if (search.count == 1) {
		memcpy(name, search.name, sizeof(search.name));
		return 1;
	}
	fail(failure, 0, "network '%s': there is none of this name or ID", word);
	if (search.suggestion.word[0] != '\0')
		fail_advise(failure, "did you mean %s?", search.suggestion.word);
	else
		fail_advise(
			failure, "nsrun network list shows all, nsrun network create makes one");
	return 0;
}

int store_find(const char *word, struct named_network *network, struct failure *failure)
{
	AUTO_CLOSE int directory = -1;
	char path[PATH_MAX], name[NETWORK_NAME_SIZE];
	struct failure ignored;
	int found = 0;

	if (find_path(path, failure) < 0 || open_directory(path, &directory, failure) < 0)
		return -1;
	if (directory >= 0 && definition_check_name("", word, &ignored) == 0)
		found = read_file(directory, path, word, network, failure);
	if (found != 0)
		return found;
	found = find_by_id(word, name, failure);
	return found <= 0 ? found : read_file(directory, path, name, network, failure);
}

static int fail_exists(const char *name, struct failure *failure)
{
	return fail(failure, 0,
		"network create %s: there is a network of this name: nsrun network remove %s "
		"removes it, or choose another",
		name, name);
}

/* Gives a finished file its name, unless there is one of that name. */
static int publish(int directory, int file, const char *name, struct failure *failure)
{
	char key[NETWORK_NAME_SIZE + sizeof(SUFFIX)];

	snprintf(key, sizeof(key), "%s" SUFFIX, name);
	if (state_name(directory, file, key) == 0)
		return 0;
	if (errno == EEXIST)
		return fail_exists(name, failure);
	return fail(failure, errno, "network create %s: name its file", name);
}

/*
 * A file without a name, so that nothing is left when nsrun is killed. Where the file system has no
 * such files, as an overlay of an older kernel, it has one that is no network's, and no other nsrun's.
 */
static int open_new(int directory, char temporary[TEMPORARY_SIZE])
{
	int file = openat(directory, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, READABLE_FILE);

	temporary[0] = '\0';
	if (file >= 0 || errno != EOPNOTSUPP)
		return file;
	snprintf(temporary, TEMPORARY_SIZE, ".new-%d", (int)getpid());
	return openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		READABLE_FILE);
}

static int write_file(int file, const char *text)
{
	size_t size = strlen(text);

	if (write(file, text, size) != (ssize_t)size || fchmod(file, READABLE_FILE) < 0)
		return -1;
	return fsync(file);
}

int store_lock(int *lock, struct failure *failure)
{
	char path[PATH_MAX];

	*lock = -1;
	if (find_path(path, failure) < 0 || make_directory(path, failure) < 0 ||
		open_directory(path, lock, failure) < 0)
		return -1;
	while (*lock >= 0 && flock(*lock, LOCK_EX) < 0) {
		if (errno != EINTR)
			return fail(failure, errno, "lock %s", path);
	}
	return 0;
}

int store_add(const char *name, const char *text, struct failure *failure)
{
	AUTO_CLOSE int directory = -1, file = -1;
	char path[PATH_MAX], temporary[TEMPORARY_SIZE];
	int result;

	if (find_path(path, failure) < 0 || make_directory(path, failure) < 0 ||
		open_directory(path, &directory, failure) < 0)
		return -1;
	file = open_new(directory, temporary);
	if (file < 0)
		return fail(failure, errno, "network create %s: make a file in %s", name, path);
	result = write_file(file, text);
	if (result < 0)
		fail(failure, errno, "network create %s: write its file in %s", name, path);
	else
		result = publish(directory, file, name, failure);
	if (temporary[0] != '\0')
		unlinkat(directory, temporary, 0);
	return result;
}

int store_remove(const struct named_network *network, struct failure *failure)
{
	char path[PATH_MAX], whole[2 * PATH_MAX];

	if (find_path(path, failure) < 0)
		return -1;
	snprintf(whole, sizeof(whole), "%s/%s" SUFFIX, path, network->name);
	return unlink(whole) == 0 ? 0 : fail(failure, errno, "remove %s", whole);
}
