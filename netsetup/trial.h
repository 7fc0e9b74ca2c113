/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_TRIAL_H
#define NETSETUP_TRIAL_H

/*
 * What this kernel can make of what nsrun asks of it. Whether it has a kind of link no file tells: it may be
 * built in, a module that the first request loads, or missing. So each is made once, by the very
 * request that a launch sends.
 */
#include "failure.h"

enum trial {
	TRIAL_DUMMY,
	TRIAL_VETH,
	TRIAL_MACVLAN,
	TRIAL_IPVLAN,
	TRIAL_VLAN,
	TRIAL_BRIDGE,
	TRIAL_NETEM,
	TRIAL_COUNT,
};

/* As the kernel, and modprobe, call it. */
const char *trial_name(enum trial trial);

/*
 * Makes one of each in the caller's network namespace, which is a new one that nobody else is in, and leaves
 * them there. Of what could be made the text of its result is empty. Returns 0, or -1 when nothing could be tried.
 */
int trial_make_each(struct failure results[TRIAL_COUNT], struct failure *failure);

#endif
