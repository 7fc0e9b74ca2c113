/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_CAPABILITIES_H
#define RUNNER_PRIVILEGES_CAPABILITIES_H

/* Which capabilities a command has (capabilities(7)); a set of them is bits by number. */
#include <stdbool.h>
#include <stdint.h>

#include "../../netsetup/failure.h"

#define CAPABILITIES_ALL UINT64_MAX

enum { CAPABILITY_NAME_SIZE = 40 };

/* Whether the caller has this capability (CAP_ of linux/capability.h), effective or not. */
bool capabilities_has(int capability);

/* What --cap-add and --cap-drop ask for. */
struct capability_choice {
	uint64_t added, dropped; /* by name */
	bool adds_all, drops_all;
};

/* What a command is to have. */
struct capability_sets {
	uint64_t kept;     /* permitted and effective */
	uint64_t ambient;  /* of these, what a user other than root keeps in an exec */
	uint64_t bounding; /* what programs with file capabilities can be exec-ed at all */
};

/* The set of one capability by its name, with or without "cap_", in any case; 0: there is none. */
uint64_t capability_by_name(const char *name);

/*
 * As docker run has it: from these usual ones, or with "all" from all or none, what is dropped is taken
 * away, and then what is added is put in. may_gain: the command may gain privileges by exec. When it may
 * not, net_raw and net_admin are in the bounding set, out of reach: without them there exec refuses
 * programs that carry them as file capabilities, as ping does.
 */
struct capability_sets capabilities_choose(
	const struct capability_choice *choice, uint64_t usual, bool may_gain);

/* Takes away and puts in what is asked for, of sets that are decided already. */
void capabilities_change(const struct capability_choice *choice, struct capability_sets *sets);

/* Those that a run has by default, where it has no user namespace of its own. */
uint64_t capabilities_usual(void);

/*
 * Makes them those of a user other than root, who has none but what is asked for by name: that is
 * ambient.
 */
void capabilities_of_user(const struct capability_choice *choice, struct capability_sets *sets);

/* Takes all others out of the bounding set; before a change of user, which takes that away, too. */
int capabilities_reduce_bounding(uint64_t bounding, struct failure *failure);

/* Gives up all others for good, of what the caller has. Only the ambient ones are inheritable. */
int capabilities_reduce(const struct capability_sets *sets, struct failure *failure);

#endif
