/* SPDX-License-Identifier: MIT */
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"

enum { SHOWN = 100 }; /* of a template, in an error */

static const char blanks[] = " \t\n\r"; /* those of Go's templates */

struct span {
	const char *text;
	size_t length;
};

/* What stands between braces. */
struct action {
	bool is_json;
	struct span path; /* with its first dot */
};

/* One item, on its way through the template. */
struct expansion {
	FILE *to;
	json_t *item;
	const char *template;
	struct failure *failure;
};

static size_t key_length(const char *text, const char *end)
{
	size_t length = 0;

	while (text + length < end &&
		(isalnum((unsigned char)text[length]) || strchr("-_", text[length]) != NULL))
		length++;
	return length;
}

/* A dot alone, or a dot and a key, as often as one likes. */
static bool is_path(struct span span)
{
	const char *end = span.text + span.length;
	const char *at = span.text;

	if (span.length == 1 && *at == '.')
		return true;
	while (at < end && *at == '.') {
		size_t length = key_length(at + 1, end);

		if (length == 0)
			return false;
		at += 1 + length;
	}
	return at == end && span.length != 0;
}

static struct span trim(struct span span)
{
	while (span.length != 0 && strchr(blanks, span.text[0]) != NULL)
		span.text++, span.length--;
	while (span.length != 0 && strchr(blanks, span.text[span.length - 1]) != NULL)
		span.length--;
	return span;
}

static bool read_action(struct span inside, struct action *action)
{
	static const char word[] = "json";
	const size_t length = sizeof(word) - 1;

	action->path = trim(inside);
	action->is_json = action->path.length > length &&
		strncmp(action->path.text, word, length) == 0 &&
		strchr(blanks, action->path.text[length]) != NULL;
	if (action->is_json)
		action->path = trim(
			(struct span){ action->path.text + length, action->path.length - length });
	return is_path(action->path);
}

/* The value that lacks the key is where before leads to. */
static int fail_key(
	const struct expansion *expansion, json_t *value, struct span before, struct span key)
{
	static const char more[] = " ...";
	char names[200 + sizeof(more)] = "";
	size_t used = 0;
	const char *name;
	json_t *ignored;

	fail(expansion->failure, 0, "--format %.*s: no key '%.*s' in %.*s", SHOWN,
		expansion->template, (int)key.length, key.text,
		before.length != 0 ? (int)before.length : 1, before.text);
	if (!json_is_object(value))
		return fail_advise(expansion->failure, "that is no object");
	json_object_foreach(value, name, ignored) {
		if (used + strlen(name) + sizeof(more) > sizeof(names)) {
			snprintf(names + used, sizeof(names) - used, "%s", more);
			break;
		}
		used += (size_t)snprintf(
			names + used, sizeof(names) - used, "%s%s", used != 0 ? ", " : "", name);
	}
	return fail_advise(expansion->failure, "it has %s", used != 0 ? names : "none");
}

static json_t *member(json_t *value, struct span key)
{
	const char *name;
	json_t *found;

	json_object_foreach(value, name, found) {
		if (strlen(name) == key.length && strncmp(name, key.text, key.length) == 0)
			return found;
	}
	return NULL;
}

/* Where the path leads to; the value stays the item's. NULL: a failure. */
static json_t *follow(const struct expansion *expansion, struct span path)
{
	const char *end = path.text + path.length;
	json_t *value = expansion->item;
	const char *at = path.text;

	while (at + 1 < end) {
		struct span key = { at + 1, key_length(at + 1, end) };
		json_t *next = member(value, key);

		if (next == NULL) {
			fail_key(expansion, value,
				(struct span){ path.text, (size_t)(at - path.text) }, key);
			return NULL;
		}
		value = next;
		at = key.text + key.length;
	}
	return value;
}

static void write_value(FILE *to, const json_t *value, bool is_json)
{
	if (!is_json && json_is_string(value))
		fputs(json_string_value(value), to);
	else if (!is_json && json_is_null(value))
		fputs("<no value>", to);
	else
		json_dumpf(value, to, JSON_COMPACT | JSON_ENCODE_ANY);
}

static int write_action(const struct expansion *expansion, struct span inside)
{
	struct action action;
	json_t *value;

	if (!read_action(inside, &action))
		return fail(expansion->failure, 0,
			"--format %.*s: {{%.*s}} is not understood: there are {{.KEY.KEY}}, {{json "
			".KEY.KEY}} and {{json .}}; jq can do more",
			SHOWN, expansion->template,
			inside.length < SHOWN ? (int)inside.length : SHOWN, inside.text);
	value = follow(expansion, action.path);
	if (value == NULL)
		return -1;
	write_value(expansion->to, value, action.is_json);
	return 0;
}

static int write_item(const struct expansion *expansion)
{
	const char *at = expansion->template;
	const char *begin;

	while ((begin = strstr(at, "{{")) != NULL) {
		const char *end = strstr(begin, "}}");

		if (end == NULL)
			return fail(expansion->failure, 0, "--format %.*s: a '{{' has no '}}'",
				SHOWN, expansion->template);
		fwrite(at, 1, (size_t)(begin - at), expansion->to);
		begin += strlen("{{");
		if (write_action(expansion, (struct span){ begin, (size_t)(end - begin) }) < 0)
			return -1;
		at = end + strlen("}}");
	}
	fprintf(expansion->to, "%s\n", at);
	return 0;
}

static int write_items(FILE *to, json_t *list, const char *template, struct failure *failure)
{
	struct expansion expansion = { .to = to, .template = template, .failure = failure };
	size_t index;

	json_array_foreach(list, index, expansion.item) {
		if (write_item(&expansion) < 0)
			return -1;
	}
	return 0;
}

static int write_list(FILE *to, json_t *list, const char *template, struct failure *failure)
{
	bool is_for_people = template == NULL;

	if (!is_for_people && strcmp(template, "json") != 0)
		return write_items(to, list, template, failure);
	json_dumpf(list, to, is_for_people ? JSON_INDENT(4) : JSON_COMPACT);
	fputc('\n', to);
	return 0;
}

int format_list(json_t *list, const char *template, char **text, struct failure *failure)
{
	size_t size;
	FILE *to;
	int result;

	*text = NULL;
	to = open_memstream(text, &size);
	if (to == NULL)
		return fail(failure, errno, "--format");
	result = write_list(to, list, template, failure);
	if (fclose(to) != 0 && result == 0)
		result = fail(failure, errno, "--format");
	if (result < 0)
		free(take_pointer(text));
	return result;
}
