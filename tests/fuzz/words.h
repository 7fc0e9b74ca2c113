/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_WORDS_H
#define TESTS_FUZZ_WORDS_H

/* Command lines: one word of the command line on each line of the input. */
#include "../../runner/options.h"
#include "fuzz.h"

enum { MOST_WORDS = 256 };

/* The words point into memory of their own each; the last is NULL. */
struct words {
	size_t count;
	char *words[MOST_WORDS + 1];
};

static inline void words_read(struct words *words, const uint8_t *data, size_t size)
{
	words->count = 0;
	while (size != 0 && words->count < MOST_WORDS) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end != NULL ? (size_t)(end - data) : size;

		words->words[words->count++] = text_of(data, length);
		data += length + (end != NULL);
		size -= length + (end != NULL);
	}
	words->words[words->count] = NULL;
}

static inline void words_free(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->words[i]);
}

/* Parses the words of a run and checks the plan, which is anew. Returns 0 or -1. */
static inline int words_parse(struct words *words, struct plan *plan, struct failure *failure)
{
	char **rest = words->words;

	memset(plan, 0, sizeof(*plan));
	memset(failure, 0, sizeof(*failure));
	plan_start(plan);
	if (options_parse(&rest, &run_options, plan, failure) < 0)
		return -1;
	must(rest >= words->words && rest <= words->words + words->count);
	plan->command = rest;
	return plan_check(plan, failure);
}

#endif
