/* SPDX-License-Identifier: MIT */
#include "dot.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "brief.h"
#include "record.h"
#include "tree.h"

static const struct look {
	const char *prefix;     /* stands before a name, so that nodes of two sorts are two */
	const char *attributes; /* of the node */
} looks[] = {
	[TREE_HOST] = { "", "" },
	[TREE_INTERFACE] = { "interface ", "shape=box fillcolor=\"#fde5b8\"" },
	[TREE_LAN] = { "lan ", "shape=ellipse fillcolor=\"#d7ecd0\"" },
	[TREE_LINK] = { "run ", "shape=box fillcolor=\"#d6e6f7\"" },
	[TREE_RUN] = { "run ", "shape=box fillcolor=\"#d6e6f7\"" },
	[TREE_SUBINTERFACE] = { "interface ", "shape=box fillcolor=\"#fef4de\"" },
};
static_assert(ARRAY_SIZE(looks) == TREE_SORT_COUNT, "a sort of node is missing here");

/* Text within quotes, where a backslash begins an escape and an ampersand one of HTML's. */
static void print_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if (*text == '&')
			printf("&amp;");
		else
			putchar(iscntrl((unsigned char)*text) ? '?' : *text);
	}
}

/* "\n" is an escape in labels, and what ends each line of them. */
static void print_line_of_label(const char *text)
{
	if (text[0] == '\0')
		return;
	print_text(text);
	printf("\\n");
}

static void print_id(enum tree_sort sort, const char *name)
{
	printf("\"%s", looks[sort].prefix);
	print_text(name);
	putchar('"');
}

/* A run is known by its ID: its name may be another one's ID. */
static void print_id_of(const struct tree_node *node)
{
	print_id(node->sort, node->record != NULL ? record_text(node->record, "id") : node->name);
}

/* "eth0 macvlan/bridge", and a line for each of its addresses. */
static void print_link(const json_t *link)
{
	const json_t *addresses = json_object_get(link, "addresses");
	char kind[TREE_TEXT_SIZE];

	brief_kind(link, kind, sizeof(kind));
	print_text(record_text(link, "ifname"));
	putchar(' ');
	print_line_of_label(kind);
	for (size_t i = 0; i < json_array_size(addresses); i++) {
		const char *address = json_string_value(json_array_get(addresses, i));

		print_line_of_label(address != NULL ? address : "");
	}
}

/* What a link without a parent is, no edge says. */
static void print_run(const json_t *record)
{
	const json_t *links = record_live_links(record);
	char state[32];

	brief_state(record, state, sizeof(state));
	putchar('\t');
	print_id(TREE_RUN, record_text(record, "id"));
	printf(" [%s style=\"rounded,filled%s\" label=\"", looks[TREE_RUN].attributes,
		record_has_ended(record) ? ",dashed" : "");
	print_line_of_label(brief_name(record));
	print_line_of_label(record_text(record, "command"));
	if (strcmp(state, "running") != 0)
		print_line_of_label(state);
	for (size_t i = 0; i < json_array_size(links); i++) {
		if (record_text(json_array_get(links, i), "parent")[0] == '\0')
			print_link(json_array_get(links, i));
	}
	printf("\"]\n");
}

static void print_place(const struct tree_node *node)
{
	char kind[TREE_TEXT_SIZE];

	tree_describe_place(node, kind);
	putchar('\t');
	print_id_of(node);
	printf(" [%s label=\"", looks[node->sort].attributes);
	print_line_of_label(node->name);
	print_line_of_label(kind);
	printf("\"]\n");
}

static void print_edge(const struct tree_node *on, const struct tree_node *node)
{
	putchar('\t');
	print_id_of(on);
	printf(" -- ");
	print_id_of(node);
	if (node->sort == TREE_LINK) {
		printf(" [label=\"");
		print_link(node->link);
		printf("\"]");
	}
	putchar('\n');
}

static void print_places(const struct tree_node *on)
{
	for (const struct tree_node *node = on->below; node != NULL; node = node->next) {
		if (node->record == NULL)
			print_place(node);
		print_places(node);
	}
}

static void print_edges(const struct tree_node *on)
{
	for (const struct tree_node *node = on->below; node != NULL; node = node->next) {
		if (on->sort != TREE_HOST)
			print_edge(on, node);
		print_edges(node);
	}
}

int dot_print(const json_t *records, struct failure *failure)
{
	struct tree_node *host = tree_make(records);

	if (host == NULL)
		return fail(failure, ENOMEM, "list the runs");
	printf("graph nsrun {\n"
	       "\trankdir=LR\n"
	       "\tnode [style=filled fontname=\"sans-serif\"]\n"
	       "\tedge [fontname=\"sans-serif\" fontsize=10]\n");
	print_places(host);
	for (size_t i = 0; i < json_array_size(records); i++)
		print_run(json_array_get(records, i));
	print_edges(host);
	printf("}\n");
	tree_free(host);
	return 0;
}
