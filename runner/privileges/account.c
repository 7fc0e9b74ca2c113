/* SPDX-License-Identifier: MIT */
#include "account.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../numbers.h"
#include "../userdb.h"

/* As chown(2) has it, (uid_t)-1 is no user. */
enum { GREATEST_ID_BITS = 32 };
static const unsigned long greatest_id = (1UL << GREATEST_ID_BITS) - 2;

static void take_names(const struct passwd *entry, struct account *account)
{
	snprintf(account->name, sizeof(account->name), "%s", entry->pw_name);
	snprintf(account->home, sizeof(account->home), "%s", entry->pw_dir);
	snprintf(account->shell, sizeof(account->shell), "%s", entry->pw_shell);
}

static int take_entry(const char *option, const struct passwd *entry, struct account *account,
	struct failure *failure)
{
	int count;

	account->uid = entry->pw_uid;
	account->gid = entry->pw_gid;
	take_names(entry, account);
	count = userdb_groups_of(
		account->name, entry->pw_gid, account->groups, ACCOUNT_MOST_GROUPS);
	if (count < 0)
		return fail(failure, 0,
			"%s %s: this user is in more than %d groups: say one, as in "
			"%s:%s",
			option, account->name, ACCOUNT_MOST_GROUPS, account->name, account->name);
	account->group_count = (size_t)count;
	return 0;
}

/* A name goes before a number, as with chown. */
static int find_user(const char *option, const char *text, bool has_group, struct account *account,
	struct failure *failure)
{
	const struct passwd *entry = userdb_user(text);
	unsigned number;

	if (entry == NULL && number_parse(text, 0, greatest_id, &number) == 0) {
		entry = userdb_user_of(number);
		account->uid = number;
		if (entry == NULL && has_group)
			return 0;
		if (entry == NULL)
			return fail(failure, 0,
				"%s %s: no user has this number: say the group, too, as in %s:%s",
				option, text, text, text);
	}
	if (entry == NULL)
		return fail(failure, 0, "%s %s: there is no such user", option, text);
	return take_entry(option, entry, account, failure);
}

static int find_group(
	const char *option, const char *text, struct account *account, struct failure *failure)
{
	const struct group *entry = userdb_group(text);
	unsigned number;

	if (entry != NULL)
		account->gid = entry->gr_gid;
	else if (number_parse(text, 0, greatest_id, &number) == 0)
		account->gid = number;
	else
		return fail(failure, 0, "%s: there is no group '%s'", option, text);
	account->group_count = 0;
	return 0;
}

int account_find(
	const char *option, const char *text, struct account *account, struct failure *failure)
{
	const char *colon = strchr(text, ':');
	char user[ACCOUNT_NAME_SIZE];
	int length = colon != NULL ? (int)(colon - text) : (int)strlen(text);

	memset(account, 0, sizeof(*account));
	if (snprintf(user, sizeof(user), "%.*s", length, text) >= (int)sizeof(user))
		return fail(failure, 0, "%s %s: there is no such user", option, text);
	if (find_user(option, user, colon != NULL, account, failure) < 0)
		return -1;
	if (colon != NULL && find_group(option, colon + 1, account, failure) < 0)
		return -1;
	account->is_set = true;
	return 0;
}

/* Who became root leaves a name or a number behind. */
static const char *find_caller(void)
{
	static const char *const variables[] = { "SUDO_UID", "DOAS_USER", "PKEXEC_UID" };

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = getenv(variables[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return NULL;
}

bool account_has_caller(void)
{
	return getuid() != 0 || find_caller() != NULL;
}

int account_find_caller(const char *option, struct account *account, struct failure *failure)
{
	const char *caller = find_caller();
	char own[16];

	snprintf(own, sizeof(own), "%u", getuid());
	if (getuid() != 0)
		return account_find(option, own, account, failure);
	if (caller != NULL)
		return account_find(option, caller, account, failure);
	return fail(failure, 0, "%s: root was not become by sudo, doas or pkexec: say --user NAME",
		option);
}

void account_find_own(struct account *account)
{
	const struct passwd *entry = userdb_user_of(geteuid());

	memset(account, 0, sizeof(*account));
	account->is_set = true;
	account->uid = geteuid();
	account->gid = getegid();
	if (entry != NULL)
		take_names(entry, account);
}

int account_tell(const struct account *account, struct failure *failure)
{
	const struct {
		const char *name, *value;
	} variables[] = {
		{ "HOME", account->home },
		{ "USER", account->name },
		{ "LOGNAME", account->name },
		{ "SHELL", account->shell },
	};

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		if ((variables[i].value[0] != '\0'
				    ? setenv(variables[i].name, variables[i].value, 1)
				    : unsetenv(variables[i].name)) < 0)
			return fail(failure, errno, "set %s", variables[i].name);
	}
	return 0;
}

int account_become(const struct account *account, bool keeps_capabilities, struct failure *failure)
{
	if (keeps_capabilities && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		return fail(failure, errno, "keep capabilities");
	if (setgroups(account->group_count, account->groups) < 0)
		return fail(failure, errno, "set the groups of user %u", account->uid);
	if (setresgid(account->gid, account->gid, account->gid) < 0)
		return fail(failure, errno, "become group %u", account->gid);
	if (setresuid(account->uid, account->uid, account->uid) < 0)
		return fail(failure, errno, "become user %u", account->uid);
	return account_tell(account, failure);
}
