/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The end of a string of JSON whose first quote is at text: its last quote. */
static const char *end_of_string(const char *text)
{
	do {
		text += *text == '\\' && text[1] != '\0' ? 2 : 1;
	} while (*text != '"' && *text != '\0');
	return text;
}

/* The line of the key with this number: a key is a string with a colon behind it. */
static unsigned line_of(const char *text, unsigned number)
{
	unsigned line = 1;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			line++;
		if (*text != '"')
			continue;
		text = end_of_string(text);
		if (*text == '\0')
			break;
		if (text[1 + strspn(text + 1, " \t\r\n")] == ':' && --number == 0)
			break;
	}
	return line;
}

int reader_wrong(const struct reader *reader, const char *key, unsigned number, const char *value,
	const char *why, ...)
{
	char text[300];
	va_list arguments;

	va_start(arguments, why);
	vsnprintf(text, sizeof(text), why, arguments);
	va_end(arguments);
	if (reader->path != NULL)
		return fail(reader->failure, 0, "%s:%u: \"%s\"%s%s: %s", reader->path,
			line_of(reader->text, number), key, value[0] != '\0' ? " " : "", value,
			text);
	return fail(reader->failure, 0, "%s%s: %s", reader->option_of(reader->object, key), value,
		text);
}

int reader_missing(const struct reader *reader, const char *key)
{
	return fail(reader->failure, 0, "%s: \"%s\" is missing", reader->path, key);
}

json_t *reader_parse(const struct reader *reader)
{
	json_error_t error;
	json_t *root = json_loads(reader->text, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail(reader->failure, 0, "%s:%d: this is no JSON: %s", reader->path, error.line,
			error.text);
	return root;
}

static int fail_unknown(const struct reader *reader, const char *key, const json_t *value,
	const struct reader_field *fields, size_t count)
{
	const char *text = json_string_value(value);
	char known[200] = "";
	size_t used = 0;

	for (size_t i = 0; i < count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s",
			i == 0                   ? ""
				: i + 1 == count ? " and "
						 : ", ",
			fields[i].key);
	return reader_wrong(reader, key, reader->number, text != NULL ? text : "",
		"this is not known there: known are %s", known);
}

int reader_each(
	struct reader *reader, const char *key, json_t *object, reader_function *read, void *into)
{
	const char *outer = reader->object;
	const char *inner;
	json_t *value;

	if (!json_is_object(object))
		return reader_wrong(reader, key, reader->number, "", "must be an object, {...}");
	reader->object = key;
	json_object_foreach(object, inner, value) {
		reader->number++;
		if (read(reader, inner, value, into) < 0)
			return -1;
	}
	reader->object = outer;
	return 0;
}

/* What reader_fields() is given, for each key. */
struct table {
	const struct reader_field *fields;
	size_t count;
	void *into;
};

static int read_field(struct reader *reader, const char *key, json_t *value, void *context)
{
	const struct table *table = context;

	for (size_t i = 0; i < table->count; i++) {
		if (strcmp(table->fields[i].key, key) == 0)
			return table->fields[i].read(reader, key, value, table->into);
	}
	return fail_unknown(reader, key, value, table->fields, table->count);
}

int reader_fields(struct reader *reader, const char *key, json_t *object,
	const struct reader_field *fields, size_t count, void *into)
{
	struct table table = { fields, count, into };

	return reader_each(reader, key, object, read_field, &table);
}

const char *reader_text(const struct reader *reader, const char *key, json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL)
		reader_wrong(reader, key, reader->number, "", "must be a text, \"...\"");
	return text;
}

int reader_flag(const struct reader *reader, const char *key, json_t *value, bool *flag)
{
	if (!json_is_boolean(value))
		return reader_wrong(reader, key, reader->number, "", "must be true or false");
	*flag = json_is_true(value);
	return 0;
}
