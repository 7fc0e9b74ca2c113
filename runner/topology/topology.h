/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_TOPOLOGY_H
#define RUNNER_TOPOLOGY_TOPOLOGY_H

/*
 * What a topology's file says, as plain data: hosts, each a run, whose links are on LANs that they share.
 * The reader (reader.h) makes it; words.h says what each host is on nsrun's command line. Every text points
 * into the tree, into the option table, or is a constant.
 */
#include "../identity.h"
#include "../option.h"
#include "yamltree.h"

/* An option of nsrun's. */
struct setting {
	const struct option *option;
	const char *value; /* NULL: it takes none */
	unsigned line;
};

struct topology_host {
	const char *name;
	unsigned line;
	bool forwards; /* between its links: a router */
	/* In the order of the file, but of each link its kind comes first. */
	size_t setting_count;
	struct setting *settings;
	const char **command; /* ends with NULL; NULL: it is but a network */
};

struct topology {
	struct tree tree;
	/*
	 * Begins the names of its runs and LANs: NAME-HOST, NAME-LAN. It has no dash, so that no two
	 * topologies mean the same run by two names.
	 */
	char name[RUN_NAME_SIZE];
	size_t host_count;
	struct topology_host *hosts;
	const char *test; /* for sh -c; NULL: there is none */
};

/* A topology that has nothing yet, and whose release is fine. */
struct topology topology_none(void);

/* Frees what is in it. */
void topology_release(struct topology *topology);

/* Writes the name of a host's run into name. One that is too long is cut. */
void topology_run_name(const struct topology *topology, const struct topology_host *host,
	char name[RUN_NAME_SIZE]);

#endif
