/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMES_TEXT_H
#define RUNNER_NAMES_TEXT_H

/* The texts of /etc/resolv.conf and /etc/hosts: made of a request and of what stood there before. */
#include "request.h"

/* Whom a resolv.conf names. Servers on loopback are those of one network namespace alone. */
enum name_servers {
	SERVERS_NONE, /* the C library asks 127.0.0.1 then */
	SERVERS_ON_LOOPBACK,
	SERVERS_STUB, /* the same, and one of them is systemd-resolved: 127.0.0.53 or .54 */
	SERVERS_REAL, /* at least one that is not on loopback */
};

/* Reads a resolv.conf(5) as the C library does, which does not mind what it does not understand. */
enum name_servers text_servers(const char *resolv_conf);

/*
 * The resolv.conf for a request with servers or domains. What it does not say is taken over from the
 * base: the servers, the domains, and in any case the options and the sortlist. The caller frees it;
 * NULL with errno when there is no memory.
 */
char *text_resolv_conf(const struct name_request *request, const char *base);

/*
 * The hosts(5) for a request: its lines, then those for a host name of the run's own, then the base.
 * The first line with a name is the one that counts.
 *
 * own: NULL, or the run's host name; addresses: those that it has, of which count are set, or none:
 * then it stands for 127.0.1.1, as Debian has it. The caller frees it; NULL with errno.
 */
char *text_hosts(const struct name_request *request, const char *own,
	const struct ip_address *addresses, size_t count, const char *base);

#endif
