/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_GRANTS_GRANTS_H
#define RUNNER_GRANTS_GRANTS_H

/* Whether a plain user may have the links that a run asks for, and how many there are already. */
#include <stdbool.h>

#include "../events.h"
#include "../identity.h"
#include "../privileges/privileges.h"

enum { GRANTS_MOST_TOKENS = MOST_CLAIMS + 2 * PLAN_MAX_LINKS };

/* What a run has that no other run may have, of whichever user's. */
struct tokens {
	size_t count;
	int fds[GRANTS_MOST_TOKENS];
};

/*
 * Checks what a caller to whom nsrun lends its capabilities asks for, whose links are decided: each must be
 * granted, with its kind, mode, parent, addresses and MAC address, and one of the grant's places be free,
 * which the run has then. *is_limited: a grant says which addresses, so that the network must not be the
 * user's own to change. Failures say nothing of the policy but that it grants nothing.
 */
int grants_take(const struct plan *plan, const struct link_config *links, struct tokens *tokens,
	bool *is_limited, struct failure *failure);

/*
 * Makes known to the runs of all users what the run has claimed of its own user's (the keys of its
 * identity), and what mode of a parent it relies on; refuses what another user's run has. Where there is no
 * policy there are no other users.
 */
int grants_publish(const struct identity *identity, const struct link_config *links, size_t count,
	struct tokens *tokens, struct failure *failure);

/* From now on tells who asks whose they are, as a part of what the run's job waits for. */
void grants_serve(struct tokens *tokens, struct events *events);

/* The run is over. */
void grants_give_back(struct tokens *tokens);

#endif
