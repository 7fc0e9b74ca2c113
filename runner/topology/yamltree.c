/* SPDX-License-Identifier: MIT */
#include "yamltree.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fail_at(
	const struct tree *tree, unsigned line, const char *what, struct failure *failure)
{
	return fail(failure, 0, "%s:%u: %s", tree->path, line, what);
}

/* In libyaml's words; where bytes are no text at all, it knows no line. */
static int fail_parse(const struct tree *tree, const yaml_parser_t *parser, struct failure *failure)
{
	const char *why = parser->problem != NULL ? parser->problem : "cannot be read";

	switch (parser->error) {
	case YAML_MEMORY_ERROR:
		return fail(failure, ENOMEM, "%s", tree->path);
	case YAML_READER_ERROR:
		return fail(failure, 0, "%s: byte %zu: %s: it must be YAML, in UTF-8", tree->path,
			parser->problem_offset, why);
	default:
		return fail_at(tree, (unsigned)parser->problem_mark.line + 1, why, failure);
	}
}

/* Whether there is another document behind the first: 1, 0, or -1. */
static int has_more(const struct tree *tree, yaml_parser_t *parser, struct failure *failure)
{
	yaml_document_t next;
	bool is_one;

	if (!yaml_parser_load(parser, &next))
		return fail_parse(tree, parser, failure);
	is_one = yaml_document_get_root_node(&next) != NULL;
	yaml_document_delete(&next);
	return is_one;
}

static int load(struct tree *tree, yaml_parser_t *parser, struct failure *failure)
{
	int more;

	if (!yaml_parser_load(parser, &tree->document))
		return fail_parse(tree, parser, failure);
	tree->is_loaded = true;
	if (yaml_document_get_root_node(&tree->document) == NULL)
		return fail_at(tree, 1, "it is empty: it must have hosts:", failure);
	more = has_more(tree, parser, failure);
	if (more > 0)
		return fail(failure, 0,
			"%s: has more than one document: leave out what is behind ---", tree->path);
	return more;
}

int tree_load(
	struct tree *tree, const char *path, const char *text, size_t size, struct failure *failure)
{
	yaml_parser_t parser;
	int result;

	tree->path = path;
	tree->is_loaded = false;
	if (!yaml_parser_initialize(&parser))
		return fail(failure, ENOMEM, "%s", path);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	result = load(tree, &parser, failure);
	yaml_parser_delete(&parser);
	return result;
}

void tree_release(struct tree *tree)
{
	if (tree->is_loaded)
		yaml_document_delete(&tree->document);
	tree->is_loaded = false;
}

yaml_node_t *tree_root(struct tree *tree)
{
	return yaml_document_get_root_node(&tree->document);
}

unsigned tree_line(const yaml_node_t *node)
{
	return (unsigned)node->start_mark.line + 1;
}

int tree_fail(const struct tree *tree, const yaml_node_t *node, struct failure *failure,
	const char *what, ...)
{
	char text[sizeof(failure->text)];
	va_list arguments;

	va_start(arguments, what);
	vsnprintf(text, sizeof(text), what, arguments);
	va_end(arguments);
	return fail_at(tree, tree_line(node), text, failure);
}

const char *tree_text(
	const struct tree *tree, const yaml_node_t *node, const char *key, struct failure *failure)
{
	const char *text = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE) {
		tree_fail(tree, node, failure, "%s: must be one text or number", key);
		return NULL;
	}
	/* YAML can write any byte. */
	if (strlen(text) != node->data.scalar.length) {
		tree_fail(tree, node, failure, "%s: has a NUL in it: leave it out", key);
		return NULL;
	}
	return text;
}

bool tree_is_list(const yaml_node_t *node)
{
	return node->type == YAML_SEQUENCE_NODE;
}

int tree_each_item(struct tree *tree, yaml_node_t *list, const char *key, tree_visitor *visit,
	void *context, struct failure *failure)
{
	if (!tree_is_list(list))
		return tree_fail(tree, list, failure,
			"%s: must be a list: write each item on a line of its own, behind '- '",
			key);
	for (const yaml_node_item_t *item = list->data.sequence.items.start;
		item < list->data.sequence.items.top; item++) {
		yaml_node_t *value = yaml_document_get_node(&tree->document, *item);
		const struct tree_entry entry = { key, value, value };

		if (visit(&entry, context, failure) < 0)
			return -1;
	}
	return 0;
}

/* Whether a key that was read already is there before this one. */
static bool is_repeated(struct tree *tree, const yaml_node_t *mapping, const yaml_node_pair_t *last,
	const char *key)
{
	for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start; pair < last;
		pair++) {
		const yaml_node_t *node = yaml_document_get_node(&tree->document, pair->key);

		if (strcmp((const char *)node->data.scalar.value, key) == 0)
			return true;
	}
	return false;
}

static int visit_pair(struct tree *tree, yaml_node_t *mapping, const yaml_node_pair_t *pair,
	tree_visitor *visit, void *context, struct failure *failure)
{
	yaml_node_t *name = yaml_document_get_node(&tree->document, pair->key);
	const struct tree_entry entry = {
		.key = tree_text(tree, name, "a key", failure),
		.at = name,
		.value = yaml_document_get_node(&tree->document, pair->value),
	};

	if (entry.key == NULL)
		return -1;
	if (is_repeated(tree, mapping, pair, entry.key))
		return tree_fail(tree, name, failure, "%s: is there twice: leave one of them out",
			entry.key);
	return visit(&entry, context, failure);
}

int tree_each_pair(struct tree *tree, yaml_node_t *mapping, const char *what, tree_visitor *visit,
	void *context, struct failure *failure)
{
	if (mapping->type != YAML_MAPPING_NODE)
		return tree_fail(tree, mapping, failure,
			"%s: must be a mapping: write KEY: VALUE on each line", what);
	for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
		pair < mapping->data.mapping.pairs.top; pair++) {
		if (visit_pair(tree, mapping, pair, visit, context, failure) < 0)
			return -1;
	}
	return 0;
}
