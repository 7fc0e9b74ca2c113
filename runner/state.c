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

#define ROOTS_DIRECTORY   "/run/nsrun"
#define HOST_DIRECTORY    "host"
#define NETWORK_DIRECTORY "networks"

enum {
	PRIVATE_DIRECTORY = 0700,
	PRIVATE_FILE = 0600,
	LARGEST_FILE = 1 << 20,
	EXAMINERS_PAUSE_US = 100,
	EXAMINERS_MS = 2000, /* what is left of a run is removed in less, or never */
};

/* Root's, or that of a plain user: where the system has one for such things, or else in /tmp. */
static void find_base(char base[PATH_MAX])
{
	const char *runtime = secure_getenv("XDG_RUNTIME_DIR");
	char usual[32];

	if (geteuid() == 0) {
		snprintf(base, PATH_MAX, ROOTS_DIRECTORY);
		return;
	}
	snprintf(usual, sizeof(usual), "/run/user/%u", geteuid());
	if (runtime == NULL || runtime[0] != '/')
		runtime = access(usual, W_OK) == 0 ? usual : NULL;
	if (runtime != NULL)
		snprintf(base, PATH_MAX, "%s/nsrun", runtime);
	else
		snprintf(base, PATH_MAX, "/tmp/nsrun-%u", geteuid());
}

static const char *base_path(void)
{
	static char base[PATH_MAX];

	if (base[0] == '\0')
		find_base(base);
	return base;
}

/* A directory that another user may write to, or that is somebody else's, is not trusted. */
static int check_directory(int directory, const char *name, struct failure *failure)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		return fail(failure, errno, "look at %s/%s", base_path(), name);
	if (status.st_uid != geteuid() || (status.st_mode & 022) != 0)
		return fail(failure, EPERM,
			"%s%s%s belongs to another user or is writable by others", base_path(),
			name[0] != '\0' ? "/" : "", name);
	return 0;
}

static int refuse_directory(const char *name, struct failure *failure)
{
	fail(failure, errno, "open %s%s%s", base_path(), name[0] != '\0' ? "/" : "", name);
	if (failure->code == EACCES)
		fail_advise(failure, "the runs there are another user's; use sudo");
	return -1;
}

/*
 * One step of the way: name is what is said of it in failures, path is where it is, seen from the directory
 * above. *directory is -1 when it is not there.
 */
static int step_into(
	int above, const char *path, const char *name, int *directory, struct failure *failure)
{
	*directory = openat(above, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*directory < 0)
		return errno == ENOENT ? 0 : refuse_directory(name, failure);
	if (check_directory(*directory, name, failure) == 0)
		return 0;
	close_fd(directory);
	return -1;
}

/* *directory is -1 when it is not there. */
static int find_directory(const char *name, int *directory, struct failure *failure)
{
	AUTO_CLOSE int base = -1;

	*directory = -1;
	if (step_into(AT_FDCWD, base_path(), "", &base, failure) < 0)
		return -1;
	return base < 0 ? 0 : step_into(base, name, name, directory, failure);
}

static int refuse_to_make(struct failure *failure)
{
	fail(failure, errno, "make %s", base_path());
	return fail_advise(failure,
		"nsrun keeps there which addresses are in use; where /run is not writable, as in a "
		"user namespace: mount -t tmpfs tmpfs /run");
}

static int make_directory(const char *name, struct failure *failure)
{
	AUTO_CLOSE int base = -1;

	if (mkdir(base_path(), PRIVATE_DIRECTORY) < 0 && errno != EEXIST)
		return refuse_to_make(failure);
	if (step_into(AT_FDCWD, base_path(), "", &base, failure) < 0)
		return -1;
	if (base < 0 || (mkdirat(base, name, PRIVATE_DIRECTORY) < 0 && errno != EEXIST))
		return refuse_to_make(failure);
	return 0;
}

static int open_directory(const char *name, struct failure *failure)
{
	int directory;

	if (find_directory(name, &directory, failure) < 0)
		return -1;
	if (directory >= 0)
		return directory;
	if (make_directory(name, failure) < 0 || find_directory(name, &directory, failure) < 0)
		return -1;
	return directory >= 0 ? directory : fail(failure, ENOENT, "open %s/%s", base_path(), name);
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

int state_lock(int directory, struct failure *failure)
{
	AUTO_CLOSE int lock = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0)
		return fail(failure, errno, "open the directory of records");
	while (flock(lock, LOCK_EX) < 0) {
		if (errno != EINTR)
			return fail(failure, errno, "lock the directory of records");
	}
	return take_fd(&lock);
}

const char *state_host_path(void)
{
	static char path[PATH_MAX + sizeof(HOST_DIRECTORY)];

	snprintf(path, sizeof(path), "%s/" HOST_DIRECTORY, base_path());
	return path;
}

bool state_is_crowded(void)
{
	enum { CROWDED_SIZE = 4096 };
	struct stat status;

	return stat(state_host_path(), &status) == 0 && status.st_size >= CROWDED_SIZE;
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
		return fail(failure, errno, "make a record in %s", base_path());
	if (flock(file, lock | LOCK_NB) < 0)
		return fail(failure, errno, "lock a record in %s", base_path());
	if (write(file, text, size) != (ssize_t)size)
		return fail(
			failure, errno != 0 ? errno : ENOSPC, "write a record in %s", base_path());
	return take_fd(&file);
}

int state_name(int directory, int file, const char *name)
{
	char path[32];
	int result = linkat(file, "", directory, name, AT_EMPTY_PATH);

	/* Before Linux 6.10 this needs CAP_DAC_READ_SEARCH; who lacks it is told ENOENT. */
	if (result == 0 || errno != ENOENT)
		return result;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW);
}

int state_rename(int directory, int file, const char *name)
{
	char new[NAME_MAX + 1];
	int error;

	snprintf(new, sizeof(new), "%s" STATE_NEW, name);
	if (state_name(directory, file, new) < 0)
		return -1;
	if (renameat(directory, new, directory, name) == 0)
		return 0;
	error = errno;
	unlinkat(directory, new, 0);
	errno = error;
	return -1;
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
