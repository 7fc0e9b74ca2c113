/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RUNS_H
#define RUNNER_RUNS_H

/* The runs of this host, as the subcommands find them: by their records. */
#include <jansson.h>

#include "../netsetup/netlink.h"
#include "identity.h"

struct runs {
	int directory;        /* of the records; -1: there are none */
	bool wants_no_times;  /* set by the caller: of live runs no "microseconds", as for a list */
	struct identity host; /* boot and host alone: where the caller is */
	struct netlink *netlink;
};

struct found_run {
	struct identity identity;
	bool is_live; /* else it is what stays of a detached one */
	json_t *record;
};

/* Looks where the records are. A host without any is fine. */
int runs_open(struct runs *runs, struct failure *failure);
void runs_close(struct runs *runs);

/*
 * Finds the run that a user's word names: its name, its ID, or the beginning of its ID that no other
 * has. One that was killed is removed, and not found. The caller frees the record.
 */
int runs_find(
	struct runs *runs, const char *word, struct found_run *found, struct failure *failure);

/* The same for who wants one run and nothing else: looks where the records are, and is done there. */
int runs_find_one(const char *word, struct found_run *found, struct failure *failure);

/* Called with each run; the record is the caller's of this function. */
typedef void runs_visitor(const struct found_run *run, void *context);

/*
 * Visits the live runs and with ended those of which something stays, in no order; removes what
 * killed ones left.
 */
int runs_each(
	struct runs *runs, bool ended, runs_visitor *visit, void *context, struct failure *failure);

#endif
