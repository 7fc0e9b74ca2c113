/* SPDX-License-Identifier: MIT */
#include "sysctls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "netconf.h"
#include "path.h"

struct setting {
	const char *key;
	const char *value;
	int attribute; /* of netconf.h, which spares a look at the file; or 0 */
	bool differs;  /* as a rule, so that it is not looked at first */
};

static const struct setting ipv4_settings[] = {
	{ "forwarding", "0", NETCONFA_FORWARDING },
	{ "rp_filter", "0", NETCONFA_RP_FILTER },
	{ "arp_ignore", "0" },
	{ "arp_announce", "0" },
	{ "accept_local", "0" },
	{ "route_localnet", "0" },
	{ "proxy_arp", "0", NETCONFA_PROXY_NEIGH },
};

/* Neither a port below 1024 nor a ping takes a capability where the whole network is the command's. */
static const struct setting open_settings[] = {
	{ "ip_unprivileged_port_start", "0", .differs = true },
	{ "ping_group_range", "0 2147483647", .differs = true },
};

static const struct setting ipv6_settings[] = {
	/* Not taken over from the host, unless net.core.devconf_inherit_init_net is 1. */
	{ "forwarding", "0", NETCONFA_FORWARDING },
};

static const struct setting ipv6_lo_settings[] = {
	{ "disable_ipv6", "0" }, /* ::1 also after ipv6.disable_ipv6=1 at boot */
};

enum { SETTING_OFF }; /* which of these it is */

static const struct setting ipv6_link_settings[] = {
	[SETTING_OFF] = { "disable_ipv6", "0" },
	{ "accept_ra", "0", .differs = true },
	{ "autoconf", "0", .differs = true },
	{ "ndisc_notify", "1", .differs = true },
};

static const struct setting ipv6_mute_settings[] = {
	{ "accept_ra", "0" },
	{ "autoconf", "0" },
};

/*
 * Without the detection of duplicates the addresses can be bound at once, as all others of a run.
 * Solicitations: see slaac.c.
 */
static const struct setting ipv6_slaac_settings[] = {
	{ "accept_ra", "1" },
	{ "autoconf", "1" },
	{ "accept_dad", "0" },
	{ "use_tempaddr", "0" },
	{ "router_solicitation_delay", "0" },
};

bool sysctls_begin_with(const char *path, char first)
{
	AUTO_CLOSE int directory = open("/proc/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	AUTO_CLOSE int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
	char letter;

	return file >= 0 && read(file, &letter, 1) == 1 && letter == first;
}

/* It is the kernel's, and not a namespace's: one look is enough. */
bool sysctls_have_ipv6(void)
{
	static enum { UNKNOWN, HAS, HAS_NOT } ipv6;

	if (ipv6 == UNKNOWN)
		ipv6 = path_exists("/proc/sys/net/ipv6") ? HAS : HAS_NOT;
	return ipv6 == HAS;
}

static bool has_value(int fd, const char *value)
{
	char text[64];
	ssize_t size = pread(fd, text, sizeof(text), 0);

	return size == (ssize_t)strlen(value) + 1 && memcmp(text, value, (size_t)size - 1) == 0;
}

/*
 * What has the value is not written to: of IPv6's disable_ipv6 and forwarding each write is tried again and again,
 * at full speed, until nobody else has the kernel's lock of all namespaces (restart_syscall(), addrconf.c).
 */
static int write_setting(
	int directory, const char *path, const struct setting *setting, struct failure *failure)
{
	AUTO_CLOSE int fd = openat(directory, setting->key, O_RDWR | O_CLOEXEC);
	size_t size = strlen(setting->value);

	if (fd >= 0 && !setting->differs && has_value(fd, setting->value))
		return 0;
	if (fd < 0 || write(fd, setting->value, size) != (ssize_t)size)
		return fail(
			failure, errno, "write %s to %s/%s", setting->value, path, setting->key);
	return 1;
}

/*
 * Writes settings that are in one directory: the way there is walked once. Returns those that were
 * written, a bit for each, or -1.
 */
static int write_each(
	const char *path, const struct setting *settings, size_t count, struct failure *failure)
{
	AUTO_CLOSE int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int written = 0;

	if (directory < 0)
		return fail(failure, errno, "open %s", path);
	for (size_t i = 0; i < count; i++) {
		int result = write_setting(directory, path, &settings[i], failure);

		if (result < 0)
			return -1;
		written |= result << i;
	}
	return written;
}

static int write_all(
	const char *path, const struct setting *settings, size_t count, struct failure *failure)
{
	return write_each(path, settings, count, failure) < 0 ? -1 : 0;
}

/* Of attribute 0, which is none's, nothing is known. */
static bool is_set(const struct setting *setting, const struct netconf *netconf)
{
	return netconf->is_known[setting->attribute] &&
		netconf->values[setting->attribute] == (int)strtol(setting->value, NULL, 10);
}

/* Those of "all": what rtnetlink tells of is looked for in no file. */
static int settle_all(struct netlink *netlink, sa_family_t family, const struct setting *settings,
	size_t count, struct failure *failure)
{
	struct setting left[ARRAY_SIZE(ipv4_settings)];
	struct netconf netconf;
	size_t left_count = 0;

	netconf_read_all(netlink, family, &netconf);
	for (size_t i = 0; i < count; i++) {
		if (!is_set(&settings[i], &netconf))
			left[left_count++] = settings[i];
	}
	if (left_count == 0)
		return 0;
	return write_all(
		family == AF_INET ? "/proc/sys/net/ipv4/conf/all" : "/proc/sys/net/ipv6/conf/all",
		left, left_count, failure);
}

int sysctls_settle_namespace(struct netlink *netlink, bool ipv6, struct failure *failure)
{
	if (settle_all(netlink, AF_INET, ipv4_settings, ARRAY_SIZE(ipv4_settings), failure) < 0)
		return -1;
	if (!ipv6)
		return 0;
	return settle_all(netlink, AF_INET6, ipv6_settings, ARRAY_SIZE(ipv6_settings), failure);
}

int sysctls_settle_lo(struct failure *failure)
{
	return write_all("/proc/sys/net/ipv6/conf/lo", ipv6_lo_settings,
		ARRAY_SIZE(ipv6_lo_settings), failure);
}

int sysctls_open_to_all(struct failure *failure)
{
	static const char path[] = "/proc/sys/net/ipv4";
	char range[32];
	const struct setting own = { "ping_group_range", range };

	if (write_all(path, open_settings, ARRAY_SIZE(open_settings), failure) == 0)
		return 0;
	/* A user namespace that knows one group, the caller's, takes no other. */
	snprintf(range, sizeof(range), "%u %u", getegid(), getegid());
	return failure->code == EINVAL ? write_all(path, &own, 1, failure) : -1;
}

int sysctls_settle_link(const char *name, struct failure *failure)
{
	char path[64];
	int written;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s", name);
	written = write_each(path, ipv6_link_settings, ARRAY_SIZE(ipv6_link_settings), failure);
	return written < 0 ? -1 : (written & 1 << SETTING_OFF) != 0;
}

int sysctls_hear_routers(
	const char *name, bool default_route, unsigned metric, struct failure *failure)
{
	char path[64];
	char number[16];
	const struct setting route_settings[] = {
		{ "accept_ra_defrtr", default_route ? "1" : "0" },
		{ "ra_defrtr_metric", number },
	};

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s", name);
	snprintf(number, sizeof(number), "%u", metric);
	if (write_all(path, route_settings, metric != 0 ? 2 : 1, failure) < 0)
		return -1;
	return write_all(path, ipv6_slaac_settings, ARRAY_SIZE(ipv6_slaac_settings), failure);
}

int sysctls_answer_arp(const char *name, bool answer, struct failure *failure)
{
	/* arp_ignore 8: no answer for any local address (ip-sysctl.rst). */
	const struct setting setting = { "arp_ignore", answer ? "0" : "8" };
	char path[64];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv4/conf/%s", name);
	return write_all(path, &setting, 1, failure);
}

int sysctls_mute_link(const char *name, struct failure *failure)
{
	char path[64];

	if (!sysctls_have_ipv6())
		return 0;
	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s", name);
	return write_all(path, ipv6_mute_settings, ARRAY_SIZE(ipv6_mute_settings), failure);
}

static void settings_path(bool ipv6, const char *link, const char *key, char *path, size_t size)
{
	snprintf(path, size, "/proc/sys/net/%s/conf/%s/%s", ipv6 ? "ipv6" : "ipv4", link, key);
}

static int read_setting(bool ipv6, const char *link, const char *key, char value[SYSCTL_VALUE_SIZE])
{
	char path[128];
	AUTO_CLOSE int file = -1;
	ssize_t size;

	settings_path(ipv6, link, key, path, sizeof(path));
	file = open(path, O_RDWR | O_CLOEXEC); /* what cannot be written is no setting */
	size = file >= 0 ? read(file, value, SYSCTL_VALUE_SIZE - 1) : -1;
	if (size < 0)
		return -1;
	value[size] = '\0';
	return 0;
}

static void note_family(bool ipv6, const char *link, struct sysctls_copy *copy)
{
	char path[128];
	DIR *directory;
	struct dirent *entry;

	settings_path(ipv6, link, "", path, sizeof(path));
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.' || strlen(entry->d_name) >= SYSCTL_KEY_SIZE ||
			copy->count == SYSCTLS_MOST ||
			read_setting(ipv6, link, entry->d_name, copy->entries[copy->count].value) <
				0)
			continue;
		copy->entries[copy->count].ipv6 = ipv6;
		memcpy(copy->entries[copy->count++].key, entry->d_name, strlen(entry->d_name) + 1);
	}
	if (directory != NULL)
		closedir(directory);
}

void sysctls_note(const char *link, struct sysctls_copy *copy)
{
	copy->count = 0;
	note_family(false, link, copy);
	note_family(true, link, copy);
}

void sysctls_restore(const char *link, const struct sysctls_copy *copy)
{
	for (size_t i = 0; i < copy->count; i++) {
		const char *old = copy->entries[i].value;
		const char *key = copy->entries[i].key;
		char path[128], now[SYSCTL_VALUE_SIZE];
		AUTO_CLOSE int file = -1;

		if (read_setting(copy->entries[i].ipv6, link, key, now) < 0 ||
			strcmp(now, old) == 0)
			continue;
		settings_path(copy->entries[i].ipv6, link, key, path, sizeof(path));
		file = open(path, O_WRONLY | O_CLOEXEC);
		/* One that is refused now was set by other means than this file. */
		if (file < 0 || write(file, old, strlen(old)) < 0)
			continue;
	}
}

/* Of "net.ipv4.tcp_sack=1" the key's text becomes "net/ipv4/tcp_sack". */
static int read_key(const char *text, size_t length, char *key, size_t size)
{
	size_t first = strcspn(text, "./");

	if (length >= size)
		return -1;
	for (size_t i = 0; i < length; i++) {
		key[i] = text[i];
		if (first < length && text[first] == '.' && strchr("./", text[i]) != NULL)
			key[i] = text[i] == '.' ? '/' : '.';
	}
	key[length] = '\0';
	return 0;
}

/* No way out of its directory. */
static bool is_plain(const char *key)
{
	while (*key != '\0') {
		size_t length = strcspn(key, "/");

		if (length == 0 || (length == 1 && key[0] == '.') ||
			(length == 2 && key[0] == '.' && key[1] == '.'))
			return false;
		key += length;
		if (*key == '/' && *++key == '\0')
			return false;
	}
	return true;
}

int sysctl_read(const char *text, struct sysctl *sysctl, struct failure *failure)
{
	static const char net[] = "net/";
	const char *equals = strchr(text, '=');
	char key[sizeof(net) + SYSCTL_PATH_SIZE] = "";
	size_t length = equals != NULL ? (size_t)(equals - text) : 0;

	if (length == 0 || equals[1] == '\0' || read_key(text, length, key, sizeof(key) - 1) < 0 ||
		!is_plain(key) || strchr(key, '/') == NULL)
		return fail(failure, 0,
			"--sysctl %s: must be net.KEY=VALUE, as in net.ipv4.ip_forward=1", text);
	if (strncmp(key, net, strlen(net)) != 0)
		return fail(failure, 0,
			"--sysctl %s: this is the whole machine's: only what begins with net. is the "
			"command's own",
			text);
	sysctl->text = text;
	sysctl->value = equals + 1;
	memcpy(sysctl->path, key + strlen(net), length - strlen(net) + 1);
	return 0;
}

static int write_given(const char *path, const struct sysctl *sysctl, struct failure *failure)
{
	AUTO_CLOSE int directory = open("/proc/sys/net", O_PATH | O_DIRECTORY | O_CLOEXEC);
	AUTO_CLOSE int fd = openat(directory, path, O_WRONLY | O_CLOEXEC);
	size_t size = strlen(sysctl->value);

	if (fd >= 0 && write(fd, sysctl->value, size) == (ssize_t)size)
		return 0;
	fail(failure, errno, "--sysctl %s", sysctl->text);
	/* It is shown in every namespace, and can be set in the first one only. */
	return failure->code == EACCES ? fail_advise(failure, "it is the whole machine's") : -1;
}

int sysctl_write(const struct sysctl *sysctl, struct failure *failure)
{
	return write_given(sysctl->path, sysctl, failure);
}

bool sysctl_is_default(const struct sysctl *sysctl, const char *link, char path[SYSCTL_PATH_SIZE])
{
	static const char word[] = "/default/";
	const char *slash = strchr(sysctl->path, '/'); /* of ipv4/conf/default/KEY */

	slash = slash != NULL ? strchr(slash + 1, '/') : NULL;
	if (slash == NULL || strncmp(slash, word, strlen(word)) != 0)
		return false;
	return snprintf(path, SYSCTL_PATH_SIZE, "%.*s/%s/%s", (int)(slash - sysctl->path),
		       sysctl->path, link, slash + strlen(word)) < SYSCTL_PATH_SIZE;
}

int sysctl_write_default(const struct sysctl *sysctl, const char *link, struct failure *failure)
{
	char path[SYSCTL_PATH_SIZE];

	if (!sysctl_is_default(sysctl, link, path) || write_given(path, sysctl, failure) == 0)
		return 0;
	return failure->code == ENOENT ? 0 : -1;
}

bool sysctls_turn_off_ipv6(const struct sysctl_list *list, const char *link)
{
	const char *const names[] = { "all", "default", link };
	bool is_off = false;

	for (size_t i = 0; i < list->count; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(names); j++) {
			char path[SYSCTL_PATH_SIZE];

			snprintf(path, sizeof(path), "ipv6/conf/%s/disable_ipv6", names[j]);
			if (strcmp(list->entries[i].path, path) == 0)
				is_off = strtol(list->entries[i].value, NULL, 0) != 0;
		}
	}
	return is_off;
}
