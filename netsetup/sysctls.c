/* SPDX-License-Identifier: MIT */
#include "sysctls.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

struct setting {
	const char *key;
	const char *value;
};

static const struct setting ipv4_settings[] = {
	{ "forwarding", "0" },
	{ "rp_filter", "0" },
	{ "arp_ignore", "0" },
	{ "arp_announce", "0" },
	{ "accept_local", "0" },
	{ "route_localnet", "0" },
	{ "proxy_arp", "0" },
};

static const struct setting ipv6_settings[] = {
	/* Not taken over from the host, unless net.core.devconf_inherit_init_net is 1. */
	{ "forwarding", "0" },
};

static const struct setting ipv6_lo_settings[] = {
	{ "disable_ipv6", "0" }, /* ::1 also after ipv6.disable_ipv6=1 at boot */
};

static const struct setting ipv6_link_settings[] = {
	{ "disable_ipv6", "0" },
	{ "accept_ra", "0" },
	{ "autoconf", "0" },
	{ "ndisc_notify", "1" },
};

bool sysctls_have_ipv6(void)
{
	return access("/proc/sys/net/ipv6", F_OK) == 0;
}

static int write_setting(
	int directory, const char *path, const struct setting *setting, struct failure *failure)
{
	AUTO_CLOSE int fd = openat(directory, setting->key, O_WRONLY | O_CLOEXEC);
	size_t size = strlen(setting->value);

	if (fd < 0 || write(fd, setting->value, size) != (ssize_t)size)
		return fail(
			failure, errno, "write %s to %s/%s", setting->value, path, setting->key);
	return 0;
}

/* Writes settings that are in one directory: the way there is walked once. */
static int write_all(
	const char *path, const struct setting *settings, size_t count, struct failure *failure)
{
	AUTO_CLOSE int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return fail(failure, errno, "open %s", path);
	for (size_t i = 0; i < count; i++) {
		if (write_setting(directory, path, &settings[i], failure) < 0)
			return -1;
	}
	return 0;
}

int sysctls_settle_namespace(bool ipv6, struct failure *failure)
{
	if (write_all("/proc/sys/net/ipv4/conf/all", ipv4_settings, ARRAY_SIZE(ipv4_settings),
		    failure) < 0)
		return -1;
	if (!ipv6)
		return 0;
	if (write_all("/proc/sys/net/ipv6/conf/all", ipv6_settings, ARRAY_SIZE(ipv6_settings),
		    failure) < 0)
		return -1;
	return write_all("/proc/sys/net/ipv6/conf/lo", ipv6_lo_settings,
		ARRAY_SIZE(ipv6_lo_settings), failure);
}

int sysctls_settle_link(const char *name, struct failure *failure)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s", name);
	return write_all(path, ipv6_link_settings, ARRAY_SIZE(ipv6_link_settings), failure);
}
