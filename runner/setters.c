/* SPDX-License-Identifier: MIT */
#include "setters.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "identity.h"
#include "numbers.h"

enum { LONGEST_HOSTNAME = 64 }; /* __NEW_UTS_LEN of the kernel */

/* As Docker's names, and so each is a file's name, a host name and one of ip netns. */
int set_name(const struct option_use *use, struct failure *failure)
{
	const char *name = use->value;

	if (strlen(name) >= RUN_NAME_SIZE)
		return fail(failure, 0, "--name %s: too long: at most %d characters", name,
			RUN_NAME_SIZE - 1);
	for (const char *letter = name; *letter != '\0'; letter++) {
		if (!isalnum((unsigned char)*letter) &&
			(letter == name || strchr("-._", *letter) == NULL))
			return fail(failure, 0,
				"--name %s: must be of letters, digits, '-', '.' and '_', and "
				"begin with a letter or digit",
				name);
	}
	use->plan->name = name;
	return 0;
}

int set_detach(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->detach = true;
	return 0;
}

int set_interactive(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->interactive = true;
	return 0;
}

int set_tty(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->tty = true;
	return 0;
}

int set_log(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->log = use->value;
	return 0;
}

int set_rm(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->remove = true;
	return 0;
}

/* RFC 1123, section 2.1, with the underscore that people use. */
int set_hostname(const struct option_use *use, struct failure *failure)
{
	const char *name = use->value;

	if (strlen(name) > LONGEST_HOSTNAME)
		return fail(failure, 0, "--hostname %s: too long: at most %d characters", name,
			LONGEST_HOSTNAME);
	for (const char *letter = name; *letter != '\0'; letter++) {
		if (!isalnum((unsigned char)*letter) && strchr("-._", *letter) == NULL)
			return fail(failure, 0,
				"--hostname %s: must be of letters, digits, '-', '.' and '_'",
				name);
	}
	use->plan->hostname = name;
	return 0;
}

int set_netns(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->netns = use->value;
	return 0;
}

int set_userns(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->own_users = true;
	use->plan->privileges.owns_users = true;
	return 0;
}

int set_pid(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->own_pids = true;
	return 0;
}

int set_sys(const struct option_use *use, struct failure *failure)
{
	if (strcmp(use->value, "keep") != 0)
		return fail(failure, 0, "--sys %s: the one choice is keep", use->value);
	use->plan->keep_sys = true;
	return 0;
}

int set_keep_fd(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->plan;
	unsigned number;

	if (number_parse(use->value, 0, INT_MAX, &number) < 0)
		return fail(failure, 0, "--keep-fd %s: must be the number of an open descriptor",
			use->value);
	if (plan->kept_fd_count == PLAN_MAX_KEPT_FDS)
		return fail(failure, 0, "--keep-fd %s: more than %d descriptors", use->value,
			PLAN_MAX_KEPT_FDS);
	plan->kept_fds[plan->kept_fd_count++] = (int)number;
	return 0;
}

int set_time(const struct option_use *use, unsigned *milliseconds, struct failure *failure)
{
	if (time_parse(use->value, milliseconds) < 0)
		return fail(failure, 0, "--%s %s: not a time: write 500ms, 2s or 1m",
			use->option->name, use->value);
	return 0;
}

/* Reads the number behind "tcp:" or "fd:", of a value that begins so. */
static int set_ready_number(const struct option_use *use, const char *number, unsigned long least,
	unsigned long greatest, const char *why, struct failure *failure)
{
	if (number_parse(number, least, greatest, &use->plan->ready.number) < 0)
		return fail(failure, 0, "--ready %s: %s", use->value, why);
	return 0;
}

int set_ready(const struct option_use *use, struct failure *failure)
{
	struct ready_request *ready = &use->plan->ready;

	ready->text = use->value;
	if (strncmp(use->value, "tcp:", 4) == 0) {
		ready->kind = READY_TCP;
		return set_ready_number(use, use->value + 4, 1, UINT16_MAX,
			"the port must be a number from 1 to 65535", failure);
	}
	if (strncmp(use->value, "fd:", 3) == 0) {
		ready->kind = READY_FD;
		return set_ready_number(use, use->value + 3, STDERR_FILENO + 1, INT_MAX,
			"the descriptor must be a number above 2: 0, 1 and 2 are input, output and "
			"errors",
			failure);
	}
	ready->kind = READY_NOTIFY;
	if (strcmp(use->value, "notify") == 0)
		return 0;
	return fail(failure, 0, "--ready %s: must be tcp:PORT, fd:N or notify", use->value);
}

int set_ready_timeout(const struct option_use *use, struct failure *failure)
{
	use->plan->ready.timeout_given = true;
	return set_time(use, &use->plan->ready.timeout_ms, failure);
}

int set_test(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->test = use->value;
	return 0;
}

int set_timeout(const struct option_use *use, struct failure *failure)
{
	return set_time(use, &use->plan->limit_ms, failure);
}

int set_grace(const struct option_use *use, struct failure *failure)
{
	return set_time(use, &use->plan->grace_ms, failure);
}

int set_status_fd(const struct option_use *use, struct failure *failure)
{
	unsigned number;

	if (number_parse(use->value, 0, INT_MAX, &number) < 0)
		return fail(failure, 0, "--status-fd %s: must be the number of an open descriptor",
			use->value);
	use->plan->status_fd = (int)number;
	return 0;
}

int set_pcap(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->pcap = use->value;
	return 0;
}

int set_dry_run(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->dry_run = true;
	return 0;
}

int set_verbose(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->verbose = true;
	return 0;
}

int set_help(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->help = true;
	return 0;
}

int set_version(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->version = true;
	return 0;
}
