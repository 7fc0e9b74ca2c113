/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGES_PRIVILEGES_H
#define RUNNER_PRIVILEGES_PRIVILEGES_H

/*
 * What a command may do, and how it comes to be so: the last of a launch, before the exec. What is
 * asked for (privilege_request) is part of the plan; what that means (privileges) is decided before the
 * clone, and is the same for who joins the run later (join.h).
 */
#include "account.h"
#include "capabilities.h"
#include "filter.h"

struct privilege_request {
	struct capability_choice capabilities;
	bool may_gain;       /* --new-privs: by set-user-ID programs and file capabilities */
	bool is_all;         /* --privileged: everything that the caller has */
	bool no_filter;      /* --seccomp none */
	bool own_filter;     /* --seccomp default: nsrun's own, with --privileged, too */
	const char *profile; /* --seccomp FILE */
	bool owns_users;     /* --userns: it has a user namespace of its own, and is root there */
	const char *user;    /* --user; NULL: the caller, or with is_me whoever became root */
	bool is_me;
};

enum filter_sort {
	FILTER_NONE,
	FILTER_OWN,     /* nsrun's own, for these capabilities */
	FILTER_PROFILE, /* of a file */
};

/* Plain data: whoever joins a run is sent it. The filter itself is beside it. */
struct privileges {
	struct capability_sets sets;
	bool may_gain;
	bool keeps_all; /* nothing is given up */
	bool owns_users;
	struct account account;
	enum filter_sort filter;
};

/* Decides them, and the filter: NULL for none, and nobody's to free. Reads a profile, if there is one. */
int privileges_decide(const struct privilege_request *request, struct privileges *privileges,
	const struct filter_program **filter, struct failure *failure);

/*
 * The same for a command that joins a run with these privileges, and asks for more or less than they
 * are. *filter is the run's profile, or NULL.
 */
int privileges_change(const struct privilege_request *request, struct privileges *privileges,
	const struct filter_program **filter, struct failure *failure);

/*
 * Three steps, in this order, to give up all else. The first takes away what an exec could give: a new user
 * namespace undoes it.
 */
int privileges_bound(const struct privileges *privileges, struct failure *failure);

/* Loads the filter, unless it is NULL: for who can gain nothing by exec, or still has CAP_SYS_ADMIN. */
int privileges_filter(const struct filter_program *filter, struct failure *failure);

/*
 * Becomes the user, and gives up all capabilities that are not kept. What ends with that
 * (PR_SET_PDEATHSIG) is to be done again afterwards.
 */
int privileges_drop(const struct privileges *privileges, struct failure *failure);

#endif
