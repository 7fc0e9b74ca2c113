/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_GRANTS_POLICY_H
#define RUNNER_GRANTS_POLICY_H

/*
 * /etc/nsrun/policy: what plain users may take from this host. A line is a grant:
 *
 *     WHO     KIND     PARENT   most=N [mode=MODE,...] [address=PREFIX,...] [mac=MAC,...]
 *     alice   macvlan  eth0     most=4 address=172.16.86.32/28,fd86::20/124
 *     @lab    ipvlan   eth1     most=2 mode=l2
 *
 * WHO is a user or @GROUP, by name or number; KIND macvlan, ipvlan, vlan or bridge; PARENT an interface by
 * its name, of a vlan with the id, as eth0.10. most= is how many links at once each such user may have of
 * the line. Without mode= it is the kind's usual one; without address= any; without mac= any, but beside
 * address= none of the user's own choice. What is behind a # is not read.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../../netsetup/link.h"

enum {
	POLICY_MOST_LINES = 256,
	POLICY_MOST_VALUES = 16, /* of one key */
	POLICY_NAME_SIZE = 64,
	POLICY_LARGEST = 64 << 10, /* bytes */
};

#define POLICY_PATH "/etc/nsrun/policy"

struct grant {
	unsigned line;
	bool is_group;
	char who[POLICY_NAME_SIZE];
	enum link_kind kind;
	char parent[LAN_NAME_SIZE];
	unsigned most;
	size_t mode_count;
	int modes[POLICY_MOST_VALUES];
	size_t address_count;
	struct ip_prefix addresses[POLICY_MOST_VALUES];
	size_t mac_count;
	struct mac_address macs[POLICY_MOST_VALUES];
};

struct policy {
	size_t count;
	struct grant grants[POLICY_MOST_LINES];
};

/*
 * Reads the file: 1, 0 when there is none, or -1 with a failure that names file and line. One that another
 * than root could have written, or with a line that cannot be read, is refused whole.
 */
int policy_read(struct policy *policy, struct failure *failure);

/* The same of a text. path is what failures begin with. */
int policy_parse(
	const char *path, const char *text, struct policy *policy, struct failure *failure);

#endif
