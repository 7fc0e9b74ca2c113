/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_IDENTITY_H
#define RUNNER_IDENTITY_H

/*
 * Which run a record is of: what another nsrun, perhaps after this one's death, needs to name it
 * and to remove what is left of it. Pids and inodes repeat at once; so a run is told by its random
 * ID, its namespace by the cookie, and a cookie counts within one boot.
 */
#include <stdint.h>
#include <sys/types.h>

#include "../netsetup/link.h"
#include "plan.h"

enum {
	RUN_ID_SIZE = 13,  /* 12 hexadecimal digits and NUL */
	BOOT_ID_SIZE = 37, /* a UUID and NUL */
	COMMAND_TEXT_SIZE = 64,
	MOST_CLAIMS = PLAN_MAX_LINKS * (LINK_MAX_ADDRESSES + 2), /* and its MAC, and its VLAN */
	CLAIM_KEY_SIZE = 96,
};

struct identity {
	char id[RUN_ID_SIZE];
	char boot[BOOT_ID_SIZE];
	uint64_t host;    /* cookie of the host's network namespace */
	uint64_t cookie;  /* cookie of the run's */
	int namespace_id; /* of the run's in the host's */
	pid_t supervisor; /* to name it to people; never to act on */
	char command[COMMAND_TEXT_SIZE];
	size_t key_count;
	char keys[MOST_CLAIMS][CLAIM_KEY_SIZE]; /* the names of its record */
};

/* Gives the run an ID, and fills in boot, supervisor and command. */
int identity_start(struct identity *identity, char *const *command, struct failure *failure);

#define ADDRESS_KEY "-ip-" /* stands before the address in the name of its claim */

#define MAC_KEY "-mac-"

#define PARENT_KEY "-parent" /* of a link that takes its parent for itself */

/* Read the address that a claim's name is about: 0, or -1 when it is about something else. */
int identity_key_address(const char *key, struct ip_address *address);
int identity_key_mac(const char *key, struct mac_address *mac);

/* As JSON; the caller frees it. NULL when there is no memory. */
char *identity_to_json(const struct identity *identity);

/* Reads what identity_to_json() wrote. Returns 0, or -1 when it is something else. */
int identity_from_json(const char *text, struct identity *identity);

#endif
