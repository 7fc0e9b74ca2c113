/* SPDX-License-Identifier: MIT */
#include "privilegesetters.h"

#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static struct privilege_request *request_of(const struct option_use *use)
{
	struct plan *plan = use->target;

	return &plan->privileges;
}

/* Adds one name of a list to a set, or says that it is all of them. */
static int read_capability(const char *option, const char *name, size_t length, uint64_t *set,
	bool *is_all, struct failure *failure)
{
	char one[CAPABILITY_NAME_SIZE];
	uint64_t capability;

	snprintf(one, sizeof(one), "%.*s", (int)length, name);
	capability = length < sizeof(one) ? capability_by_name(one) : 0;
	if (strcasecmp(one, "all") == 0)
		*is_all = true;
	else if (capability == 0)
		return fail(failure, 0,
			"--%s %.*s: no such capability: capabilities(7) has their names, as "
			"net_admin",
			option, (int)length, name);
	*set |= capability;
	return 0;
}

static int read_capabilities(
	const struct option_use *use, uint64_t *set, bool *is_all, struct failure *failure)
{
	for (const char *name = use->value;; name++) {
		size_t length = strcspn(name, ",");

		if (read_capability(use->option->name, name, length, set, is_all, failure) < 0)
			return -1;
		name += length;
		if (*name == '\0')
			return 0;
	}
}

int set_cap_add(const struct option_use *use, struct failure *failure)
{
	struct capability_choice *choice = &request_of(use)->capabilities;

	return read_capabilities(use, &choice->added, &choice->adds_all, failure);
}

int set_cap_drop(const struct option_use *use, struct failure *failure)
{
	struct capability_choice *choice = &request_of(use)->capabilities;

	return read_capabilities(use, &choice->dropped, &choice->drops_all, failure);
}

int set_net_admin(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	request_of(use)->capabilities.added |=
		UINT64_C(1) << CAP_NET_ADMIN | UINT64_C(1) << CAP_NET_RAW;
	return 0;
}

int set_privileged(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	request_of(use)->is_all = true;
	return 0;
}

/* Whoever starts with less than root shall not be lent a way to more. */
int set_new_privs(const struct option_use *use, struct failure *failure)
{
	if (geteuid() != 0)
		return fail(failure, 0, "--new-privs: it is for root alone: leave it out");
	request_of(use)->may_gain = true;
	return 0;
}

int set_seccomp(const struct option_use *use, struct failure *failure)
{
	struct privilege_request *request = request_of(use);

	(void)failure;
	request->no_filter = strcmp(use->value, "none") == 0;
	request->own_filter = strcmp(use->value, "default") == 0;
	request->profile = request->no_filter || request->own_filter ? NULL : use->value;
	return 0;
}

static int refuse_second(const struct option_use *use, struct failure *failure)
{
	if (request_of(use)->user == NULL && !request_of(use)->is_me)
		return 0;
	return fail(failure, 0, "--%s: another user is given already: leave one of them out",
		use->option->name);
}

int set_user(const struct option_use *use, struct failure *failure)
{
	if (refuse_second(use, failure) < 0)
		return -1;
	request_of(use)->user = use->value;
	return 0;
}

int set_me(const struct option_use *use, struct failure *failure)
{
	if (refuse_second(use, failure) < 0)
		return -1;
	request_of(use)->is_me = true;
	return 0;
}
