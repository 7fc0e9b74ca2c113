/* SPDX-License-Identifier: MIT */
#include "setters.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "numbers.h"

enum { LONGEST_HOSTNAME = 64 }; /* __NEW_UTS_LEN of the kernel */

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

int set_grace(const struct option_use *use, struct failure *failure)
{
	if (time_parse(use->value, &use->plan->grace_ms) < 0)
		return fail(
			failure, 0, "--grace %s: not a time: write 500ms, 2s or 1m", use->value);
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
