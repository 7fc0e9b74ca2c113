/* SPDX-License-Identifier: MIT */
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "nsname.h"

int netns_open(const char *name, struct failure *failure)
{
	AUTO_CLOSE int netns = -1;
	char path[PATH_MAX];
	struct statfs status;

	snprintf(path, sizeof(path), "%s%s", strchr(name, '/') != NULL ? "" : NSNAME_DIRECTORY "/",
		name);
	/* It may be anything, as a FIFO that nobody ever writes to. */
	netns = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (netns < 0) {
		fail(failure, errno, "--netns %s", name);
		return fail_advise(failure, "ip netns list shows those with a name");
	}
	if (fstatfs(netns, &status) < 0 || status.f_type != NSFS_MAGIC ||
		ioctl(netns, NS_GET_NSTYPE) != CLONE_NEWNET)
		return fail(failure, 0, "--netns %s: this is no network namespace", name);
	return take_fd(&netns);
}

int netns_open_owner(int netns, const char *name, struct failure *failure)
{
	AUTO_CLOSE int users = ioctl(netns, NS_GET_USERNS);
	uid_t owner;

	/* The kernel shows it to who is above it alone. */
	if (users >= 0 && ioctl(users, NS_GET_OWNER_UID, &owner) == 0 && owner == geteuid())
		return take_fd(&users);
	fail(failure, EPERM, "--netns %s", name);
	return fail_advise(failure, "it is not one of your own; use sudo");
}

int netns_check_lent(int netns, struct failure *failure)
{
	AUTO_CLOSE int owner = -1;

	if (!power_is_lent())
		return 0;
	owner = netns_open_owner(netns, "of the run", failure);
	return owner < 0 ? -1 : 0;
}
