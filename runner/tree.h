/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TREE_H
#define RUNNER_TREE_H

/*
 * Where the links of runs are, as a tree made of their records (record.h): the interfaces and private
 * Ethernets of this host, on them sub-interfaces, and on each of these the links of the runs.
 */
#include <jansson.h>
#include <stdbool.h>

#include "../netsetup/failure.h"

/* In the order in which those that are on the same one are drawn. */
enum tree_sort {
	TREE_HOST, /* the root, and the only one */
	TREE_INTERFACE,
	TREE_LAN,
	TREE_LINK, /* a link of a run; on the host when it has no parent */
	TREE_RUN,  /* one without a link */
	TREE_SUBINTERFACE,
	TREE_SORT_COUNT,
};

struct tree_node {
	enum tree_sort sort;
	char *name;              /* of an interface or LAN, or as lists call the run; owned */
	const json_t *record;    /* of the run, or NULL; this and the next two belong to the list */
	const json_t *link;      /* TREE_LINK: the record's part about it */
	const json_t *tag;       /* of an interface that is a VLAN: its (last) one; else NULL */
	struct tree_node *below; /* the first on it, or NULL */
	struct tree_node *next;  /* behind it on the same one, or NULL */
};

enum { TREE_TEXT_SIZE = 64 };

/*
 * Makes the tree of a list of records, which must outlive it. Those on the same one are in the order
 * of enum tree_sort; interfaces and LANs by their names, with numbers as numbers, and runs as they are
 * in the list. Returns the host, or NULL without memory.
 */
struct tree_node *tree_make(const json_t *records);
void tree_free(struct tree_node *host);

/* What an interface or LAN is, if there is anything to say: "VLAN 10", "LAN", or "". */
void tree_describe_place(const struct tree_node *place, char text[TREE_TEXT_SIZE]);

/* Prints the tree on stdout, with lines of UTF-8 where the locale has it, else of ASCII. */
int tree_print(const json_t *records, bool coloured, struct failure *failure);

#endif
