/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

/*
 * What every fuzz target has at hand. A target is one file here, for one parser: it feeds it any bytes,
 * and says with must() what holds for whatever came out. It touches nothing but memory and what is
 * below $TMPDIR. `make fuzz` links it with libFuzzer, `make test` with replay.c, which feeds it its
 * seeds alone: tests/fuzz/seeds/NAME/, among them all that was ever found.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/failure.h"

/* The one function of a target, by the name that libFuzzer knows. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the target, and so keeps the input, when the condition does not hold. */
#define must(condition)                                                                \
	do {                                                                           \
		if (!(condition)) {                                                    \
			fprintf(stderr, "%s:%d: must be so: %s\n", __FILE__, __LINE__, \
				#condition);                                           \
			abort();                                                       \
		}                                                                      \
	} while (0)

/*
 * The bytes up to the first NUL, as a text in memory of just that size: a byte behind it is not
 * there to be read. The caller frees it.
 */
static inline char *text_of(const uint8_t *data, size_t size)
{
	char *text;

	if (size != 0)
		size = strnlen((const char *)data, size);
	text = malloc(size + 1);
	must(text != NULL);
	if (size != 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* The same of bytes that may have a NUL among them. Never NULL; the caller frees it. */
static inline uint8_t *bytes_of(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size != 0 ? size : 1);

	must(bytes != NULL);
	if (size != 0)
		memcpy(bytes, data, size);
	return bytes;
}

/* Takes the first byte off the input: what it chooses. 0 where there is none. */
static inline uint8_t take_byte(const uint8_t **data, size_t *size)
{
	if (*size == 0)
		return 0;
	(*size)--;
	return *(*data)++;
}

/* What every refusal has: words, in one piece, and the exit status of nsrun's own failures. */
static inline void must_be_refusal(const struct failure *failure)
{
	must(memchr(failure->text, '\0', sizeof(failure->text)) != NULL);
	must(failure->text[0] != '\0');
	must(failure->status == STATUS_NSRUN_FAILED);
}

#endif
