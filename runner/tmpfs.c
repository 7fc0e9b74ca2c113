/* SPDX-License-Identifier: MIT */
#include "tmpfs.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "../netsetup/cleanup.h"
#include "numbers.h"

enum { LONGEST_WORD = 63 }; /* that of a longer one is no option, or no good value */

/* Digits, and perhaps one letter of units behind them. */
static bool is_amount(const char *value, const char *units)
{
	size_t digits = strspn(value, "0123456789");
	const char *unit = value + digits;

	return digits != 0 &&
		(*unit == '\0' ||
			(strchr(units, tolower((unsigned char)*unit)) != NULL && unit[1] == '\0'));
}

static bool is_size(const char *value)
{
	return is_amount(value, "kmgt%");
}

static bool is_count(const char *value)
{
	return is_amount(value, "kmg");
}

static bool is_mode(const char *value)
{
	size_t length = strlen(value);

	return length >= 1 && length <= 4 && strspn(value, "01234567") == length;
}

static bool is_id(const char *value)
{
	unsigned number;

	return number_parse(value, 0, UINT_MAX - 1, &number) == 0;
}

static const struct {
	const char *name;
	bool (*is_good)(const char *value);
	const char *form;
} keys[] = {
	[TMPFS_SIZE] = { "size", is_size, "a number of bytes, with k, m, g, t or % behind it" },
	[TMPFS_MODE] = { "mode", is_mode, "an octal number, as 1777" },
	[TMPFS_UID] = { "uid", is_id, "a number" },
	[TMPFS_GID] = { "gid", is_id, "a number" },
	[TMPFS_INODES] = { "nr_inodes", is_count, "a number, with k, m or g behind it" },
};
static_assert(ARRAY_SIZE(keys) == TMPFS_KEY_COUNT, "a key is missing here");

static const struct {
	const char *word;
	uint32_t attribute;
	bool is_set;
} attributes[] = {
	{ "ro", MOUNT_ATTR_RDONLY, true },
	{ "rw", MOUNT_ATTR_RDONLY, false },
	{ "nosuid", MOUNT_ATTR_NOSUID, true },
	{ "suid", MOUNT_ATTR_NOSUID, false },
	{ "nodev", MOUNT_ATTR_NODEV, true },
	{ "dev", MOUNT_ATTR_NODEV, false },
	{ "noexec", MOUNT_ATTR_NOEXEC, true },
	{ "exec", MOUNT_ATTR_NOEXEC, false },
};

static bool read_attribute(const char *word, struct tmpfs_options *options)
{
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
		if (strcmp(word, attributes[i].word) != 0)
			continue;
		options->attributes &= ~attributes[i].attribute;
		if (attributes[i].is_set)
			options->attributes |= attributes[i].attribute;
		return true;
	}
	return false;
}

static int read_value(const char *text, enum tmpfs_key key, const char *value,
	struct tmpfs_options *options, struct failure *failure)
{
	char *kept = options->values[key];

	if (!keys[key].is_good(value) ||
		snprintf(kept, TMPFS_VALUE_SIZE, "%s", value) >= TMPFS_VALUE_SIZE)
		return fail(failure, 0, "--tmpfs %s: %s=%s: must be %s", text, keys[key].name,
			value, keys[key].form);
	return 0;
}

static int read_word(
	const char *text, const char *word, struct tmpfs_options *options, struct failure *failure)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size_t length = strlen(keys[i].name);

		if (strncmp(word, keys[i].name, length) == 0 && word[length] == '=')
			return read_value(
				text, (enum tmpfs_key)i, word + length + 1, options, failure);
	}
	if (read_attribute(word, options))
		return 0;
	return fail(failure, 0,
		"--tmpfs %s: '%s' is no option of it: it has size=, mode=, uid=, gid=, nr_inodes=, ro, rw, "
		"noexec, exec, nosuid, suid, nodev, dev",
		text, word);
}

int tmpfs_read(
	const char *text, const char *words, struct tmpfs_options *options, struct failure *failure)
{
	memset(options, 0, sizeof(*options));
	options->attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
	while (*words != '\0') {
		size_t length = strcspn(words, ",");
		char word[LONGEST_WORD + 1];

		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		if (read_word(text, word, options, failure) < 0)
			return -1;
		words += length;
		/* Behind a comma there is one more, if only an empty one. */
		if (*words == ',' && *++words == '\0')
			return read_word(text, "", options, failure);
	}
	return 0;
}

/* The kernel's words, if it has any, can be read where it was asked: "e tmpfs: Bad value for 'uid'". */
static int explain(int context, const char *text, struct failure *failure)
{
	char words[128];
	int code = errno;
	ssize_t size = read(context, words, sizeof(words) - 1);

	if (size <= 2)
		return fail(failure, code, "--tmpfs %s", text);
	words[size] = '\0';
	words[strcspn(words, "\n")] = '\0';
	return fail_why(failure, code, words + 2, "--tmpfs %s", text);
}

int tmpfs_make(const char *text, const struct tmpfs_options *options, struct failure *failure)
{
	AUTO_CLOSE int context = fsopen("tmpfs", FSOPEN_CLOEXEC);
	int mount;

	if (context < 0)
		return fail(failure, errno, "--tmpfs %s", text);
	/* What df(1) and mount(8) call it. */
	if (fsconfig(context, FSCONFIG_SET_STRING, "source", "tmpfs", 0) < 0)
		return explain(context, text, failure);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (options->values[i][0] != '\0' &&
			fsconfig(context, FSCONFIG_SET_STRING, keys[i].name, options->values[i],
				0) < 0)
			return explain(context, text, failure);
	}
	if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return explain(context, text, failure);
	mount = fsmount(context, FSMOUNT_CLOEXEC, options->attributes);
	return mount < 0 ? explain(context, text, failure) : mount;
}
