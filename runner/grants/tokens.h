/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_GRANTS_TOKENS_H
#define RUNNER_GRANTS_TOKENS_H

/*
 * What only one run on this host can have, whichever user's it is: a name of the abstract namespace of
 * sockets (unix(7)). The kernel gives each once, shows whose it is, and takes it back from a process that
 * ends, however that ends. No user can take it from another, nor write what it says.
 *
 * What any user can do is to take a name without being nsrun. So a token counts when root has it, or a user
 * who has a grant.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "../../netsetup/failure.h"

/*
 * Takes the token of this name in the caller's network namespace. Returns 1 (*token is to be closed, which
 * gives it back), 0 when somebody has it (*owner: root, if nobody answers), or -1 with a failure.
 */
int token_take(const char *name, int *token, uid_t *owner, struct failure *failure);

/* When it can be read: lets one who has asked whose it is go, so that others can ask. */
void token_answer(int token);

/* Whose the token of this name is. False: nobody's, or of nothing that is nsrun's. */
bool token_owner(const char *name, uid_t *owner);

/* Calls visit with the name of each token in the caller's network namespace. */
int tokens_each(
	void (*visit)(const char *name, void *context), void *context, struct failure *failure);

#endif
