/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_ACCOUNT_H
#define RUNNER_PRIVILEGES_ACCOUNT_H

/* As which user a command runs. Names are looked up before the launch, where nsrun still is. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../../netsetup/failure.h"

enum {
	ACCOUNT_MOST_GROUPS = 64,
	ACCOUNT_NAME_SIZE = 64,
	ACCOUNT_PATH_SIZE = 256,
};

/* Plain data: whoever joins a run is sent it. */
struct account {
	bool is_set; /* false: the caller's own */
	uid_t uid;
	gid_t gid;
	size_t group_count;
	gid_t groups[ACCOUNT_MOST_GROUPS]; /* supplementary ones */
	char name[ACCOUNT_NAME_SIZE]; /* these three empty where there is no entry for the user */
	char home[ACCOUNT_PATH_SIZE];
	char shell[ACCOUNT_PATH_SIZE];
};

/*
 * Finds the account of "NAME", "UID", "NAME:GROUP" or "UID:GID": with the user's groups, or with a
 * group of those given with that alone. option is what failures begin with, as "--user".
 */
int account_find(
	const char *option, const char *text, struct account *account, struct failure *failure);

/* The account of whoever called sudo, doas or pkexec to become root, or of a caller that is not root. */
int account_find_caller(const char *option, struct account *account, struct failure *failure);

/* Whether there is one: false for who is root all along. */
bool account_has_caller(void);

/* The caller's own, without its groups: to be told, not to be become. */
void account_find_own(struct account *account);

/* Sets HOME, USER, LOGNAME and SHELL of this process; unsets those that the account has no value for. */
int account_tell(const struct account *account, struct failure *failure);

/*
 * Becomes the user, for good, and sets HOME, USER, LOGNAME and SHELL. With keeps_capabilities those of
 * the permitted set stay there. The caller has what that takes.
 */
int account_become(const struct account *account, bool keeps_capabilities, struct failure *failure);

#endif
