/* SPDX-License-Identifier: MIT */
#include "nsname.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/namespace.h"

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

/*
 * A link as nsrun makes it, of one that could not remove it. Nobody of this host's who lives has the name, for it is
 * claimed; of another host that shares this directory one may, and then the link leads to a namespace.
 */
static bool leads_nowhere(const char *path)
{
	static const char start[] = "/proc/";
	char target[48];
	struct statfs what;

	if (readlink(path, target, sizeof(target)) < (ssize_t)strlen(start) ||
		strncmp(target, start, strlen(start)) != 0)
		return false;
	return statfs(path, &what) < 0 ? errno == ENOENT : what.f_type != NSFS_MAGIC;
}

static int make_link(const char *target, const char *path)
{
	if (symlink(target, path) == 0)
		return 0;
	if (errno != EEXIST)
		return -1;
	if (leads_nowhere(path))
		unlink(path);
	return symlink(target, path);
}

int nsname_make(struct nsname *nsname, const char *name, int route, struct failure *failure)
{
	char path[PATH_SIZE], target[48];

	if (name == NULL || route < 0 || geteuid() != 0)
		return 0;
	name_path(name, path);
	nsname->netns = namespace_open(route);
	if (nsname->netns < 0)
		return fail(failure, errno, "hold the network namespace");
	nsname->made_directory = mkdir(NSNAME_DIRECTORY, DIRECTORY_MODE) == 0;
	snprintf(target, sizeof(target), "/proc/%d/fd/%d", (int)getpid(), nsname->netns);
	if (make_link(target, path) == 0)
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
