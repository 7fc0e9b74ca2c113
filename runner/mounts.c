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

#include "../netsetup/cleanup.h"
#include "say.h"

enum { MOST_BELOW = 32 };

/* The mounts right below /sys; those further down come with them. */
struct below {
	size_t count;
	char paths[MOST_BELOW][128];
	int fds[MOST_BELOW];
};

int mounts_separate(struct failure *failure)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return fail(failure, errno, "separate the mounts from the host's");
	return 0;
}

/* One line of mountinfo (proc(5)): its own id, that of the mount it stands on, and where. */
struct mount_line {
	int id;
	int parent;
	char path[128];
};

static bool read_line(FILE *file, struct mount_line *line)
{
	char text[4096];

	while (fgets(text, sizeof(text), file) != NULL) {
		bool is_whole = strchr(text, '\n') != NULL;
		bool is_read = sscanf(text, "%d %d %*s %*s %127s", &line->id, &line->parent,
				       line->path) == 3;

		/* The rest of a line that is too long (an overlay's options) is passed over. */
		while (!is_whole && fgets(text, sizeof(text), file) != NULL)
			is_whole = strchr(text, '\n') != NULL;
		if (is_read)
			return true;
	}
	return false;
}

static int find_below(struct below *below, struct failure *failure)
{
	AUTO_FILE FILE *file = fopen("/proc/self/mountinfo", "re");
	struct mount_line line;
	int sys = -1;

	below->count = 0;
	if (file == NULL)
		return fail(failure, errno, "open /proc/self/mountinfo");
	while (read_line(file, &line)) {
		if (strcmp(line.path, "/sys") == 0) {
			/* A /sys on top of another /sys hides what is below that one. */
			sys = line.id;
			below->count = 0;
		} else if (line.parent == sys && below->count < MOST_BELOW) {
			memcpy(below->paths[below->count++], line.path, sizeof(line.path));
		}
	}
	return 0;
}

/* Opens them while their paths still lead there. */
static int hold_below(struct below *below, struct failure *failure)
{
	for (size_t i = 0; i < below->count; i++) {
		below->fds[i] = open(below->paths[i], O_PATH | O_CLOEXEC);
		if (below->fds[i] < 0)
			return fail(failure, errno, "open %s", below->paths[i]);
	}
	return 0;
}

static int mount_below(struct below *below, struct failure *failure)
{
	for (size_t i = 0; i < below->count; i++) {
		char source[32];

		snprintf(source, sizeof(source), "/proc/self/fd/%d", below->fds[i]);
		if (mount(source, below->paths[i], NULL, MS_BIND | MS_REC, NULL) < 0)
			return fail(failure, errno, "keep %s", below->paths[i]);
		close_fd(&below->fds[i]);
	}
	return 0;
}

int mounts_renew_sys(struct failure *failure)
{
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	struct statvfs status;
	struct below below;

	if (find_below(&below, failure) < 0 || hold_below(&below, failure) < 0)
		return -1;
	if (statvfs("/sys", &status) == 0 && (status.f_flag & ST_RDONLY))
		flags |= MS_RDONLY;
	if (mount("sysfs", "/sys", "sysfs", flags, NULL) < 0) {
		fail(failure, errno, "mount sysfs on /sys");
		return fail_advise(
			failure, "where this is not allowed, as in a container, use --sys keep");
	}
	return mount_below(&below, failure);
}

static void bind_one(const char *directory, const char *name)
{
	char source[PATH_MAX + NAME_MAX + 2], target[NAME_MAX + sizeof("/etc/")];

	snprintf(source, sizeof(source), "%s/%s", directory, name);
	snprintf(target, sizeof(target), "/etc/%s", name);
	if (mount(source, target, NULL, MS_BIND, NULL) < 0)
		say_warning("%s: it cannot be put over %s: %s", source, target, strerror(errno));
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

static int make_read_only(int tree)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	return mount_setattr(
		tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof(attributes));
}

static int bind_request(const struct bind_request *bind, struct failure *failure)
{
	char source[PATH_MAX], target[PATH_MAX];
	AUTO_CLOSE int tree = -1;

	snprintf(source, sizeof(source), "%.*s", (int)bind->source_length, bind->source);
	snprintf(target, sizeof(target), "%.*s", (int)bind->target_length, bind->target);
	tree = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	if (tree < 0)
		return fail(failure, errno, "--bind %s: %s", bind->text, source);
	if (bind->is_read_only && make_read_only(tree) < 0)
		return fail(failure, errno, "--bind %s: make it read-only", bind->text);
	if (move_mount(tree, "", AT_FDCWD, target,
		    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) == 0)
		return 0;
	fail(failure, errno, "--bind %s: %s", bind->text, target);
	if (failure->code == ENOENT)
		fail_advise(failure, "make it first, for nsrun makes nothing on this host");
	if (failure->code == ENOTDIR)
		fail_advise(failure, "both must be directories, or none");
	return -1;
}

int mounts_bind(const struct bind_request *binds, size_t count, struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		if (bind_request(&binds[i], failure) < 0)
			return -1;
	}
	return 0;
}
