/* SPDX-License-Identifier: MIT */
#include "suggest.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 32 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/*
 * The edits (a letter put in, left out, changed, or two neighbours exchanged) that lead from one
 * word to the other: the optimal string alignment distance.
 */
static size_t edits(const char *one, const char *other)
{
	size_t rows = strlen(one);
	size_t columns = strlen(other);
	size_t table[LONGEST + 1][LONGEST + 1];

	for (size_t i = 0; i <= rows; i++)
		table[i][0] = i;
	for (size_t j = 0; j <= columns; j++)
		table[0][j] = j;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t j = 1; j <= columns; j++) {
			size_t change = one[i - 1] != other[j - 1];

			table[i][j] = least(table[i - 1][j] + 1, table[i][j - 1] + 1,
				table[i - 1][j - 1] + change);
			if (i > 1 && j > 1 && one[i - 1] == other[j - 2] &&
				one[i - 2] == other[j - 1] && table[i - 2][j - 2] + 1 < table[i][j])
				table[i][j] = table[i - 2][j - 2] + 1;
		}
	}
	return table[rows][columns];
}

struct suggestion suggest_for(const char *typed)
{
	struct suggestion suggestion = { .typed = typed };
	size_t length = strlen(typed);

	/* One edit in a short word, two in a long one; a word of two letters resembles too much. */
	suggestion.distance = length < 3 ? 0 : length < 6 ? 1 : 2;
	suggestion.distance++;
	return suggestion;
}

void suggest_offer(struct suggestion *suggestion, const char *word)
{
	size_t distance;

	if (strlen(suggestion->typed) > LONGEST || strlen(word) > LONGEST)
		return;
	distance = edits(suggestion->typed, word);
	if (distance >= suggestion->distance)
		return;
	suggestion->distance = distance;
	snprintf(suggestion->word, sizeof(suggestion->word), "%s", word);
}
