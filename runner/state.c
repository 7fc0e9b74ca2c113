/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/patience.h"

#define STATE_DIRECTORY   "/run/nsrun"
#define HOST_DIRECTORY    "/run/nsrun/host"
#define NETWORK_DIRECTORY "/run/nsrun/networks"

enum {
	PRIVATE_DIRECTORY = 0700,
	PRIVATE_FILE = 0600,
	LARGEST_FILE = 1 << 20,
	EXAMINERS_PAUSE_US = 100,
	EXAMINERS_MS = 2000, /* what is left of a run is removed in less, or never */
};

static int make_directory(const char *path, struct failure *failure)
{
	if (mkdir(path, PRIVATE_DIRECTORY) == 0 || errno == EEXIST)
		return 0;
	fail(failure, errno, "make %s", path);
	return fail_advise(failure,
		"nsrun keeps there which addresses are in use; where /run is not writable, as in a "
		"user namespace: mount -t tmpfs tmpfs /run");
}

/* A directory that another user may write to, or that is somebody else's, is not trusted. */
static int check_directory(int directory, const char *path, struct failure *failure)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		return fail(failure, errno, "look at %s", path);
	if (status.st_uid != geteuid() || (status.st_mode & 022) != 0)
		return fail(failure, EPERM, "%s belongs to another user or is writable by others",
			path);
	return 0;
}

static int refuse_directory(const char *path, struct failure *failure)
{
	fail(failure, errno, "open %s", path);
	if (failure->code == EACCES)
		fail_advise(failure, "the runs there are another user's; use sudo");
	return -1;
}

/* *directory is -1 when it is not there. */
static int find_directory(const char *path, int *directory, struct failure *failure)
{
	*directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*directory < 0)
		return errno == ENOENT ? 0 : refuse_directory(path, failure);
	if (check_directory(*directory, path, failure) == 0)
		return 0;
	close_fd(directory);
	return -1;
}

static int open_directory(const char *path, struct failure *failure)
{
	int directory;

	if (find_directory(path, &directory, failure) < 0)
		return -1;
	if (directory >= 0)
		return directory;
	if (make_directory(STATE_DIRECTORY, failure) < 0 || make_directory(path, failure) < 0 ||
		find_directory(path, &directory, failure) < 0)
		return -1;
	return directory >= 0 ? directory : fail(failure, ENOENT, "open %s", path);
}

int state_find_host(int *directory, struct failure *failure)
{
	return find_directory(HOST_DIRECTORY, directory, failure);
}

int state_open_host(struct failure *failure)
{
	return open_directory(HOST_DIRECTORY, failure);
}

int state_find_networks(int *directory, struct failure *failure)
{
	return find_directory(NETWORK_DIRECTORY, directory, failure);
}

int state_open_networks(struct failure *failure)
{
	return open_directory(NETWORK_DIRECTORY, failure);
}

const char *state_host_path(void)
{
	return HOST_DIRECTORY;
}

char *state_read_file(int file)
{
	AUTO_FREE char *text = NULL;
	struct stat status;
	ssize_t length;

	if (fstat(file, &status) < 0 || status.st_size > LARGEST_FILE)
		return NULL;
	text = malloc((size_t)status.st_size + 1);
	length = text != NULL ? pread(file, text, (size_t)status.st_size, 0) : -1;
	if (length < 0)
		return NULL;
	text[length] = '\0';
	return take_pointer(&text);
}

char *state_read(int directory, const char *name)
{
	AUTO_CLOSE int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return file >= 0 ? state_read_file(file) : NULL;
}

int state_write(int directory, int lock, const char *text, struct failure *failure)
{
	AUTO_CLOSE int file = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, PRIVATE_FILE);
	size_t size = strlen(text);

	if (file < 0)
		return fail(failure, errno, "make a record in %s", STATE_DIRECTORY);
	if (flock(file, lock | LOCK_NB) < 0)
		return fail(failure, errno, "lock a record in %s", STATE_DIRECTORY);
	if (write(file, text, size) != (ssize_t)size)
		return fail(failure, errno != 0 ? errno : ENOSPC, "write a record in %s",
			STATE_DIRECTORY);
	return take_fd(&file);
}

int state_name(int directory, int file, const char *name)
{
	char path[32];

	/* linkat() with AT_EMPTY_PATH would need CAP_DAC_READ_SEARCH. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW);
}

int state_rename(int directory, int file, const char *name)
{
	char new[NAME_MAX + 1];

	snprintf(new, sizeof(new), "%s" STATE_NEW, name);
	if (state_name(directory, file, new) < 0)
		return -1;
	return renameat(directory, new, directory, name);
}

bool state_is_named(int directory, int file, const char *name)
{
	struct stat mine, named;

	return fstat(file, &mine) == 0 &&
		fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
		mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

/*
 * Who has found a dead run's file holds its lock like a live run until all that is left of that run
 * is removed. So those who look hold another lock of the file, too, which the live never take, and
 * who comes second waits for the first.
 */
static void wait_for_examiners(int file)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct patience patience = patience_for(EXAMINERS_MS, EXAMINERS_PAUSE_US);

	while (fcntl(file, F_OFD_SETLK, &whole) < 0 && patience_wait(&patience))
		continue;
}

int state_examine(int directory, const char *name, int *file, char **text, struct failure *failure)
{
	AUTO_CLOSE int opened = openat(directory, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool is_locked;

	*file = -1;
	*text = NULL;
	if (opened < 0 && errno == ENOENT)
		return HOLDER_NONE;
	if (opened < 0)
		return fail(failure, errno, "open the record %s", name);
	wait_for_examiners(opened);
	is_locked = flock(opened, LOCK_EX | LOCK_NB) < 0;
	if (!state_is_named(directory, opened, name))
		return HOLDER_NONE;
	*text = state_read_file(opened);
	if (*text == NULL)
		return fail(failure, errno, "read the record %s", name);
	*file = take_fd(&opened);
	return is_locked ? HOLDER_LIVES : HOLDER_DEAD;
}

void state_remove(int directory, int file, const char *name)
{
	if (state_is_named(directory, file, name))
		unlinkat(directory, name, 0);
}
