/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_OWN_H
#define TESTS_UNIT_OWN_H

/* What a test program makes for itself, so that it never touches the machine's own. */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "unit.h"

static inline int write_text(const char *path, const char *text)
{
	AUTO_CLOSE int file = open(path, O_WRONLY | O_CLOEXEC);

	return file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

/* One that is not root becomes it, in a user namespace of its own. */
static inline int become_root(void)
{
	char uids[32], gids[32];

	if (geteuid() == 0)
		return 0;
	snprintf(uids, sizeof(uids), "0 %u 1", geteuid());
	snprintf(gids, sizeof(gids), "0 %u 1", getegid());
	if (unshare(CLONE_NEWUSER) < 0)
		return -1;
	write_text("/proc/self/setgroups", "deny");
	return write_text("/proc/self/uid_map", uids) < 0 ? -1
							  : write_text("/proc/self/gid_map", gids);
}

enum { NO_RUN = 77 }; /* the status of a process that could not have it */

/* For in_child(): an empty /run, in which no test sees the machine's runs, or shows it its own. */
static inline void enter_own_run(void)
{
	if (become_root() < 0 || unshare(CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		mount("tmpfs", "/run", "tmpfs", 0, "mode=755") < 0)
		_exit(NO_RUN);
}

#endif
