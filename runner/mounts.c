/* SPDX-License-Identifier: MIT */
#include "mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/path.h"
#include "say.h"

int mounts_separate(struct failure *failure)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return fail(failure, errno, "separate the mounts from the host's");
	return 0;
}

int mounts_hold_below_sys(struct mounts_held *held, struct failure *failure)
{
	if (below_find("/sys", &held->below, failure) < 0)
		return -1;
	for (size_t i = 0; i < held->below.count; i++) {
		held->fds[i] = open(held->below.paths[i], O_PATH | O_CLOEXEC);
		if (held->fds[i] < 0)
			return fail(failure, errno, "open %s", held->below.paths[i]);
	}
	return 0;
}

/* Those that came with a user namespace cannot be moved (EINVAL), but copied. */
static int put_back(int held, const char *path)
{
	AUTO_CLOSE int copy = -1;

	if (move_mount(held, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) == 0)
		return 0;
	if (errno != EINVAL)
		return -1;
	copy = open_tree(
		held, "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	return copy < 0 ? -1 : move_mount(copy, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

static int mount_below(struct mounts_held *held, struct failure *failure)
{
	for (size_t i = 0; i < held->below.count; i++) {
		if (put_back(held->fds[i], held->below.paths[i]) < 0)
			return fail(failure, errno, "keep %s", held->below.paths[i]);
		close_fd(&held->fds[i]);
	}
	return 0;
}

int mounts_renew_sys(struct mounts_held *held, struct failure *failure)
{
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	struct statvfs status;

	if (statvfs("/sys", &status) == 0 && (status.f_flag & ST_RDONLY))
		flags |= MS_RDONLY;
	if (mount("sysfs", "/sys", "sysfs", flags, NULL) < 0) {
		fail(failure, errno, "mount sysfs on /sys");
		return fail_advise(
			failure, "where this is not allowed, as in a container, use --sys keep");
	}
	return mount_below(held, failure);
}

int mounts_renew_proc(struct failure *failure)
{
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0)
		return 0;
	fail(failure, errno, "mount proc on /proc");
	return fail_advise(
		failure, "where this is not allowed, as in a container, leave --pid out");
}

static int bind_over_itself(const char *path, struct failure *failure)
{
	return mount(path, path, NULL, MS_BIND, NULL) < 0 ? fail(failure, errno, "protect %s", path)
							  : 0;
}

static int remount_read_only(const char *path, struct failure *failure)
{
	const unsigned long flags =
		MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;

	return mount(NULL, path, NULL, flags, NULL) < 0 ? fail(failure, errno, "protect %s", path)
							: 0;
}

/* What is below /proc/sys/net is of the reader's own network, and stays as it is. */
int mounts_protect_proc(struct failure *failure)
{
	static const char sysctls[] = "/proc/sys", own[] = "/proc/sys/net";
	static const char sysrq[] = "/proc/sysrq-trigger";

	if (path_exists(own) &&
		(bind_over_itself(sysctls, failure) < 0 || bind_over_itself(own, failure) < 0 ||
			remount_read_only(sysctls, failure) < 0))
		return -1;
	if (path_exists(sysrq) &&
		(bind_over_itself(sysrq, failure) < 0 || remount_read_only(sysrq, failure) < 0))
		return -1;
	return 0;
}

static void bind_one(const char *directory, const char *name)
{
	char source[PATH_MAX + NAME_MAX + 2], target[NAME_MAX + sizeof("/etc/")];
	AUTO_CLOSE int tree = -1;

	snprintf(source, sizeof(source), "%s/%s", directory, name);
	snprintf(target, sizeof(target), "/etc/%s", name);
	tree = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree < 0 || move_mount(tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		say_warning("%s: it cannot be put over %s: %s", source, target, strerror(errno));
}

void mounts_bind_etc_file(const char *name, const char *file)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/etc/netns/%s", name);
	bind_one(path, file);
}

void mounts_bind_etc(const char *name)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *directory;

	snprintf(path, sizeof(path), "/etc/netns/%s", name);
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			bind_one(path, entry->d_name);
	}
	if (directory != NULL)
		closedir(directory);
}

int mounts_make_read_only(int tree)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	return mount_setattr(
		tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof(attributes));
}
