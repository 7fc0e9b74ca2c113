/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_IDENTITY_H
#define RUNNER_IDENTITY_H

/*
 * Which run a record is of: what another nsrun, perhaps after this one's death, needs to name it
 * and to remove what is left of it. Pids and inodes repeat at once; so a run is told by its random
 * ID, its namespace by the cookie, and a cookie counts within one boot.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../netsetup/link.h"
#include "plan.h"

enum {
	RUN_ID_SIZE = 13,  /* 12 hexadecimal digits and NUL */
	BOOT_ID_SIZE = 37, /* a UUID and NUL */
	RUN_NAME_SIZE = 64,
	COMMAND_TEXT_SIZE = 64,
	/* Of each link its MAC and its parent, too; and the run's ID and name. */
	MOST_CLAIMS = PLAN_MAX_LINKS * (LINK_MAX_ADDRESSES + 2) + 2,
	CLAIM_KEY_SIZE = 96,
};

struct identity {
	char id[RUN_ID_SIZE];
	char name[RUN_NAME_SIZE]; /* empty: it has none */
	char boot[BOOT_ID_SIZE];
	uint64_t host;    /* cookie of the host's network namespace */
	uint64_t cookie;  /* cookie of the run's */
	int namespace_id; /* of the run's in the host's */
	/*
	 * To name it to people. Whoever acts on it has a pidfd of it first, and sees then that the
	 * record is still locked: so it is the supervisor's, in the PID namespace of this number.
	 */
	pid_t supervisor;
	uint64_t pid_namespace;
	char command[COMMAND_TEXT_SIZE];
	size_t key_count;
	char keys[MOST_CLAIMS][CLAIM_KEY_SIZE]; /* the names of its record */
};

/*
 * Gives the run an ID, and fills in name (NULL: none), boot, host, supervisor and command. Of a namespace
 * of its own nothing is known yet. socket is any of the caller's network namespace, or -1: one is made.
 */
int identity_start(struct identity *identity, const char *name, char *const *command, int socket,
	struct failure *failure);

/* Fills in which host this is (boot and host) of another's or a run's identity; socket as above. */
int identity_find_host(struct identity *identity, int socket, struct failure *failure);

/* Whether a run is of this boot and of this network namespace, which own is of. */
bool identity_is_here(const struct identity *identity, const struct identity *own);

#define RUN_KEY  "run-"  /* begins the name of a run's record; its host and its ID follow */
#define NAME_KEY "name-" /* begins that of the claim of its name; host and name follow */

/* Those of what stays of a detached run that ended (ended.h): */
#define ENDED_KEY "ended-" /* the status, by the run's ID */
#define WAS_KEY   "was-"   /* the same file, by its name */
#define LOG_KEY   "log-"   /* the log, by its ID */

/* Write such a key into key, of CLAIM_KEY_SIZE. rest is an ID, a name, or the beginning of one. */
void identity_key(const struct identity *identity, const char *sort, const char *rest, char *key);

#define ADDRESS_KEY "-ip-" /* stands before the address in the name of its claim */

#define MAC_KEY "-mac-"

#define PARENT_KEY "-parent" /* of a link that takes its parent for itself */

/* Read the address that a claim's name is about: 0, or -1 when it is about something else. */
int identity_key_address(const char *key, struct ip_address *address);
int identity_key_mac(const char *key, struct mac_address *mac);

/* As a JSON object, which is the caller's. NULL when there is no memory. */
json_t *identity_to_object(const struct identity *identity);

/* The same as text; the caller frees it. */
char *identity_to_json(const struct identity *identity);

/* Read what identity_to_object() made, whatever else is in it. 0, or -1 when it is something else. */
int identity_from_object(json_t *root, struct identity *identity);
int identity_from_json(const char *text, struct identity *identity);

#endif
