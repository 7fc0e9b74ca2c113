/* SPDX-License-Identifier: MIT */
#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/kinds.h"
#include "../numbers.h"

#define BLANKS " \t\r"

enum { LONGEST_LINE = 1001 };

/* Where a failure is. */
struct place {
	const char *path;
	unsigned line;
	struct failure *failure;
};

static int refuse(const struct place *place, const char *what, const char *word)
{
	return fail(place->failure, 0, "%s: line %u: %s%s%s%s", place->path, place->line,
		word != NULL ? "'" : "", word != NULL ? word : "", word != NULL ? "' " : "", what);
}

static const struct {
	const char *word;
	enum link_kind kind;
} kinds[] = {
	{ "macvlan", LINK_MACVLAN },
	{ "ipvlan", LINK_IPVLAN },
	{ "vlan", LINK_VLAN },
	{ "bridge", LINK_VETH },
};

static int read_who(const struct place *place, const char *word, struct grant *grant)
{
	grant->is_group = word[0] == '@';
	if (grant->is_group)
		word++;
	if (word[0] == '\0' ||
		(size_t)snprintf(grant->who, sizeof(grant->who), "%s", word) >= sizeof(grant->who))
		return refuse(place, "must be a user, or @ and a group", word);
	return 0;
}

static int read_kind(const struct place *place, const char *word, struct grant *grant)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(word, kinds[i].word) == 0) {
			grant->kind = kinds[i].kind;
			return 0;
		}
	}
	return refuse(place, "must be macvlan, ipvlan, vlan or bridge", word);
}

static int read_parent(const struct place *place, const char *word, struct grant *grant)
{
	if ((size_t)snprintf(grant->parent, sizeof(grant->parent), "%s", word) >=
		sizeof(grant->parent))
		return refuse(place, "is too long for the name of an interface", word);
	return 0;
}

/* Of one that takes the parent away the host would be cut off, which is not for users to decide. */
static int read_mode(const struct place *place, const char *word, struct grant *grant)
{
	const struct link_kind_entry *kind = link_kind(grant->kind);
	int mode;

	if (link_choice_by_name(kind->modes, word, &mode) < 0)
		return refuse(place, "is no mode of this kind", word);
	if (kind->takes_parent(mode))
		return refuse(place, "is a mode that takes the parent away from this host", word);
	grant->modes[grant->mode_count++] = mode;
	return 0;
}

static int read_address(const struct place *place, const char *word, struct grant *grant)
{
	struct ip_prefix *prefix = &grant->addresses[grant->address_count];
	char option[POLICY_NAME_SIZE + 40];
	struct ip_address network;

	snprintf(option, sizeof(option), "%s: line %u: address", place->path, place->line);
	if (ip_prefix_parse(option, word, 0, prefix, place->failure) < 0)
		return -1;
	network = ip_prefix_network(prefix);
	if (!ip_equal(&network, &prefix->address))
		return refuse(place, "has host bits: write the net", word);
	grant->address_count++;
	return 0;
}

static int read_mac(const struct place *place, const char *word, struct grant *grant)
{
	if (mac_parse(word, &grant->macs[grant->mac_count]) < 0)
		return refuse(place, "is no MAC address", word);
	grant->mac_count++;
	return 0;
}

static int read_most(const struct place *place, const char *word, struct grant *grant)
{
	enum { LARGEST = 10000 };

	if (grant->most != 0 || number_parse(word, 1, LARGEST, &grant->most) < 0)
		return refuse(place, "must be one number, 1 to 10000", word);
	return 0;
}

static const struct {
	const char *name;
	int (*read)(const struct place *place, const char *word, struct grant *grant);
} keys[] = {
	{ "most=", read_most },
	{ "mode=", read_mode },
	{ "address=", read_address },
	{ "mac=", read_mac },
};

/* KEY=VALUE,VALUE... No list is longer than there is room for in any of them. */
static int read_key(const struct place *place, char *word, struct grant *grant)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size_t length = strlen(keys[i].name);
		char *rest = word + length;
		char *value;

		if (strncmp(word, keys[i].name, length) != 0)
			continue;
		while ((value = strsep(&rest, ",")) != NULL) {
			if (count++ == POLICY_MOST_VALUES)
				return refuse(place, "and so on are too many: at most 16", value);
			if (keys[i].read(place, value, grant) < 0)
				return -1;
		}
		return 0;
	}
	return refuse(place, "must be most=, mode=, address= or mac=", word);
}

/* The room of read_key() is that of one list: a second of the same key would need more. */
static int check_repetition(const struct place *place, char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			size_t length = strcspn(words[i], "=");

			if (strncmp(words[i], words[j], length + 1) == 0)
				return refuse(place, "is there twice", words[i]);
		}
	}
	return 0;
}

static int check(const struct place *place, struct grant *grant)
{
	const struct link_kind_entry *kind = link_kind(grant->kind);

	if (grant->most == 0)
		return refuse(place, "most=N is missing: how many at once", NULL);
	if (grant->mode_count == 0 && kind->modes[0].name != NULL)
		grant->modes[grant->mode_count++] = kind->modes[0].value;
	/* The mode is the parent's, and so that of all who are on it. */
	if (kind->shares_mode && grant->mode_count > 1)
		return refuse(place, "mode=: of an ipvlan it can be one only", NULL);
	return 0;
}

static int read_line(const struct place *place, char *line, struct policy *policy)
{
	enum { WHO, KIND, PARENT, KEYS, MOST_WORDS = KEYS + ARRAY_SIZE(keys) + 1 };
	char *words[MOST_WORDS];
	struct grant grant = { .line = place->line };
	size_t count = 0;
	char *word;

	line[strcspn(line, "#")] = '\0';
	while ((word = strsep(&line, BLANKS)) != NULL) {
		if (word[0] != '\0' && count == MOST_WORDS)
			return refuse(place, "is one word too many", word);
		if (word[0] != '\0')
			words[count++] = word;
	}
	if (count == 0)
		return 0;
	if (count < KEYS)
		return refuse(place, "must be WHO KIND PARENT most=N ...", NULL);
	if (policy->count == POLICY_MOST_LINES)
		return refuse(place, "more than 256 grants", NULL);
	if (read_who(place, words[WHO], &grant) < 0 || read_kind(place, words[KIND], &grant) < 0 ||
		read_parent(place, words[PARENT], &grant) < 0 ||
		check_repetition(place, words + KEYS, count - KEYS) < 0)
		return -1;
	for (size_t i = KEYS; i < count; i++) {
		if (read_key(place, words[i], &grant) < 0)
			return -1;
	}
	if (check(place, &grant) < 0)
		return -1;
	policy->grants[policy->count++] = grant;
	return 0;
}

int policy_parse(const char *path, const char *text, struct policy *policy, struct failure *failure)
{
	struct place place = { .path = path, .failure = failure };
	size_t length;

	policy->count = 0;
	for (;; text += length + 1) {
		char line[LONGEST_LINE];

		place.line++;
		length = strcspn(text, "\n");
		if ((size_t)snprintf(line, sizeof(line), "%.*s", (int)length, text) >= sizeof(line))
			return refuse(&place, "longer than 1000 letters", NULL);
		if (read_line(&place, line, policy) < 0)
			return -1;
		if (text[length] == '\0')
			return 0;
	}
}

/* Whoever could have written it could have given himself what is in it. */
static int check_writers(const struct stat *status, const char *path, struct failure *failure)
{
	if (status->st_uid != 0 || (status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return fail(failure, 0,
			"%s: others than root can write it: chown root, chmod go-w, or remove it",
			path);
	return 0;
}

static int check_file(int file, struct failure *failure)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return fail(failure, errno, "%s", POLICY_PATH);
	if (!S_ISREG(status.st_mode))
		return fail(
			failure, 0, "%s: this is no file: make it one, or remove it", POLICY_PATH);
	if (check_writers(&status, POLICY_PATH, failure) < 0)
		return -1;
	/* By another name somebody may have meant another file by it. */
	if (status.st_nlink != 1)
		return fail(failure, 0,
			"%s: the file has other names (hard links): copy it, and remove them",
			POLICY_PATH);
	if (status.st_size > POLICY_LARGEST)
		return fail(failure, 0, "%s: larger than 64 KiB: shorten it", POLICY_PATH);
	return 0;
}

/* A directory that others can write is one in which the file can be another at any time. */
static int open_directory(struct failure *failure)
{
	AUTO_CLOSE int directory =
		open("/etc/nsrun", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (directory < 0)
		return fail(failure, errno, "/etc/nsrun");
	if (fstat(directory, &status) < 0)
		return fail(failure, errno, "/etc/nsrun");
	if (check_writers(&status, "/etc/nsrun", failure) < 0)
		return -1;
	return take_fd(&directory);
}

int policy_read(struct policy *policy, struct failure *failure)
{
	static char text[POLICY_LARGEST + 1];
	AUTO_CLOSE int directory = open_directory(failure);
	AUTO_CLOSE int file = -1;
	ssize_t length;

	policy->count = 0;
	if (directory < 0)
		return failure->code == ENOENT ? 0 : -1;
	file = openat(directory, "policy", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? 0 : fail(failure, errno, "%s", POLICY_PATH);
	if (check_file(file, failure) < 0)
		return -1;
	length = read(file, text, sizeof(text) - 1);
	if (length < 0)
		return fail(failure, errno, "%s", POLICY_PATH);
	text[length] = '\0';
	if (strlen(text) != (size_t)length)
		return fail(failure, 0, "%s: a byte 0 is in it: this is no text", POLICY_PATH);
	return policy_parse(POLICY_PATH, text, policy, failure) < 0 ? -1 : 1;
}
