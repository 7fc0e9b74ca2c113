/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMES_REQUEST_H
#define RUNNER_NAMES_REQUEST_H

/* What the user asked for about names: --dns, --search, --add-host. Part of the plan. */
#include "../../netsetup/address.h"

enum {
	NAMES_MAX_SERVERS = 3, /* MAXNS of resolv.h: the C library asks no more */
	NAMES_MAX_SEARCHES = 32,
	NAMES_MAX_HOSTS = 256,
};

/* NAME:ADDRESS of --add-host: the name is a part of its text, which does not end where it ends. */
struct host_line {
	const char *name;
	size_t length;
	struct ip_address address;
};

struct name_request {
	size_t server_count;
	const char *servers[NAMES_MAX_SERVERS]; /* addresses, perhaps with %SCOPE */
	size_t search_count;
	const char *searches[NAMES_MAX_SEARCHES]; /* domains, or only "." */
	size_t host_count;
	struct host_line hosts[NAMES_MAX_HOSTS];
};

#endif
