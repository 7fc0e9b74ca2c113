/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ENVIRONMENT_H
#define RUNNER_ENVIRONMENT_H

/*
 * The environment of a command: that of nsrun's caller, or with --clear-env next to nothing; over it
 * what its user is, and over that --env. What nsrun tells the command there (LISTEN_FDS,
 * NOTIFY_SOCKET) is over all.
 */
#include <stdbool.h>
#include <stddef.h>

#include "privileges/account.h"

enum { ENVIRONMENT_MOST = 256 };

/* What was asked for: part of the plan. */
struct environment_request {
	bool is_cleared;
	size_t count;
	const char *variables[ENVIRONMENT_MOST]; /* NAME=VALUE, or NAME: as the caller has it */
};

/* What that means, before anything of it is changed. */
struct environment {
	const struct environment_request *request;
	const char *inherited[ENVIRONMENT_MOST]; /* the caller's values of the NAMEs; NULL: unset */
	struct account own; /* the caller, where a cleared environment is to say who that is */
};

/* Which of its variables nsrun sets for the command itself. */
struct environment_told {
	bool sockets; /* LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES */
	bool notify;  /* NOTIFY_SOCKET */
};

/*
 * Finds what is the caller's, while the environment is still that of nsrun; account is the command's.
 * request must outlive what it is found for.
 */
void environment_find(const struct environment_request *request, const struct account *account,
	struct environment *environment);

/*
 * Makes the environment of this process the command's: in the child, when its user and what nsrun tells
 * it are set in there. The PATH of it is where the exec looks.
 */
int environment_settle(const struct environment *environment, const struct environment_told *told,
	struct failure *failure);

#endif
