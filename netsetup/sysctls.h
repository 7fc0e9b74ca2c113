/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SYSCTLS_H
#define NETSETUP_SYSCTLS_H

/*
 * The settings below /proc/sys/net of the caller's network namespace
 * (Documentation/networking/ip-sysctl.rst).
 */
#include <stdbool.h>

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

#endif
