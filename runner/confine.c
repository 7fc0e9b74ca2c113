/* SPDX-License-Identifier: MIT */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "../netsetup/cleanup.h"
#include "dhcpclient.h"
#include "mounts.h"

/*
 * dhcpcd divides itself among processes and a user of its own, and then loses releases: one of them
 * sends it while another removes the address that it is sent from. Where it finds no such user it
 * does without, also in a user namespace that has none. What it has instead is confine_powers().
 */
static int hide_users(struct failure *failure)
{
	static const char path[] = DHCPCLIENT_DIRECTORY "/passwd";
	static const char users[] = "root:x:0:0:root:/:/bin/sh\n";
	AUTO_CLOSE int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (file < 0 || write(file, users, strlen(users)) < 0 ||
		mount(path, "/etc/passwd", NULL, MS_BIND, NULL) < 0)
		return fail(failure, errno, "--ip dhcp: hide /etc/passwd from the client");
	return 0;
}

int confine_files(struct failure *failure)
{
	/* Where the builds of different distributions have their state. */
	static const char *const places[] = { "/run", "/var/run", "/var/lib/dhcpcd",
		"/var/lib/dhcpcd5", "/var/db/dhcpcd" };

	if (unshare(CLONE_NEWNS) < 0)
		return fail(failure, errno, "--ip dhcp: new mount namespace");
	if (mounts_separate(failure) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (mount("tmpfs", places[i], "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0 &&
			errno != ENOENT)
			return fail(failure, errno, "--ip dhcp: private %s", places[i]);
	}
	if (mkdir("/run/dhcpcd", 0755) < 0 || mkdir(DHCPCLIENT_DIRECTORY, 0755) < 0 ||
		mkfifo(DHCPCLIENT_EVENTS, 0600) < 0)
		return fail(failure, errno, "--ip dhcp: files for the client");
	return hide_users(failure);
}

int confine_powers(void)
{
	for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++) {
		if (capability != CAP_NET_ADMIN && capability != CAP_NET_RAW &&
			capability != CAP_NET_BIND_SERVICE && capability != CAP_NET_BROADCAST &&
			prctl(PR_CAPBSET_DROP, capability) < 0)
			return -1;
	}
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
