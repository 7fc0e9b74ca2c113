/* SPDX-License-Identifier: MIT */
#include "userfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

enum { FILE_MODE = 0666 }; /* as the shell's >; the umask takes its part */

/* What cannot be looked at may be open to all. */
static bool is_open_to_all(const char *path)
{
	char copy[PATH_MAX];
	struct stat status;

	return (size_t)snprintf(copy, sizeof(copy), "%s", path) >= sizeof(copy) ||
		stat(dirname(copy), &status) < 0 || (status.st_mode & S_IWOTH) != 0;
}

/*
 * Where everybody may make files, another user may have made a link to what the caller alone may write
 * to, or a FIFO that holds the caller up. Not every kernel is told to look (fs.protected_symlinks,
 * fs.protected_fifos). *follow is O_NOFOLLOW, or 0 when the path is a link that can be followed.
 */
static int check(const char *option, const char *path, int *follow, struct failure *failure)
{
	AUTO_CLOSE int found = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	bool is_link;

	*follow = O_NOFOLLOW;
	if (found < 0)
		return errno == ENOENT ? 0 : fail(failure, errno, "%s %s", option, path);
	if (fstat(found, &status) < 0)
		return fail(failure, errno, "%s %s", option, path);
	is_link = S_ISLNK(status.st_mode);
	if ((is_link || S_ISFIFO(status.st_mode)) && status.st_uid != geteuid() &&
		is_open_to_all(path))
		return fail(failure, 0, "%s %s: it is another user's %s: choose another place",
			option, path, is_link ? "link" : "FIFO");
	if (is_link)
		*follow = 0;
	return 0;
}

int userfile_open(const char *option, const char *path, int flags, struct failure *failure)
{
	int file, follow;

	if (check(option, path, &follow, failure) < 0)
		return -1;
	file = open(path, flags | follow | O_CREAT | O_CLOEXEC | O_NOCTTY, FILE_MODE);
	return file < 0 ? fail(failure, errno, "%s %s", option, path) : file;
}
