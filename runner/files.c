/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../netsetup/cleanup.h"
#include "mounts.h"

#define OWN_SYSCTLS "/proc/sys/net"

/*
 * What stays as it is when all else becomes read-only. The kernel makes a whole tree of mounts so, and
 * afterwards nothing says which of them were before. So each of these is copied as it is, with what is
 * mounted below it, and the copy is put over it.
 */
struct spared {
	size_t count;
	int mounts[PLAN_MAX_MOUNTS + 1]; /* those asked for, and OWN_SYSCTLS */
	int copies[PLAN_MAX_MOUNTS + 1];
};

static int write_path(char path[PATH_MAX], const char *text, size_t length)
{
	if (length >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	snprintf(path, PATH_MAX, "%.*s", (int)length, text);
	return 0;
}

static int copy_tree(int directory, const char *path, unsigned flags)
{
	return open_tree(
		directory, path, flags | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
}

static int make_bind(const struct mount_request *request, struct failure *failure)
{
	char source[PATH_MAX];
	AUTO_CLOSE int tree = -1;

	if (write_path(source, request->source, request->source_length) == 0)
		tree = copy_tree(AT_FDCWD, source, 0);
	if (tree < 0)
		return fail(failure, errno, "--bind %s: %.*s", request->text,
			(int)request->source_length, request->source);
	if (request->is_read_only && mounts_make_read_only(tree) < 0)
		return fail(failure, errno, "--bind %s: make it read-only", request->text);
	return take_fd(&tree);
}

static int make_tmpfs(const struct mount_request *request, struct failure *failure)
{
	return tmpfs_make(request->text, &request->tmpfs, failure);
}

static const struct {
	const char *option;
	int (*make)(const struct mount_request *request, struct failure *failure);
	const char
		*not_directory; /* what to do when the one is a directory and the other is none */
} sorts[] = {
	[MOUNT_BIND] = { "bind", make_bind, "both must be directories, or none" },
	[MOUNT_TMPFS] = { "tmpfs", make_tmpfs, "name a directory" },
};
static_assert(ARRAY_SIZE(sorts) == MOUNT_SORT_COUNT, "a sort of mount is missing here");

static int attach(const struct mount_request *request, int tree, struct failure *failure)
{
	char target[PATH_MAX];

	if (write_path(target, request->target, request->target_length) == 0 &&
		move_mount(tree, "", AT_FDCWD, target,
			MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) == 0)
		return 0;
	fail(failure, errno, "--%s %s: %.*s", sorts[request->sort].option, request->text,
		(int)request->target_length, request->target);
	if (failure->code == ENOENT)
		fail_advise(failure, "make it first, for nsrun makes nothing on this host");
	if (failure->code == ENOTDIR || failure->code == EINVAL)
		fail_advise(failure, "%s", sorts[request->sort].not_directory);
	return -1;
}

/* With *spared NULL nothing of it need be known later. */
static int mount_one(
	const struct mount_request *request, struct spared *spared, struct failure *failure)
{
	AUTO_CLOSE int tree = sorts[request->sort].make(request, failure);

	if (tree < 0 || attach(request, tree, failure) < 0)
		return -1;
	if (spared != NULL)
		spared->mounts[spared->count++] = take_fd(&tree);
	return 0;
}

/* Without IPv4 and all else of networks there is no such directory. */
static int spare_sysctls(struct spared *spared, struct failure *failure)
{
	int own = open(OWN_SYSCTLS, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (own < 0 && errno != ENOENT)
		return fail(failure, errno, "open " OWN_SYSCTLS);
	if (own >= 0)
		spared->mounts[spared->count++] = own;
	return 0;
}

static int protect_rest(struct spared *spared, struct failure *failure)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY, .propagation = MS_PRIVATE };
	static const char what[] = "--read-only";

	for (size_t i = 0; i < spared->count; i++) {
		spared->copies[i] = copy_tree(spared->mounts[i], "", AT_EMPTY_PATH);
		if (spared->copies[i] < 0)
			return fail(failure, errno, what);
	}
	if (mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &attributes, sizeof(attributes)) < 0)
		return fail(failure, errno, what);
	for (size_t i = 0; i < spared->count; i++) {
		if (move_mount(spared->copies[i], "", spared->mounts[i], "",
			    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
			return fail(failure, errno, what);
	}
	return 0;
}

static void close_all(struct spared *spared)
{
	for (size_t i = 0; i < spared->count; i++) {
		close_fd(&spared->mounts[i]);
		close_fd(&spared->copies[i]);
	}
}

static struct spared nothing_spared(void)
{
	struct spared spared = { .count = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(spared.copies); i++)
		spared.copies[i] = -1;
	return spared;
}

static int mount_all(const struct mount_request *requests, size_t count, struct spared *spared,
	struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		if (mount_one(&requests[i], spared, failure) < 0)
			return -1;
	}
	return 0;
}

int files_mount(const struct mount_request *requests, size_t count, bool rest_is_read_only,
	struct failure *failure)
{
	struct spared spared;
	int result = -1;

	if (!rest_is_read_only)
		return mount_all(requests, count, NULL, failure);
	spared = nothing_spared();
	if (mount_all(requests, count, &spared, failure) == 0 &&
		spare_sysctls(&spared, failure) == 0)
		result = protect_rest(&spared, failure);
	close_all(&spared);
	return result;
}
