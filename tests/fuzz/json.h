/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_JSON_H
#define TESTS_FUZZ_JSON_H

/*
 * Mutations of JSON that leave it JSON. Of texts that are changed byte by byte nearly all are none, and
 * what is behind the parser is never reached. A target whose input ends with JSON defines
 * LLVMFuzzerCustomMutator() as json_mutate().
 */
#include <jansson.h>

#include "fuzz.h"

/* libFuzzer's own; replay.c has none, and calls no mutator. */
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t largest) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed);

enum { JSON_MOST_PLACES = 512 };

/* Where a value is: in an object by its key, in an array by its number. */
struct json_place {
	json_t *in;
	const char *key;
	size_t index;
	json_t *value;
};

struct json_places {
	size_t count;
	struct json_place list[JSON_MOST_PLACES];
};

static inline void json_find_places(json_t *value, struct json_places *places)
{
	const char *key;
	size_t index;
	json_t *inner;

	json_object_foreach(value, key, inner) {
		if (places->count < JSON_MOST_PLACES)
			places->list[places->count++] = (struct json_place){ value, key, 0, inner };
		json_find_places(inner, places);
	}
	json_array_foreach(value, index, inner) {
		if (places->count < JSON_MOST_PLACES)
			places->list[places->count++] =
				(struct json_place){ value, NULL, index, inner };
		json_find_places(inner, places);
	}
}

/* A value of another sort than most. */
static inline json_t *json_odd(unsigned number)
{
	switch (number % 12) {
	case 0:
		return json_null();
	case 1:
		return json_true();
	case 2:
		return json_false();
	case 3:
		return json_integer(0);
	case 4:
		return json_integer(-1);
	case 5:
		return json_integer((json_int_t)1 << (number / 12 % 63));
	case 6:
		return json_integer(INT64_MIN);
	case 7:
		return json_real(1e300);
	case 8:
		return json_string("");
	case 9:
		return json_array();
	case 10:
		return json_object();
	default:
		return json_stringn("0123456789", number / 12 % 11);
	}
}

static inline json_t *json_bent(const json_t *value)
{
	char text[256] = "";
	size_t size = json_string_length(value);

	if (!json_is_string(value) || size > sizeof(text) / 2)
		return json_odd((unsigned)rand());
	memcpy(text, json_string_value(value), size);
	return json_stringn(text, LLVMFuzzerMutate((uint8_t *)text, size, sizeof(text)));
}

/* Puts the value, which it takes over, into a place, or behind or beside it. */
static inline void json_put(
	const struct json_place *place, json_t *value, bool adds, const char *key)
{
	if (value == NULL)
		return;
	if (place->key == NULL && adds)
		json_array_insert_new(place->in, place->index, value);
	else if (place->key == NULL)
		json_array_set_new(place->in, place->index, value);
	else
		json_object_set_new(place->in, adds && key != NULL ? key : place->key, value);
}

static inline void json_change(json_t *root)
{
	static struct json_places places;
	const struct json_place *place, *other;

	places.count = 0;
	json_find_places(root, &places);
	if (places.count == 0)
		return;
	place = &places.list[(size_t)rand() % places.count];
	other = &places.list[(size_t)rand() % places.count];
	switch (rand() % 6) {
	case 0:
		json_put(place, json_odd((unsigned)rand()), false, NULL);
		break;
	case 1:
		if (place->key != NULL)
			json_object_del(place->in, place->key);
		else
			json_array_remove(place->in, place->index);
		break;
	case 2:
		json_put(place, json_deep_copy(other->value), false, NULL);
		break;
	case 3:
		json_put(place, json_deep_copy(other->value), true, other->key);
		break;
	default:
		json_put(place, json_bent(place->value), false, NULL);
	}
}

/* Changes the input, of which the first bytes are no JSON. Returns its size. */
static inline size_t json_mutate(
	uint8_t *data, size_t size, size_t largest, unsigned seed, size_t front)
{
	json_t *root = NULL;
	char *text = NULL;
	size_t length;

	srand(seed);
	if (size > front && rand() % 8 != 0)
		root = json_loadb((const char *)data + front, size - front, 0, NULL);
	if (root != NULL) {
		json_change(root);
		text = json_dumps(root, rand() % 2 != 0 ? JSON_COMPACT : JSON_INDENT(1));
		json_decref(root);
	}
	length = text != NULL ? strlen(text) : 0;
	if (text == NULL || front + length > largest) {
		free(text);
		return LLVMFuzzerMutate(data, size, largest);
	}
	memcpy(data + front, text, length);
	free(text);
	return front + length;
}

#endif
