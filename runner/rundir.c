/* SPDX-License-Identifier: MIT */
#include "rundir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

enum {
	DIRECTORY_MODE = 0755,
	FILE_MODE = 0600,
};

static bool is_left_out(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "nsrun") == 0 ||
		strcmp(name, "netns") == 0;
}

static int copy_link(int old, const char *name, const char *place)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(old, name, target, sizeof(target) - 1);

	if (length < 0)
		return -1;
	target[length] = '\0';
	return symlink(target, place);
}

/* What it is bound over has to be of its sort. */
static int make_place(const char *place, mode_t mode)
{
	return S_ISDIR(mode) ? mkdir(place, DIRECTORY_MODE) : mknod(place, S_IFREG | FILE_MODE, 0);
}

/*
 * In the new /run, by whole paths: the working directory stays where it is, which may be one that the user
 * outside could not come back to. What has gone meanwhile is not missed.
 */
static int bring(int old, const char *name)
{
	AUTO_CLOSE int entry = openat(old, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char source[32], place[NAME_MAX + sizeof("/run/")];
	struct stat status;

	if (entry < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(entry, &status) < 0)
		return -1;
	snprintf(place, sizeof(place), "/run/%s", name);
	if (S_ISLNK(status.st_mode))
		return copy_link(old, name, place);
	snprintf(source, sizeof(source), "/proc/self/fd/%d", entry);
	return make_place(place, status.st_mode) < 0 ||
			mount(source, place, NULL, MS_BIND | MS_REC, NULL) < 0
		? -1
		: 0;
}

static int bring_all(DIR *old, struct failure *failure)
{
	struct dirent *entry;

	while ((errno = 0, entry = readdir(old)) != NULL) {
		if (!is_left_out(entry->d_name) && bring(dirfd(old), entry->d_name) < 0)
			return fail(failure, errno, "show /run/%s", entry->d_name);
	}
	return errno != 0 ? fail(failure, errno, "read /run") : 0;
}

int rundir_renew(struct failure *failure)
{
	DIR *old = opendir("/run");
	int result;

	if (old == NULL)
		return errno == ENOENT ? 0 : fail(failure, errno, "open /run");
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0)
		result = fail(failure, errno, "mount a tmpfs on /run");
	else
		result = bring_all(old, failure);
	closedir(old);
	return result;
}
