/* SPDX-License-Identifier: MIT */
#include "power.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"

enum { WORDS = _LINUX_CAPABILITY_U32S_3 };

static struct {
	bool is_lent;
	unsigned depth;
	struct __user_cap_data_struct sets[WORDS];
} power;

/* libcap takes memory and as many calls for it as this is to be cheap in. */
static int set_effective(bool is_raised)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	for (size_t i = 0; i < WORDS; i++)
		power.sets[i].effective = is_raised ? power.sets[i].permitted : 0;
	return (int)syscall(SYS_capset, &header, power.sets);
}

/*
 * The kernel says that this program has more than who called it (AT_SECURE). Who sees into the process
 * would have its capabilities, so nobody does.
 */
void power_start(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };

	if (getuid() == 0 || getauxval(AT_SECURE) == 0 ||
		syscall(SYS_capget, &header, power.sets) < 0)
		return;
	for (size_t i = 0; i < WORDS; i++) {
		power.sets[i].inheritable = 0;
		power.is_lent = power.is_lent || power.sets[i].permitted != 0;
	}
	if (power.is_lent && (prctl(PR_SET_DUMPABLE, 0) < 0 || set_effective(false) < 0))
		abort();
}

bool power_is_lent(void)
{
	return power.is_lent;
}

/* What cannot be raised is refused by the kernel when it is needed. */
void power_raise(void)
{
	if (power.is_lent && power.depth++ == 0)
		set_effective(true);
}

/* And what cannot be lowered must not stay. */
void power_lower(void)
{
	int saved = errno;

	if (power.is_lent && --power.depth == 0 && set_effective(false) < 0)
		abort();
	errno = saved;
}

void power_give_back(void)
{
	power.is_lent = false;
}
