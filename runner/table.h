/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TABLE_H
#define RUNNER_TABLE_H

/* A table for people: columns as wide as their widest cell, with colours on a terminal. */
#include <stdbool.h>
#include <stddef.h>

struct table_column {
	const char *title;
	/* The colour of a word of a cell, as TABLE_RED; NULL: the terminal's own. */
	const char *(*colour)(const char *word);
};

/* Those of ip -color. */
#define TABLE_RED     "\033[31m"
#define TABLE_GREEN   "\033[32m"
#define TABLE_YELLOW  "\033[33m"
#define TABLE_BLUE    "\033[34m"
#define TABLE_MAGENTA "\033[35m"
#define TABLE_CYAN    "\033[36m"

struct table {
	const struct table_column *columns; /* not owned */
	size_t width;                       /* how many they are */
	size_t height;                      /* how many rows there are so far, without the titles */
	char **cells;                       /* owned, row by row */
};

/* Adds a row of copies of as many cells as there are columns. Returns 0, or -1 without memory. */
int table_add(struct table *table, const char *const *cells);

/* Prints titles and rows on stdout, in letters that no terminal obeys but for the colours. */
void table_print(const struct table *table, bool coloured);

/* Whether whoever reads stdout wants colours: a terminal, and NO_COLOR (https://no-color.org) is not set. */
bool table_wants_colours(void);

void table_free(struct table *table);

#endif
