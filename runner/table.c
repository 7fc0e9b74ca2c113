/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NO_COLOUR "\033[0m"

int table_add(struct table *table, const char *const *cells)
{
	size_t used = table->height * table->width;
	char **grown = realloc(table->cells, (used + table->width) * sizeof(*grown));

	if (grown == NULL)
		return -1;
	table->cells = grown;
	for (size_t i = 0; i < table->width; i++) {
		char *copy = strdup(cells[i]);

		if (copy == NULL) {
			while (i > 0)
				free(grown[used + --i]);
			return -1;
		}
		for (char *letter = copy; *letter != '\0'; letter++) {
			if (iscntrl((unsigned char)*letter))
				*letter = '?';
		}
		grown[used + i] = copy;
	}
	table->height++;
	return 0;
}

/* How many letters of UTF-8: the bytes that do not go on with one. */
static int count_letters(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static int widest(const struct table *table, size_t column)
{
	int most = count_letters(table->columns[column].title);

	for (size_t row = 0; row < table->height; row++) {
		int letters = count_letters(table->cells[row * table->width + column]);

		most = letters > most ? letters : most;
	}
	return most;
}

static void print_word(const struct table_column *column, const char *word, size_t length)
{
	const char *colour;
	char *copy = strndup(word, length);

	if (copy == NULL)
		return;
	colour = column->colour != NULL ? column->colour(copy) : NULL;
	printf("%s%s%s", colour != NULL ? colour : "", copy, colour != NULL ? NO_COLOUR : "");
	free(copy);
}

static void print_coloured(const struct table_column *column, const char *cell)
{
	while (*cell != '\0') {
		size_t length = strcspn(cell, " ");
		size_t blanks = strspn(cell + length, " ");

		print_word(column, cell, length);
		printf("%*s", (int)blanks, "");
		cell += length + blanks;
	}
}

/* Nothing is printed behind the last cell that has something in it. */
static void print_row(
	const struct table *table, const char *const *cells, const int *widths, bool coloured)
{
	size_t last = table->width;

	while (last > 0 && cells[last - 1][0] == '\0')
		last--;
	for (size_t i = 0; i < last; i++) {
		if (coloured)
			print_coloured(&table->columns[i], cells[i]);
		else
			printf("%s", cells[i]);
		if (i + 1 < last)
			printf("%*s", widths[i] - count_letters(cells[i]) + 2, "");
	}
	putchar('\n');
}

void table_print(const struct table *table, bool coloured)
{
	const char **titles = calloc(table->width, sizeof(*titles));
	int *widths = calloc(table->width, sizeof(*widths));

	for (size_t i = 0; titles != NULL && widths != NULL && i < table->width; i++) {
		titles[i] = table->columns[i].title;
		widths[i] = widest(table, i);
	}
	if (titles != NULL && widths != NULL) {
		print_row(table, titles, widths, false);
		for (size_t row = 0; row < table->height; row++)
			print_row(table, (const char *const *)table->cells + row * table->width,
				widths, coloured);
	}
	free(titles);
	free(widths);
}

bool table_wants_colours(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0');
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->width * table->height; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->height = 0;
}
