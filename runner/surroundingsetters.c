/* SPDX-License-Identifier: MIT */
#include "surroundingsetters.h"

#include <string.h>

int set_chdir(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->target;

	(void)failure;
	plan->directory = use->value;
	return 0;
}

/* The next mount, or NULL. It counts when it is complete. */
static struct mount_request *next_mount(
	const struct option_use *use, enum mount_sort sort, struct failure *failure)
{
	struct plan *plan = use->plan;
	struct mount_request *request = &plan->mounts[plan->mount_count];

	if (plan->mount_count == PLAN_MAX_MOUNTS) {
		fail(failure, 0, "--%s %s: more than %d: a command can have no more",
			use->option->name, use->value, PLAN_MAX_MOUNTS);
		return NULL;
	}
	request->sort = sort;
	request->text = use->value;
	return request;
}

/* The root of the command is where it is, whatever is mounted over it. */
static int check_target(
	const struct option_use *use, const struct mount_request *request, struct failure *failure)
{
	if (strspn(request->target, "/") < request->target_length)
		return 0;
	return fail(failure, 0, "--%s %s: it cannot be over the root itself: name what is below /",
		use->option->name, use->value);
}

/* Behind DST: nothing, or what Docker has there for it to be read-only or not. */
static int set_bind_mode(const char *mode, struct mount_request *bind)
{
	bind->is_read_only = strcmp(mode, ":ro") == 0;
	return bind->is_read_only || mode[0] == '\0' || strcmp(mode, ":rw") == 0 ? 0 : -1;
}

/* As docker run --volume, but that both must be there. */
int set_bind(const struct option_use *use, struct failure *failure)
{
	struct mount_request *bind = next_mount(use, MOUNT_BIND, failure);

	if (bind == NULL)
		return -1;
	bind->source = use->value;
	bind->source_length = strcspn(use->value, ":");
	bind->target = use->value + bind->source_length;
	if (*bind->target == ':')
		bind->target++;
	bind->target_length = strcspn(bind->target, ":");
	if (bind->source_length == 0 || bind->target[0] != '/' ||
		set_bind_mode(bind->target + bind->target_length, bind) < 0)
		return fail(failure, 0,
			"--bind %s: must be SRC:DST or SRC:DST:ro, with a DST that begins with /",
			use->value);
	if (check_target(use, bind, failure) < 0)
		return -1;
	use->plan->mount_count++;
	return 0;
}

int set_tmpfs(const struct option_use *use, struct failure *failure)
{
	struct mount_request *tmpfs = next_mount(use, MOUNT_TMPFS, failure);
	const char *colon;

	if (tmpfs == NULL)
		return -1;
	tmpfs->target = use->value;
	tmpfs->target_length = strcspn(use->value, ":");
	colon = use->value + tmpfs->target_length;
	if (tmpfs->target[0] != '/')
		return fail(failure, 0,
			"--tmpfs %s: must be DIR or DIR:OPTION,..., with a DIR that begins with /",
			use->value);
	if (check_target(use, tmpfs, failure) < 0 ||
		tmpfs_read(use->value, *colon == ':' ? colon + 1 : "", &tmpfs->tmpfs, failure) < 0)
		return -1;
	use->plan->mount_count++;
	return 0;
}

int set_read_only(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->is_read_only = true;
	return 0;
}

int set_env(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->target;
	struct environment_request *environment = &plan->environment;

	if (use->value[0] == '=')
		return fail(failure, 0,
			"--env %s: the name is missing, as in NAME=VALUE or NAME alone",
			use->value);
	if (environment->count == ENVIRONMENT_MOST)
		return fail(failure, 0, "--env %s: more than %d: a command can have no more",
			use->value, ENVIRONMENT_MOST);
	environment->variables[environment->count++] = use->value;
	return 0;
}

int set_clear_env(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->target;

	(void)failure;
	plan->environment.is_cleared = true;
	return 0;
}

int set_sysctl(const struct option_use *use, struct failure *failure)
{
	struct sysctl_list *sysctls = &use->plan->sysctls;

	if (sysctls->count == SYSCTLS_MOST_GIVEN)
		return fail(failure, 0, "--sysctl %s: more than %d: a command can have no more",
			use->value, SYSCTLS_MOST_GIVEN);
	if (sysctl_read(use->value, &sysctls->entries[sysctls->count], failure) < 0)
		return -1;
	sysctls->count++;
	return 0;
}
