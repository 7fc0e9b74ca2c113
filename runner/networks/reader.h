/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_READER_H
#define RUNNER_NETWORKS_READER_H

/*
 * Reads JSON that people write: each key has a function that reads its value, a key without one is
 * an error, and an error names the file, the line and the key.
 *
 * Jansson does not say on which line a value was. But it gives the keys of an object in the order of
 * the text; so the keys are counted as they are read, and the line is that of the key with the number.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "../../netsetup/failure.h"

struct reader {
	const char *path; /* of the file; NULL: the text was made of options */
	const char *text;
	/* With path NULL: the option that gave the value of a key of an object, as "--subnet ". */
	const char *(*option_of)(const char *object, const char *key);
	const char *object; /* the key of the object that is being read or checked */
	unsigned number;    /* of the key that is being read, from 1 */
	struct failure *failure;
};

/* Reads the value of a key. */
typedef int reader_function(struct reader *reader, const char *key, json_t *value, void *into);

struct reader_field {
	const char *key;
	reader_function *read;
};

/* Parses the text. The caller owns the result; NULL with a failure. */
json_t *reader_parse(const struct reader *reader);

/* Reads all keys of the object that is the value of key, whatever they are called. */
int reader_each(
	struct reader *reader, const char *key, json_t *object, reader_function *read, void *into);

/* Reads all keys of the object that is the value of key, each with the function of its field. */
int reader_fields(struct reader *reader, const char *key, json_t *object,
	const struct reader_field *fields, size_t count, void *into);

/* The text of a value, which lives as long as the value; NULL with a failure. */
const char *reader_text(const struct reader *reader, const char *key, json_t *value);

int reader_flag(const struct reader *reader, const char *key, json_t *value, bool *flag);

/*
 * A failure about the value of the key with this number: "FILE:LINE: "KEY" VALUE: WHY". value is what
 * was written, or "". Returns -1.
 */
int reader_wrong(const struct reader *reader, const char *key, unsigned number, const char *value,
	const char *why, ...) __attribute__((format(printf, 5, 6)));

/* A key that must be there is not. Returns -1. */
int reader_missing(const struct reader *reader, const char *key);

#endif
