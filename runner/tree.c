/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/vlan.h"
#include "brief.h"
#include "record.h"

static int compare(const struct tree_node *one, const struct tree_node *other)
{
	if (one->sort != other->sort)
		return one->sort < other->sort ? -1 : 1;
	return one->record != NULL ? 0 : strverscmp(one->name, other->name);
}

/* Puts a copy of the node behind all on that one that do not come after it. NULL without memory. */
static struct tree_node *put(
	struct tree_node *on, const struct tree_node *node, const char *name, size_t length)
{
	struct tree_node *copy = malloc(sizeof(*copy));
	struct tree_node **place = &on->below;

	if (copy == NULL)
		return NULL;
	*copy = *node;
	copy->name = strndup(name, length);
	if (copy->name == NULL) {
		free(copy);
		return NULL;
	}
	while (*place != NULL && compare(*place, copy) <= 0)
		place = &(*place)->next;
	copy->next = *place;
	*place = copy;
	return copy;
}

/* What is called so on that one: what is there, or a new one. */
static struct tree_node *find_or_put(struct tree_node *on, enum tree_sort sort, const char *name,
	size_t length, const json_t *tag)
{
	struct tree_node place = { .sort = sort, .tag = tag };

	for (struct tree_node *node = on->below; node != NULL; node = node->next) {
		if (node->sort == sort && strlen(node->name) == length &&
			strncmp(node->name, name, length) == 0)
			return node;
	}
	return put(on, &place, name, length);
}

/* How long the part of "eth0.10" before the tag 10 is; 0 when the name does not end with it. */
static size_t length_of_base(const char *name, size_t length, const json_t *tag)
{
	char end[24];
	int size = snprintf(
		end, sizeof(end), ".%d", (int)json_integer_value(json_object_get(tag, "id")));

	if (size < 0 || length <= (size_t)size ||
		strncmp(name + length - size, end, (size_t)size) != 0)
		return 0;
	return length - (size_t)size;
}

/*
 * What nsrun or the usual tools have made says by its name what it is on, and its tags that it is so.
 * One under another name is drawn as what it is to its users, an interface.
 */
static struct tree_node *find_interface(
	struct tree_node *host, const char *name, size_t length, const json_t *tags, size_t count)
{
	const json_t *tag = count != 0 ? json_array_get(tags, count - 1) : NULL;
	size_t base = tag != NULL ? length_of_base(name, length, tag) : 0;
	struct tree_node *on;

	if (base == 0)
		return find_or_put(host, TREE_INTERFACE, name, length, tag);
	on = find_interface(host, name, base, tags, count - 1);
	return on != NULL ? find_or_put(on, TREE_SUBINTERFACE, name, length, tag) : NULL;
}

/* What a link is on: the host itself when it has no parent. */
static struct tree_node *find_place(struct tree_node *host, const json_t *link)
{
	const char *parent = record_text(link, "parent");
	const json_t *tags = json_object_get(link, "vlan");
	size_t length = strlen(parent);
	size_t count = json_array_size(tags);

	if (length == 0)
		return host;
	if (json_is_true(json_object_get(link, "lan")))
		return find_or_put(host, TREE_LAN, parent, length, NULL);
	/* Of a VLAN itself the last tag is the link's own. */
	if (count != 0 && strcmp(record_text(link, "kind"), vlan_kind.name) == 0)
		count--;
	/* The name of full length may have been cut (vlan_name()): its front part would be of no one. */
	if (length == IFNAMSIZ - 1 || count > MOST_SEGMENT_TAGS)
		return find_or_put(host, TREE_INTERFACE, parent, length,
			count != 0 ? json_array_get(tags, count - 1) : NULL);
	return find_interface(host, parent, length, tags, count);
}

static int put_run(struct tree_node *host, const json_t *record)
{
	const char *name = brief_name(record);
	const json_t *links = record_live_links(record);
	struct tree_node node = { .sort = TREE_LINK, .record = record };

	for (size_t i = 0; i < json_array_size(links); i++) {
		struct tree_node *on;

		node.link = json_array_get(links, i);
		on = find_place(host, node.link);
		if (on == NULL || put(on, &node, name, strlen(name)) == NULL)
			return -1;
	}
	if (json_array_size(links) != 0)
		return 0;
	node.sort = TREE_RUN;
	return put(host, &node, name, strlen(name)) != NULL ? 0 : -1;
}

struct tree_node *tree_make(const json_t *records)
{
	struct tree_node *host = calloc(1, sizeof(*host));

	for (size_t i = 0; host != NULL && i < json_array_size(records); i++) {
		if (put_run(host, json_array_get(records, i)) < 0) {
			tree_free(host);
			return NULL;
		}
	}
	return host;
}

void tree_free(struct tree_node *host)
{
	while (host != NULL) {
		struct tree_node *next = host->next;

		tree_free(host->below);
		free(host->name);
		free(host);
		host = next;
	}
}

void tree_describe_place(const struct tree_node *place, char text[TREE_TEXT_SIZE])
{
	const char *protocol = record_text(place->tag, "protocol");
	bool is_usual = strcmp(protocol, vlan_protocol_name(VLAN_8021Q)) == 0;

	if (place->tag != NULL)
		snprintf(text, TREE_TEXT_SIZE, "VLAN %d%s%s",
			(int)json_integer_value(json_object_get(place->tag, "id")),
			is_usual ? "" : " ", is_usual ? "" : protocol);
	else
		snprintf(text, TREE_TEXT_SIZE, "%s", place->sort == TREE_LAN ? "LAN" : "");
}

/* What stands before a name, as lsblk(8) draws it. */
struct strokes {
	const char *branch, *last;             /* at what is on another one */
	const char *beside_more, *beside_none; /* at what is on that, in its turn */
};

static const struct strokes utf8 = { "├─", "└─", "│ ", "  " };
static const struct strokes ascii = { "|-", "`-", "| ", "  " };
/* What is on the host itself. */
static const struct strokes none = { "", "", "", "" };

/*
 * Whether this is of UTF-8 is told by the locale's name, "en_US.UTF-8": to load it, as setlocale()
 * does, a program that is linked statically needs the files of its very own C library.
 */
static const struct strokes *strokes_of_locale(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *name = NULL;
	const char *codeset;

	for (size_t i = 0; i < ARRAY_SIZE(variables) && (name == NULL || name[0] == '\0'); i++)
		name = getenv(variables[i]);
	codeset = name != NULL ? strchr(name, '.') : NULL;
	if (codeset == NULL)
		return &ascii;
	return strcasecmp(codeset, ".UTF-8") == 0 || strcasecmp(codeset, ".utf8") == 0 ? &utf8
										       : &ascii;
}

enum { LEAD_SIZE = 4 * (MOST_SEGMENT_TAGS + 3), NAME_SIZE = LEAD_SIZE + RUN_NAME_SIZE };

static int add_line(struct table *table, const struct tree_node *node, const char *name)
{
	char kind[TREE_TEXT_SIZE];

	if (node->record != NULL)
		return brief_add_link(table, name, node->record, node->link);
	tree_describe_place(node, kind);
	return brief_add_place(table, name, kind);
}

/* lead is what stands before all of that node, strokes what is drawn at those on it. */
static int draw(struct table *table, const struct tree_node *node, const char *lead,
	const struct strokes *strokes, const struct strokes *deeper)
{
	for (node = node->below; node != NULL; node = node->next) {
		bool is_last = node->next == NULL;
		char name[NAME_SIZE];
		char further[LEAD_SIZE];

		snprintf(name, sizeof(name), "%s%s%s", lead,
			is_last ? strokes->last : strokes->branch, node->name);
		snprintf(further, sizeof(further), "%s%s", lead,
			is_last ? strokes->beside_none : strokes->beside_more);
		if (add_line(table, node, name) < 0 ||
			draw(table, node, further, deeper, deeper) < 0)
			return -1;
	}
	return 0;
}

int tree_print(const json_t *records, bool coloured, struct failure *failure)
{
	struct tree_node *host = tree_make(records);
	struct table table = brief_table();
	int result = -1;

	if (host != NULL)
		result = draw(&table, host, "", &none, strokes_of_locale());
	if (result == 0)
		table_print(&table, coloured);
	table_free(&table);
	tree_free(host);
	return result < 0 ? fail(failure, ENOMEM, "list the runs") : 0;
}
