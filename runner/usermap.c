/* SPDX-License-Identifier: MIT */
#include "usermap.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "privileges/account.h"

enum { NOBODY = 65534 };

/* Whether the caller's own user namespace knows the user, 1 or 0, or -1: that of a machine knows all. */
static int is_known(uid_t uid, struct failure *failure)
{
	static const char path[] = "/proc/self/uid_map";
	AUTO_FILE FILE *file = fopen(path, "re");
	uint32_t first, outside, count;

	if (file == NULL)
		return fail(failure, errno, "open %s", path);
	while (fscanf(file, "%" SCNu32 " %" SCNu32 " %" SCNu32, &first, &outside, &count) == 3) {
		if (uid >= first && uid - first < count)
			return 1;
	}
	return ferror(file) ? fail(failure, errno, "read %s", path) : 0;
}

struct usermap usermap_of_caller(void)
{
	return (struct usermap){
		.is_set = true,
		.is_callers = geteuid() != 0,
		.inside_uid = geteuid(),
		.outside_uid = geteuid(),
		.inside_gid = getegid(),
		.outside_gid = getegid(),
	};
}

struct usermap usermap_of_all(void)
{
	return (struct usermap){ .is_set = true, .is_all = true };
}

int usermap_of_root(struct usermap *map, struct failure *failure)
{
	struct account account;
	int has_nobody;

	*map = usermap_of_caller();
	map->inside_uid = 0;
	map->inside_gid = 0;
	if (geteuid() != 0)
		return 0;
	has_nobody = is_known(NOBODY, failure);
	if (has_nobody <= 0)
		return has_nobody;
	map->outside_uid = NOBODY;
	map->outside_gid = NOBODY;
	if (!account_has_caller())
		return 0;
	if (account_find_caller("--userns", &account, failure) < 0)
		return -1;
	map->outside_uid = account.uid;
	map->outside_gid = account.gid;
	return 0;
}

static int write_file(
	const char *process, const char *name, const char *text, struct failure *failure)
{
	AUTO_CLOSE int file = -1;
	char path[48];

	snprintf(path, sizeof(path), "/proc/%s/%s", process, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, text, strlen(text)) < 0)
		return fail(failure, errno, "user namespace: %s", name);
	return 0;
}

/* Each line of the caller's own map, from itself to itself. */
static int copy_map(const char *process, const char *name, struct failure *failure)
{
	char path[32], text[4096] = "";
	AUTO_FILE FILE *own = NULL;
	uint32_t first, outside, count;
	size_t used = 0;

	snprintf(path, sizeof(path), "/proc/self/%s", name);
	own = fopen(path, "re");
	while (own != NULL && used < sizeof(text) &&
		fscanf(own, "%" SCNu32 " %" SCNu32 " %" SCNu32, &first, &outside, &count) == 3)
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "%u %u %u\n", first, first, count);
	if (own == NULL || used >= sizeof(text))
		return fail(failure, own == NULL ? errno : E2BIG, "user namespace: %s", name);
	return write_file(process, name, text, failure);
}

static int write_map(const struct usermap *map, const char *process, struct failure *failure)
{
	char uids[64], gids[64];
	struct failure ignored;

	if (map->is_all)
		return copy_map(process, "uid_map", failure) < 0
			? -1
			: copy_map(process, "gid_map", failure);
	snprintf(uids, sizeof(uids), "%u %u 1", map->inside_uid, map->outside_uid);
	snprintf(gids, sizeof(gids), "%u %u 1", map->inside_gid, map->outside_gid);
	if (write_file(process, "uid_map", uids, failure) < 0)
		return -1;
	if (write_file(process, "gid_map", gids, &ignored) == 0)
		return 0;
	/* Who may not set groups outside must give that up inside, too, to keep refusals by group. */
	if (write_file(process, "setgroups", "deny", failure) < 0)
		return -1;
	return write_file(process, "gid_map", gids, failure);
}

int usermap_write(const struct usermap *map, pid_t child, struct failure *failure)
{
	char process[16];

	if (!map->is_set || map->is_callers)
		return 0;
	snprintf(process, sizeof(process), "%d", (int)child);
	return write_map(map, process, failure);
}

int usermap_write_own(const struct usermap *map, struct failure *failure)
{
	if (!map->is_set || !map->is_callers)
		return 0;
	/* Here nothing is lent; and what is its own below /proc is not to be the machine's root's. */
	power_give_back();
	if (prctl(PR_SET_DUMPABLE, 1) < 0)
		return fail(failure, errno, "user namespace: be seen in /proc");
	return write_map(map, "self", failure);
}

int usermap_become(const struct usermap *map, struct failure *failure)
{
	if (!map->is_set || map->is_all)
		return 0;
	/* Refused where groups cannot be set at all: then they are the caller's own, and harmless. */
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return fail(failure, errno, "user namespace: leave the groups");
	if (setresgid(map->inside_gid, map->inside_gid, map->inside_gid) < 0 ||
		setresuid(map->inside_uid, map->inside_uid, map->inside_uid) < 0)
		return fail(failure, errno, "user namespace: become user %u", map->inside_uid);
	return 0;
}
