/* SPDX-License-Identifier: MIT */
#include "userdb.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

static const char getent[] = "/usr/bin/getent";

static bool is_user(const struct passwd *entry, const char *name, uid_t uid)
{
	return name != NULL ? strcmp(entry->pw_name, name) == 0 : entry->pw_uid == uid;
}

static const struct passwd *find_user(FILE *file, const char *name, uid_t uid)
{
	const struct passwd *entry;

	while ((entry = fgetpwent(file)) != NULL && !is_user(entry, name, uid))
		;
	return entry;
}

static const struct group *find_group(FILE *file, const char *name)
{
	const struct group *entry;

	while ((entry = fgetgrent(file)) != NULL && strcmp(entry->gr_name, name) != 0)
		;
	return entry;
}

/* It can be interrupted, whatever nsrun blocks. */
static int spawn(const char *database, const char *key, int output, pid_t *pid)
{
	char *words[] = { "getent", (char *)database, (char *)key, NULL };
	char *variables[] = { "LC_ALL=C", NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawn(pid, getent, &actions, &attributes, words, variables);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error == 0 ? 0 : -1;
}

static size_t read_all(int input, char *text, size_t size)
{
	size_t length = 0;
	ssize_t part;

	while (length < size && (part = read(input, text + length, size - length)) != 0) {
		if (part < 0 && errno != EINTR)
			break;
		length += part > 0 ? (size_t)part : 0;
	}
	return length;
}

/*
 * The answer as a file: fgetpwent(3) cannot read a pipe. NULL where there is none to be had. Of a group with
 * very many members the last are missing, which nobody asks for here.
 */
static FILE *ask(const char *database, const char *key)
{
	static char answer[65536];
	AUTO_CLOSE int input = -1;
	size_t length;
	int ends[2];
	pid_t pid;
	int result;

	if (geteuid() != 0 || key[0] == '-' || pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	input = ends[0];
	result = spawn(database, key, ends[1], &pid);
	close(ends[1]);
	if (result < 0)
		return NULL;
	length = read_all(input, answer, sizeof(answer));
	waitpid(pid, NULL, 0);
	return length != 0 ? fmemopen(answer, length, "r") : NULL;
}

static const struct passwd *ask_user(const char *name, uid_t uid)
{
	AUTO_FILE FILE *answer = NULL;
	char number[16];

	snprintf(number, sizeof(number), "%u", uid);
	answer = ask("passwd", name != NULL ? name : number);
	return answer != NULL ? find_user(answer, name, uid) : NULL;
}

static const struct group *ask_group(const char *name)
{
	AUTO_FILE FILE *answer = ask("group", name);

	return answer != NULL ? find_group(answer, name) : NULL;
}

static const struct passwd *look_up(const char *name, uid_t uid)
{
	AUTO_FILE FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry = file != NULL ? find_user(file, name, uid) : NULL;

	return entry != NULL ? entry : ask_user(name, uid);
}

const struct passwd *userdb_user(const char *name)
{
	return look_up(name, 0);
}

const struct passwd *userdb_user_of(uid_t uid)
{
	return look_up(NULL, uid);
}

const struct group *userdb_group(const char *name)
{
	AUTO_FILE FILE *file = fopen("/etc/group", "re");
	const struct group *entry = file != NULL ? find_group(file, name) : NULL;

	return entry != NULL ? entry : ask_group(name);
}

struct groups {
	gid_t *ids;
	size_t count, most;
	bool is_full; /* there was one more */
};

static void add_group(struct groups *groups, gid_t gid)
{
	for (size_t i = 0; i < groups->count; i++) {
		if (groups->ids[i] == gid)
			return;
	}
	if (groups->count == groups->most)
		groups->is_full = true;
	else
		groups->ids[groups->count++] = gid;
}

static bool has_member(const struct group *group, const char *user)
{
	for (char **member = group->gr_mem; *member != NULL; member++) {
		if (strcmp(*member, user) == 0)
			return true;
	}
	return false;
}

static void add_of_file(struct groups *groups, const char *user)
{
	AUTO_FILE FILE *file = fopen("/etc/group", "re");
	const struct group *group;

	while (file != NULL && (group = fgetgrent(file)) != NULL) {
		if (has_member(group, user))
			add_group(groups, group->gr_gid);
	}
}

/* "alice 27 1001": the numbers behind the name. */
static void add_of_others(struct groups *groups, const char *user)
{
	AUTO_FILE FILE *answer = ask("initgroups", user);
	gid_t gid;

	if (answer == NULL || fscanf(answer, "%*s") != 0)
		return;
	while (fscanf(answer, "%u", &gid) == 1)
		add_group(groups, gid);
}

int userdb_groups_of(const char *user, gid_t gid, gid_t *groups, size_t most)
{
	struct groups found = { .most = most };

	found.ids = groups;
	add_group(&found, gid);
	add_of_file(&found, user);
	add_of_others(&found, user);
	return found.is_full ? -1 : (int)found.count;
}
