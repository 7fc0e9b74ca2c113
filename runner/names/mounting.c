/* SPDX-License-Identifier: MIT */
#include "mounting.h"

/*
 * Theory of operation
 *
 * A mount stands over a directory entry and not over its name, and is gone when somebody renames
 * another file to that name or removes it, in whatever namespace. So:
 *
 * - /etc/resolv.conf is often a symbolic link, and what it leads to is replaced all the time. The
 *   mount is over the link itself, which move_mount(2) can do and mount(2) cannot.
 * - Sockets are made anew by each start of their daemon, so their directory is covered.
 * - Where the entry itself is replaced, the supervisor puts its cover there again (watch.h).
 *
 * The files are made in a tmpfs that is over /etc only while they are. Each is cloned as a mount of its
 * own then, which keeps the tmpfs, and goes with the last of them. No memfd and no unlinked file can
 * be mounted.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "../../netsetup/cleanup.h"
#include "../mounts.h"

#define SCRATCH "/etc"
/* The directory that is covered, below its cover: so the links to its files stay true. */
#define BELOW "host"

/* What the covers are made of, and they themselves, until each is where it belongs. */
struct making {
	const struct covers *covers;
	int targets[COVER_COUNT]; /* what they go over; opened before it is read */
	char *texts[COVER_COUNT];
	int resolved; /* the mount of its directory as it was */
	int trees[COVER_COUNT];
};

static void start(struct making *making, const struct covers *covers)
{
	*making = (struct making){ .covers = covers, .resolved = -1 };
	for (int i = 0; i < COVER_COUNT; i++) {
		making->targets[i] = -1;
		making->trees[i] = -1;
	}
}

static void finish(struct making *making)
{
	for (int i = 0; i < COVER_COUNT; i++) {
		close_fd(&making->targets[i]);
		free_pointer(&making->texts[i]);
		close_fd(&making->trees[i]);
	}
	close_fd(&making->resolved);
}

static bool is_made(const struct making *making, int cover)
{
	return making->covers->contents[cover] != CONTENT_NONE;
}

static bool is_any_made(const struct making *making)
{
	for (int i = 0; i < COVER_COUNT; i++) {
		if (is_made(making, i))
			return true;
	}
	return false;
}

/*
 * So that what is made of a file goes over that very file: one that is replaced meanwhile cannot be
 * mounted on any more.
 */
static int find_target(struct making *making, enum cover cover, struct failure *failure)
{
	const char *path = covers_path(cover);

	making->targets[cover] = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (making->targets[cover] >= 0 ||
		(errno == ENOENT && !covers_is_asked(making->covers, cover)))
		return 0;
	fail(failure, errno, "%s", path);
	if (failure->code == ENOENT)
		fail_advise(failure,
			"make it first, an empty one will do, for nsrun makes nothing on this host");
	return -1;
}

/* While it can still be seen: what the texts are made of, and the directory of resolved. */
static int look(struct making *making, struct failure *failure)
{
	const struct covers *covers = making->covers;
	const char *resolved = covers_path(COVER_RESOLVED);

	for (int i = 0; i < COVER_COUNT; i++) {
		if (is_made(making, i) && find_target(making, (enum cover)i, failure) < 0)
			return -1;
		if (covers->contents[i] == CONTENT_TEXT &&
			covers_text(covers, (enum cover)i, &making->texts[i], failure) < 0)
			return -1;
	}
	if (covers->contents[COVER_RESOLVED] == CONTENT_NONE)
		return 0;
	making->resolved =
		open_tree(AT_FDCWD, resolved, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	if (making->resolved < 0)
		return errno != ENOENT ? fail(failure, errno, "%s", resolved) : 0;
	/* What resolv.conf leads to is no more the command's than resolv.conf itself. */
	return mounts_make_read_only(making->resolved) < 0
		? fail(failure, errno, "make %s read-only", resolved)
		: 0;
}

/* Readable for each user that the command may be, whatever the umask is. */
static int write_text(int directory, const char *name, const char *text)
{
	AUTO_CLOSE int file = openat(directory, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	size_t left = strlen(text);

	if (file < 0 || fchmod(file, 0644) < 0)
		return -1;
	while (left > 0) {
		ssize_t written = write(file, text, left);

		if (written < 0)
			return -1;
		text += written;
		left -= (size_t)written;
	}
	return 0;
}

/* The old place of nscd and the new one can have one cover. */
static int make_directory(int directory, const char *name)
{
	if (mkdirat(directory, name, 0755) < 0)
		return errno == EEXIST ? 0 : -1;
	return fchmodat(directory, name, 0755, 0);
}

/* resolved replaces its files, so these are links to wherever it puts the next. */
static int make_files(int directory, const char *name)
{
	AUTO_CLOSE int inner = -1;

	if (make_directory(directory, name) < 0)
		return -1;
	inner = openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (inner < 0 || make_directory(inner, BELOW) < 0 ||
		symlinkat(BELOW "/resolv.conf", inner, "resolv.conf") < 0)
		return -1;
	return symlinkat(BELOW "/stub-resolv.conf", inner, "stub-resolv.conf");
}

static int make_one(const struct making *making, enum cover cover, int directory)
{
	const char *name = covers_name(cover);

	switch (making->covers->contents[cover]) {
	case CONTENT_TEXT:
		return write_text(directory, name, making->texts[cover]);
	case CONTENT_UPLINK:
		return symlinkat(COVERS_UPLINK, directory, name);
	case CONTENT_EMPTY:
		return make_directory(directory, name);
	case CONTENT_FILES:
		return make_files(directory, name);
	default:
		return 0;
	}
}

/* Makes them all in the directory, then makes a mount of each, read-only as the whole is by then. */
static int make_in(struct making *making, int directory, struct failure *failure)
{
	const unsigned long flags =
		MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;

	for (int i = 0; i < COVER_COUNT; i++) {
		if (make_one(making, (enum cover)i, directory) < 0)
			return fail(failure, errno, "make %s", covers_path((enum cover)i));
	}
	if (mount(NULL, SCRATCH, NULL, flags, NULL) < 0)
		return fail(failure, errno, "make the files for names read-only");
	for (int i = 0; i < COVER_COUNT; i++) {
		if (!is_made(making, i))
			continue;
		making->trees[i] = open_tree(directory, covers_name((enum cover)i),
			OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW);
		if (making->trees[i] < 0)
			return fail(failure, errno, "hold %s", covers_path((enum cover)i));
	}
	return 0;
}

static int make_all(struct making *making, struct failure *failure)
{
	AUTO_CLOSE int directory = -1;
	int result;

	if (mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755") < 0)
		return fail(failure, errno, "mount a tmpfs for %s", covers_path(COVER_RESOLV_CONF));
	directory = open(SCRATCH, O_PATH | O_DIRECTORY | O_CLOEXEC);
	result = directory < 0 ? fail(failure, errno, "open the tmpfs on %s", SCRATCH)
			       : make_in(making, directory, failure);
	if (umount2(SCRATCH, MNT_DETACH) < 0 && result == 0)
		return fail(failure, errno, "take the tmpfs off %s", SCRATCH);
	return result;
}

static int put_one(struct making *making, enum cover cover, struct failure *failure)
{
	if (making->targets[cover] < 0 ||
		move_mount(making->trees[cover], "", making->targets[cover], "",
			MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0)
		return 0;
	return fail(failure, errno, "%s", covers_path(cover));
}

static int put_resolved(struct making *making, struct failure *failure)
{
	const char *path = covers_path(COVER_RESOLVED);
	char below[64];

	snprintf(below, sizeof(below), "%s/" BELOW, path);
	if (making->resolved < 0 ||
		move_mount(making->resolved, "", AT_FDCWD, below, MOVE_MOUNT_F_EMPTY_PATH) == 0)
		return 0;
	return fail(failure, errno, "%s", below);
}

static int put_all(struct making *making, struct failure *failure)
{
	for (int i = 0; i < COVER_COUNT; i++) {
		if (is_made(making, i) && put_one(making, (enum cover)i, failure) < 0)
			return -1;
	}
	return put_resolved(making, failure);
}

static int enter(int mounts, struct failure *failure)
{
	return setns(mounts, CLONE_NEWNS) < 0
		? fail(failure, errno, "join the run's mount namespace")
		: 0;
}

/* A copy of the run's mounts, where a tmpfs on /etc is seen by nobody. */
static int make_aside(struct making *making, int mounts, struct failure *failure)
{
	if (unshare(CLONE_NEWNS) < 0)
		return fail(failure, errno, "new mount namespace");
	if (mounts_separate(failure) < 0 || make_all(making, failure) < 0)
		return -1;
	return enter(mounts, failure);
}

static void put_netns_files(const struct covers *covers)
{
	for (int i = 0; i < COVER_COUNT; i++) {
		if (covers->has_netns_file[i])
			mounts_bind_etc_file(covers->plan->name, covers_name((enum cover)i));
	}
}

static int put_again(struct making *making, int mounts, struct failure *failure)
{
	if (enter(mounts, failure) < 0)
		return -1;
	put_netns_files(making->covers);
	if (!is_any_made(making))
		return 0;
	if (look(making, failure) < 0 || make_aside(making, mounts, failure) < 0)
		return -1;
	return put_all(making, failure);
}

static int put_first(struct making *making, struct failure *failure)
{
	if (!is_any_made(making))
		return 0;
	if (look(making, failure) < 0 || make_all(making, failure) < 0)
		return -1;
	return put_all(making, failure);
}

int mounting_put(const struct covers *covers, int mounts, struct failure *failure)
{
	struct making making;
	int result;

	start(&making, covers);
	result = mounts < 0 ? put_first(&making, failure) : put_again(&making, mounts, failure);
	finish(&making);
	return result;
}
