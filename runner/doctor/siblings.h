/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOCTOR_SIBLINGS_H
#define RUNNER_DOCTOR_SIBLINGS_H

/* The links that are on a parent already, counted by kind and mode: what a further one must live with. */
#include <stdbool.h>
#include <stddef.h>

enum { SIBLINGS_MOST_SORTS = 16, SIBLINGS_TEXT_SIZE = 200 };

struct sibling_sort {
	char kind[16];
	int mode; /* the kernel's number, or -1 */
	unsigned count;
};

struct siblings {
	size_t sort_count;
	struct sibling_sort sorts[SIBLINGS_MOST_SORTS]; /* those beyond are not counted */
};

/* Counts one more. */
void siblings_add(struct siblings *siblings, const char *kind, int mode);

/* Writes "2 macvlan (bridge), 1 vlan", or "none"; returns text. */
const char *siblings_print(const struct siblings *siblings, char text[SIBLINGS_TEXT_SIZE]);

/* Whether one is an ipvlan; then no macvlan can be there. mode: of the last, for they have it together. */
bool siblings_have_ipvlan(const struct siblings *siblings, const char **mode);

/* Whether one is a macvlan that must be alone (passthru). */
bool siblings_have_passthru(const struct siblings *siblings);

#endif
