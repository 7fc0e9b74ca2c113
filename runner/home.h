/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_HOME_H
#define RUNNER_HOME_H

/*
 * Where the runs of a plain user are at home: a user namespace, in which the user is still that user but
 * has all capabilities, and a network namespace that belongs to it. It stands for the host: nsrun itself
 * goes there, and all that it does for a run is done as for root. So a run that takes nothing from the
 * host needs no privilege.
 *
 * All runs with a private Ethernet share one such place, or they could not reach each other. It lives as
 * long as one of them: each notes itself in the state directory, and the next one follows it there.
 */
#include <stdbool.h>

#include "identity.h"

struct home {
	int note;  /* in the state directory, locked; -1: the run shares its place with nobody */
	int users; /* the user namespace, open; -1: the run is at home on the host itself */
	char key[CLAIM_KEY_SIZE];
};

#define HOME_KEY "home-" /* begins the names of the notes; the host and a pid follow */

struct home home_none(void);

/* Whether the caller has to go there: has no power over the host, and the plan has no link on it. */
bool home_is_needed(const struct plan *plan);

/* What root can do about a setting by which plain users have no user namespace; NULL: none forbids it. */
const char *home_refusal(void);

/*
 * Goes there, for good, and makes it where there is none. netns is the open one of --netns, or -1;
 * directory that of state_open_host(), or -1 where there is none.
 */
int home_enter(struct home *home, const struct plan *plan, int netns,
	const struct identity *identity, int directory, struct failure *failure);

/* The run is over: takes its note away. */
void home_leave(struct home *home, int directory);

/* Removes a note whose run is dead. Fine when it is none. */
void home_sweep(int directory, const char *key);

#endif
