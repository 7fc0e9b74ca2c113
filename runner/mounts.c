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

/* A /proc that nobody else has. */
static int new_proc(void)
{
	const unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
	AUTO_CLOSE int context = fsopen("proc", FSOPEN_CLOEXEC);

	if (context < 0 || fsconfig(context, FSCONFIG_SET_STRING, "source", "proc", 0) < 0 ||
		fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return fsmount(context, FSMOUNT_CLOEXEC, attributes);
}

/*
 * Puts the settings of a new /proc there. It is below them itself, and goes with the run's mounts: one that is
 * not mounted anywhere holds up who closes it last until all processors have forgotten it.
 */
static int put_own_settings(const char *path, struct failure *failure)
{
	AUTO_CLOSE int proc = new_proc();
	AUTO_CLOSE int settings = -1;

	if (proc < 0)
		return bind_over_itself(path, failure);
	if (move_mount(proc, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return fail(failure, errno, "protect %s", path);
	settings = open_tree(proc, "sys/net", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (settings < 0 || move_mount(settings, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return fail(failure, errno, "protect %s", path);
	return 0;
}

/* What is below /proc/sys/net is of the reader's own network, and stays as it is. */
int mounts_protect_proc(bool is_crowded, struct failure *failure)
{
	static const char sysctls[] = "/proc/sys", own[] = "/proc/sys/net";
	static const char sysrq[] = "/proc/sysrq-trigger";

	if (path_exists(own) &&
		(bind_over_itself(sysctls, failure) < 0 ||
			(is_crowded ? put_own_settings : bind_over_itself)(own, failure) < 0 ||
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
