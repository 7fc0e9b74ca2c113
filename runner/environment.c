/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As systemd and Docker have it. */
static const char usual_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static const char *const terminal_names[] = { "TERM", NULL };
static const char *const user_names[] = { "HOME", "USER", "LOGNAME", "SHELL", NULL };
static const char *const socket_names[] = { "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", NULL };
static const char *const notify_names[] = { "NOTIFY_SOCKET", NULL };
enum { MOST_STAYING = 9 }; /* all of these */

/* Of NAME=VALUE or NAME. */
static bool is_one_of(const char *variable, const char *const *names)
{
	size_t length = strcspn(variable, "=");

	for (; *names != NULL; names++) {
		if (strlen(*names) == length && strncmp(variable, *names, length) == 0)
			return true;
	}
	return false;
}

static bool is_told(const char *variable, const struct environment_told *told)
{
	return (told->sockets && is_one_of(variable, socket_names)) ||
		(told->notify && is_one_of(variable, notify_names));
}

void environment_find(const struct environment_request *request, const struct account *account,
	struct environment *environment)
{
	environment->request = request;
	for (size_t i = 0; i < request->count; i++) {
		if (strchr(request->variables[i], '=') == NULL)
			environment->inherited[i] = getenv(request->variables[i]);
	}
	if (request->is_cleared && !account->is_set)
		account_find_own(&environment->own);
}

/* The strings stay where they are: those of --env NAME are among them. */
static void keep_few(const struct environment *environment, const struct environment_told *told)
{
	static char *staying[MOST_STAYING + 1];
	size_t count = 0;

	for (char **variable = environ; *variable != NULL && count < MOST_STAYING; variable++) {
		/* What account_become() set is right; what the caller had need not be. */
		if (is_one_of(*variable, terminal_names) || is_told(*variable, told) ||
			(!environment->own.is_set && is_one_of(*variable, user_names)))
			staying[count++] = *variable;
	}
	environ = staying;
}

/* NAME=VALUE is a word of the command line, which stays where it is until the exec. */
static int set(const char *variable, const char *inherited, struct failure *failure)
{
	int result;

	if (strchr(variable, '=') != NULL)
		result = putenv((char *)variable);
	else
		result = inherited != NULL ? setenv(variable, inherited, 1) : unsetenv(variable);
	return result == 0 ? 0 : fail(failure, errno, "--env %s", variable);
}

int environment_settle(const struct environment *environment, const struct environment_told *told,
	struct failure *failure)
{
	const struct environment_request *request = environment->request;

	if (request->is_cleared) {
		keep_few(environment, told);
		if (setenv("PATH", usual_path, 1) < 0)
			return fail(failure, errno, "set PATH");
		if (environment->own.is_set && account_tell(&environment->own, failure) < 0)
			return -1;
	}
	for (size_t i = 0; i < request->count; i++) {
		if (!is_told(request->variables[i], told) &&
			set(request->variables[i], environment->inherited[i], failure) < 0)
			return -1;
	}
	return 0;
}
