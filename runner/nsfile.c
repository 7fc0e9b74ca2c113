/* SPDX-License-Identifier: MIT */
#include "nsfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

/* PIDFD_GET_MNT_NAMESPACE … of newer headers. */
static const struct {
	const char *name;
	unsigned long request;
} requests[] = {
	{ "mnt", _IO(0xff, 3) },
	{ "pid", _IO(0xff, 5) },
	{ "user", _IO(0xff, 9) },
	{ "uts", _IO(0xff, 10) },
};

static int open_by_pidfd(const char *name)
{
	AUTO_CLOSE int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

	for (size_t i = 0; self >= 0 && i < ARRAY_SIZE(requests); i++) {
		if (strcmp(requests[i].name, name) == 0)
			return ioctl(self, requests[i].request, 0);
	}
	return -1;
}

int nsfile_open_own(const char *name)
{
	int file = open_by_pidfd(name);
	char path[32];

	if (file >= 0)
		return file;
	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

uint64_t nsfile_number_own(const char *name)
{
	AUTO_CLOSE int file = nsfile_open_own(name);
	struct stat status;

	return file >= 0 && fstat(file, &status) == 0 ? status.st_ino : 0;
}
