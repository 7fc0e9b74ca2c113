/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SHAPING_H
#define NETSETUP_SHAPING_H

/*
 * What leaves a link, shaped (rtnetlink(7), RTM_NEWQDISC; tc(8)): the queueing discipline netem
 * delays, loses, repeats, reorders and corrupts packets, tbf bounds their rate. With both, what netem
 * lets go is what tbf counts.
 */
#include <stdbool.h>
#include <stdint.h>

#include "netlink.h"

/* Plain data; all zero: nothing is shaped. */
struct shaping {
	uint64_t rate;     /* bytes a second; 0: no bound */
	uint64_t delay;    /* microseconds */
	uint64_t jitter;   /* microseconds that the delay may be longer or shorter */
	double loss;       /* percent of the packets, as the three that follow */
	double duplicate;  /* sent twice */
	double reorder;    /* sent without the delay */
	double corrupt;    /* sent with one bit turned over */
	unsigned queue;    /* packets that may wait; 0: as many as is usual */
	uint32_t burst;    /* bytes that tbf sends at once; of shaping_settle(), as the next */
	uint32_t capacity; /* bytes that may wait in tbf, those of a burst among them */
};

/* Whether netem is needed for it. */
bool shaping_has_netem(const struct shaping *shaping);

/* Whether anything is shaped at all. */
bool shaping_is_wanted(const struct shaping *shaping);

/* The packets that netem holds at most. */
unsigned shaping_netem_limit(const struct shaping *shaping);

/* Decides what tbf needs and no user gives, for a link with this MTU (bytes). */
void shaping_settle(struct shaping *shaping, unsigned mtu);

/*
 * Shapes what leaves the link number index, which has only what the kernel gave it. name is the
 * link's in the failure, whose code is ENOENT when the kernel has no such discipline.
 */
int shaping_add(struct netlink *netlink, int index, const char *name, const struct shaping *shaping,
	struct failure *failure);

#endif
