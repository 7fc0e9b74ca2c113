/* SPDX-License-Identifier: MIT */
#include "nsname.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

enum {
	DIRECTORY_MODE = 0755,
	PATH_SIZE = sizeof(NSNAME_DIRECTORY) + RUN_NAME_SIZE,
};

static void name_path(const char *name, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, NSNAME_DIRECTORY "/%.*s", RUN_NAME_SIZE - 1, name);
}

static int refuse(const char *name, const char *path, struct failure *failure)
{
	if (errno != EEXIST)
		return fail(failure, errno, "make %s", path);
	return fail(
		failure, 0, "--name %s: ip netns has that name (%s): choose another", name, path);
}

int nsname_make(struct nsname *nsname, const char *name, int route, struct failure *failure)
{
	char path[PATH_SIZE], target[48];

	if (name == NULL || route < 0 || geteuid() != 0)
		return 0;
	name_path(name, path);
	nsname->netns = ioctl(route, SIOCGSKNS);
	if (nsname->netns < 0)
		return fail(failure, errno, "hold the network namespace");
	nsname->made_directory = mkdir(NSNAME_DIRECTORY, DIRECTORY_MODE) == 0;
	snprintf(target, sizeof(target), "/proc/%d/fd/%d", (int)getpid(), nsname->netns);
	if (symlink(target, path) == 0)
		return 0;
	close_fd(&nsname->netns);
	return refuse(name, path, failure);
}

void nsname_remove(struct nsname *nsname, const char *name)
{
	char path[PATH_SIZE];

	if (nsname->netns < 0)
		return;
	name_path(name, path);
	unlink(path);
	/* Not when others have names in it by now. */
	if (nsname->made_directory)
		rmdir(NSNAME_DIRECTORY);
	close_fd(&nsname->netns);
}

void nsname_sweep(const struct identity *dead)
{
	char path[PATH_SIZE], target[48], expected[48];
	ssize_t length;

	if (dead->name[0] == '\0')
		return;
	name_path(dead->name, path);
	snprintf(expected, sizeof(expected), "/proc/%d/fd/", (int)dead->supervisor);
	length = readlink(path, target, sizeof(target));
	if (length > (ssize_t)strlen(expected) && strncmp(target, expected, strlen(expected)) == 0)
		unlink(path);
}
