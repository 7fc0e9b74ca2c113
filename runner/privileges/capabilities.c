/* SPDX-License-Identifier: MIT */
#include "capabilities.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "../../netsetup/cleanup.h"

#define BIT(number) (UINT64_C(1) << (number))

/*
 * What servers do as root: take over files and users, end their children, listen below 1024, chroot.
 * Docker's usual ones, without net_raw, mknod and audit_write.
 */
uint64_t capabilities_usual(void)
{
	return BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FSETID) | BIT(CAP_FOWNER) |
		BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) | BIT(CAP_SETFCAP) |
		BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) | BIT(CAP_KILL);
}

uint64_t capability_by_name(const char *name)
{
	char whole[CAPABILITY_NAME_SIZE];
	cap_value_t value;

	if ((size_t)snprintf(whole, sizeof(whole), "%s%s",
		    strncasecmp(name, "cap_", 4) == 0 ? "" : "cap_", name) >= sizeof(whole))
		return 0;
	return cap_from_name(whole, &value) == 0 && value < 64 ? BIT(value) : 0;
}

static uint64_t change(const struct capability_choice *choice, uint64_t set)
{
	if (choice->adds_all)
		set = CAPABILITIES_ALL;
	else if (choice->drops_all)
		set = 0;
	return (set & ~choice->dropped) | choice->added;
}

void capabilities_change(const struct capability_choice *choice, struct capability_sets *sets)
{
	sets->kept = change(choice, sets->kept);
	sets->bounding |= sets->kept;
}

struct capability_sets capabilities_choose(
	const struct capability_choice *choice, uint64_t usual, bool may_gain)
{
	struct capability_sets sets = { .kept = change(choice, usual) };

	sets.bounding = sets.kept;
	if (!may_gain)
		sets.bounding |= BIT(CAP_NET_RAW) | BIT(CAP_NET_ADMIN);
	return sets;
}

void capabilities_of_user(const struct capability_choice *choice, struct capability_sets *sets)
{
	sets->bounding = (sets->bounding & ~sets->kept) | change(choice, 0);
	sets->kept = change(choice, 0);
	sets->ambient = sets->kept;
}

bool capabilities_has(int capability)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t has = CAP_CLEAR;

	if (own == NULL || cap_get_flag(own, capability, CAP_PERMITTED, &has) < 0)
		has = CAP_CLEAR;
	cap_free(own);
	return has == CAP_SET;
}

static bool may_reduce_bounding(void)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t has = CAP_SET;

	if (own != NULL)
		cap_get_flag(own, CAP_SETPCAP, CAP_EFFECTIVE, &has);
	cap_free(own);
	return has == CAP_SET;
}

/* To change the bounding set takes a capability; who has it not gains nothing by exec either. */
int capabilities_reduce_bounding(uint64_t bounding, struct failure *failure)
{
	for (cap_value_t value = 0; value < cap_max_bits(); value++) {
		int error;

		if ((bounding & BIT(value)) != 0 || cap_drop_bound(value) == 0)
			continue;
		error = errno;
		if (cap_get_bound(value) != 0 && (error != EPERM || may_reduce_bounding()))
			return fail(
				failure, error, "drop capability %d from the bounding set", value);
	}
	return 0;
}

/* One capability, of those that the caller has. */
static int keep_one(
	cap_t own, cap_value_t value, const struct capability_sets *sets, struct failure *failure)
{
	cap_flag_value_t has;
	cap_flag_value_t kept = CAP_CLEAR, inheritable = CAP_CLEAR;

	if (cap_get_flag(own, value, CAP_PERMITTED, &has) < 0)
		return fail(failure, errno, "capabilities");
	if (has == CAP_SET && (sets->kept & BIT(value)) != 0)
		kept = CAP_SET;
	if (kept == CAP_SET && (sets->ambient & BIT(value)) != 0)
		inheritable = CAP_SET;
	if (cap_set_flag(own, CAP_PERMITTED, 1, &value, kept) < 0 ||
		cap_set_flag(own, CAP_EFFECTIVE, 1, &value, kept) < 0 ||
		cap_set_flag(own, CAP_INHERITABLE, 1, &value, inheritable) < 0)
		return fail(failure, errno, "capabilities");
	return 0;
}

static int keep(cap_t own, const struct capability_sets *sets, struct failure *failure)
{
	for (cap_value_t value = 0; value < cap_max_bits(); value++) {
		if (keep_one(own, value, sets, failure) < 0)
			return -1;
	}
	if (cap_set_proc(own) < 0)
		return fail(failure, errno, "give up capabilities");
	for (cap_value_t value = 0; value < cap_max_bits(); value++) {
		cap_flag_value_t inheritable;

		if ((sets->ambient & BIT(value)) != 0 &&
			cap_get_flag(own, value, CAP_INHERITABLE, &inheritable) == 0 &&
			inheritable == CAP_SET && cap_set_ambient(value, CAP_SET) < 0)
			return fail(failure, errno, "keep capability %d", value);
	}
	return 0;
}

int capabilities_reduce(const struct capability_sets *sets, struct failure *failure)
{
	cap_t own;
	int result;

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return fail(failure, errno, "clear the ambient capabilities");
	own = cap_get_proc();
	if (own == NULL)
		return fail(failure, errno, "read the own capabilities");
	result = keep(own, sets, failure);
	cap_free(own);
	return result;
}
