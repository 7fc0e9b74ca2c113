/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_DIRECTORY_H
#define TESTS_UNIT_DIRECTORY_H

/* A directory for the records of a test, empty when it begins, by with_directory(). */
#include <dirent.h>
#include <fcntl.h>

#include "unit.h"

static char directory_path[256];
static int directory;

static inline int enter_directory(void **state)
{
	const char *place = getenv("TMPDIR");

	(void)state;
	snprintf(directory_path, sizeof(directory_path), "%s/nsrun-unit-XXXXXX",
		place != NULL ? place : "/tmp");
	if (mkdtemp(directory_path) == NULL)
		return -1;
	directory = open(directory_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return directory < 0 ? -1 : 0;
}

/* How many files there are in it; with clear they are removed. */
static inline int count_files(bool clear)
{
	DIR *list = opendir(directory_path);
	struct dirent *entry;
	int count = 0;

	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		if (clear)
			unlinkat(directory, entry->d_name, 0);
	}
	if (list != NULL)
		closedir(list);
	return count;
}

static inline int leave_directory(void **state)
{
	(void)state;
	count_files(true);
	close(directory);
	return rmdir(directory_path);
}

#define with_directory(test) cmocka_unit_test_setup_teardown(test, enter_directory, leave_directory)

#endif
