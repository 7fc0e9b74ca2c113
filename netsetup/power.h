/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_POWER_H
#define NETSETUP_POWER_H

/*
 * The capabilities that an nsrun with file capabilities lends to the plain user who calls it
 * (capabilities(7)). They are permitted only, and effective just around the calls that need them: so a
 * file is opened, and a process is sent a signal, with the user's own rights. Root's, and those of who has
 * them without nsrun, are no loan, and nothing here changes them.
 */
#include <stdbool.h>

/* To be called first of all: sees whether there is a loan, and makes it ineffective. */
void power_start(void);

/* Whether what the caller can do to the host is lent to it. */
bool power_is_lent(void);

/*
 * From here to the end of the scope of a POWER variable, or to power_lower(), the loan is effective. Nests.
 */
void power_raise(void);
void power_lower(void);

/* The loan is over, for this process and its children. */
void power_give_back(void);

static inline void power_end_scope(const bool *is_raised)
{
	if (*is_raised)
		power_lower();
}

static inline bool power_begin_scope(void)
{
	power_raise();
	return true;
}

#define POWER                                                                         \
	__attribute__((cleanup(power_end_scope), unused)) const bool power_of_scope = \
		power_begin_scope()

#endif
