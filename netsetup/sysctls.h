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

/* Whether this kernel has IPv6: it has not when it was booted with ipv6.disable=1. */
bool sysctls_have_ipv6(void);

/*
 * Sets what a new namespace takes over from the host's and is not a link's own: forwarding off,
 * and no rule of "all" above what link_settle() gives each link. A run never forwards by accident.
 */
int sysctls_settle_namespace(bool ipv6, struct failure *failure);

/*
 * Sets what has no netlink attribute for one link, before it is up: IPv6 on, no router
 * advertisements, no addresses made out of them, an unsolicited neighbour advertisement for each
 * address when it comes up.
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

#endif
