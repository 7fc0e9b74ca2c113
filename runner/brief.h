/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_BRIEF_H
#define RUNNER_BRIEF_H

/* Runs as lines for people, made of their records (record.h). */
#include <jansson.h>
#include <stdbool.h>

#include "../netsetup/failure.h"
#include "table.h"

/*
 * Prints the runs of a list of records on stdout, as ip -brief does interfaces: a line for each link,
 * and of one that has ended or has no link a line of its own.
 */
int brief_print(const json_t *records, bool coloured, struct failure *failure);

/*
 * Such lines, one by one and in another order. The first makes a table without any, for table_print();
 * the others add one to it, with name in the first column: of a link of a run, or with link NULL of a
 * run without one; and of what links are on. Return 0, or -1 without memory.
 */
struct table brief_table(void);
int brief_add_link(struct table *table, const char *name, const json_t *record, const json_t *link);
int brief_add_place(struct table *table, const char *name, const char *kind);

/* Parts of them. What does not fit in size is cut. */
const char *brief_name(const json_t *record);
void brief_state(const json_t *record, char *text, size_t size);
void brief_kind(const json_t *link, char *text, size_t size);

#endif
