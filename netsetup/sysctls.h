/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SYSCTLS_H
#define NETSETUP_SYSCTLS_H

/*
 * The settings below /proc/sys/net of the caller's network namespace
 * (Documentation/networking/ip-sysctl.rst).
 */
#include <stdbool.h>
#include <stddef.h>

#include "failure.h"
#include "netlink.h"

/* Whether the setting of this path below /proc/sys, not only of the network, is there and begins so. */
bool sysctls_begin_with(const char *path, char first);

/* Whether this kernel has IPv6: it has not when it was booted with ipv6.disable=1. */
bool sysctls_have_ipv6(void);

/*
 * Sets what a new namespace takes over from the host's and is not a link's own: forwarding off,
 * and no rule of "all" above what link_settle() gives each link. A run never forwards by accident.
 */
int sysctls_settle_namespace(struct netlink *netlink, bool ipv6, struct failure *failure);

/* IPv6 on lo, which a kernel that was booted with ipv6.disable_ipv6=1 has off on each link at first. */
int sysctls_settle_lo(struct failure *failure);

/*
 * Lets everybody in the namespace listen on ports below 1024, and ping, without a capability
 * (ip_unprivileged_port_start, ping_group_range).
 */
int sysctls_open_to_all(struct failure *failure);

/*
 * Sets what has no netlink attribute for one link, before it is up: IPv6 on, no router
 * advertisements, no addresses made out of them, an unsolicited neighbour advertisement for each
 * address when it comes up. Returns 1 when IPv6 was off on it before, 0, or -1 with a failure.
 */
int sysctls_settle_link(const char *name, struct failure *failure);

/*
 * After sysctls_settle_link(), for a link that is to make its IPv6 addresses of router
 * advertisements: takes these, and default routes out of them only if default_route is true; with
 * that metric, or the kernel's when it is 0.
 */
int sysctls_hear_routers(
	const char *name, bool default_route, unsigned metric, struct failure *failure);

/* Whether a link answers for its IPv4 addresses. */
int sysctls_answer_arp(const char *name, bool answer, struct failure *failure);

/* For a link on the host that is no foot of the host's: no router advertisements, no addresses. */
int sysctls_mute_link(const char *name, struct failure *failure);

enum {
	SYSCTLS_MOST = 192,
	SYSCTL_KEY_SIZE = 48,
	SYSCTL_VALUE_SIZE = 24,
};

/* The settings of one link, IPv4 and IPv6, that are lost when it leaves its namespace. */
struct sysctls_copy {
	size_t count;
	struct {
		bool ipv6;
		char key[SYSCTL_KEY_SIZE];
		char value[SYSCTL_VALUE_SIZE];
	} entries[SYSCTLS_MOST];
};

/* Notes all settings of the link that can be read; those of the kernel's own making stay out. */
void sysctls_note(const char *link, struct sysctls_copy *copy);

/* Writes back what is different now. */
void sysctls_restore(const char *link, const struct sysctls_copy *copy);

enum {
	SYSCTLS_MOST_GIVEN = 64,
	SYSCTL_PATH_SIZE = 128,
};

/* One that a user gives; its strings are parts of what was read. */
struct sysctl {
	const char *text; /* KEY=VALUE as it was written */
	const char *value;
	char path[SYSCTL_PATH_SIZE]; /* of the key, below /proc/sys/net */
};

struct sysctl_list {
	size_t count;
	struct sysctl entries[SYSCTLS_MOST_GIVEN];
};

/*
 * Reads KEY=VALUE, where KEY is one of sysctl(8) below net: its separator is the '.' or '/' that comes
 * first, and of these the other one stands for a dot in a name (net.ipv4.conf.eth0/10.forwarding,
 * net/ipv4/conf/eth0.10/forwarding).
 */
int sysctl_read(const char *text, struct sysctl *sysctl, struct failure *failure);

/* Writes it in the caller's network namespace. */
int sysctl_write(const struct sysctl *sysctl, struct failure *failure);

/*
 * Whether it is what new links are born with (net.ipv4.conf.default.KEY); then path is that of the same
 * setting of the link.
 */
bool sysctl_is_default(const struct sysctl *sysctl, const char *link, char path[SYSCTL_PATH_SIZE]);

/*
 * The same for a link that was there before; also then a value that the user gave wins over nsrun's. A
 * link that has no such setting, as one without IPv6, is left alone.
 */
int sysctl_write_default(const struct sysctl *sysctl, const char *link, struct failure *failure);

/* Whether they turn IPv6 off on a link, by itself or by what is of all. */
bool sysctls_turn_off_ipv6(const struct sysctl_list *list, const char *link);

#endif
