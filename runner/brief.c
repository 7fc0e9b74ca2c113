/* SPDX-License-Identifier: MIT */
#include "brief.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/link.h"
#include "record.h"
#include "table.h"

enum column {
	COLUMN_NAME,
	COLUMN_ID,
	COLUMN_STATE,
	COLUMN_LINK,
	COLUMN_KIND,
	COLUMN_MAC,
	COLUMN_ADDRESSES,
	COLUMN_COMMAND,
	COLUMN_COUNT,
};

static const char *colour_of_state(const char *word)
{
	if (strcmp(word, "running") == 0)
		return TABLE_GREEN;
	return strcmp(word, "starting") == 0 ? NULL : TABLE_RED;
}

static const char *colour_of_interface(const char *word)
{
	(void)word;
	return TABLE_CYAN;
}

static const char *colour_of_mac(const char *word)
{
	(void)word;
	return TABLE_YELLOW;
}

static const char *colour_of_address(const char *word)
{
	return strchr(word, ':') != NULL ? TABLE_BLUE : TABLE_MAGENTA;
}

static const struct table_column columns[] = {
	[COLUMN_NAME] = { "NAME", NULL },
	[COLUMN_ID] = { "ID", NULL },
	[COLUMN_STATE] = { "STATE", colour_of_state },
	[COLUMN_LINK] = { "LINK", colour_of_interface },
	[COLUMN_KIND] = { "KIND", NULL },
	[COLUMN_MAC] = { "MAC", colour_of_mac },
	[COLUMN_ADDRESSES] = { "ADDRESSES", colour_of_address },
	[COLUMN_COMMAND] = { "COMMAND", NULL },
};
static_assert(ARRAY_SIZE(columns) == COLUMN_COUNT, "a column is missing here");

/* "one" or, with another behind it, "one@other" or "one/other". */
static void join(char *text, size_t size, const json_t *object, const char *one, char between,
	const char *other)
{
	const char *second = record_text(object, other);

	if (second[0] == '\0')
		snprintf(text, size, "%s", record_text(object, one));
	else
		snprintf(text, size, "%s%c%s", record_text(object, one), between, second);
}

const char *brief_name(const json_t *record)
{
	const char *name = record_text(record, "name");

	return name[0] != '\0' ? name : record_text(record, "id");
}

/* One of which nothing but the identity is written down yet is starting. */
void brief_state(const json_t *record, char *text, size_t size)
{
	const char *state = record_text(record, "state");
	const json_t *status = json_object_get(record, "status");

	if (json_is_integer(status))
		snprintf(text, size, "%s (%d)", state, (int)json_integer_value(status));
	else
		snprintf(text, size, "%s", state[0] != '\0' ? state : "starting");
}

void brief_kind(const json_t *link, char *text, size_t size)
{
	join(text, size, link, "kind", '/', "mode");
}

static void join_addresses(const json_t *link, char *text, size_t size)
{
	size_t index, used = 0;
	json_t *address;

	text[0] = '\0';
	json_array_foreach(json_object_get(link, "addresses"), index, address) {
		if (used < size && json_is_string(address))
			used += (size_t)snprintf(text + used, size - used, "%s%s",
				used != 0 ? " " : "", json_string_value(address));
	}
}

struct table brief_table(void)
{
	return (struct table){ .columns = columns, .width = COLUMN_COUNT };
}

static const char *const nothing[COLUMN_COUNT] = { "", "", "", "", "", "", "", "" };

/* With the cells of the run, if any, filled in already. */
static int add_link(struct table *table, const char *cells[COLUMN_COUNT], const json_t *link)
{
	char name[IFNAMSIZ + LAN_NAME_SIZE];
	char kind[64];
	char addresses[LINK_MAX_ADDRESSES * (PREFIX_TEXT_SIZE + 1)];

	join(name, sizeof(name), link, "ifname", '@', "parent");
	brief_kind(link, kind, sizeof(kind));
	join_addresses(link, addresses, sizeof(addresses));
	cells[COLUMN_LINK] = name;
	cells[COLUMN_KIND] = kind;
	cells[COLUMN_MAC] = record_text(link, "mac");
	cells[COLUMN_ADDRESSES] = addresses;
	return table_add(table, cells);
}

int brief_add_link(struct table *table, const char *name, const json_t *record, const json_t *link)
{
	const char *cells[COLUMN_COUNT];
	char state[32];

	memcpy(cells, nothing, sizeof(cells));
	brief_state(record, state, sizeof(state));
	cells[COLUMN_NAME] = name;
	cells[COLUMN_ID] = record_text(record, "id");
	cells[COLUMN_STATE] = state;
	cells[COLUMN_COMMAND] = record_text(record, "command");
	return link != NULL ? add_link(table, cells, link) : table_add(table, cells);
}

int brief_add_place(struct table *table, const char *name, const char *kind)
{
	const char *cells[COLUMN_COUNT];

	memcpy(cells, nothing, sizeof(cells));
	cells[COLUMN_NAME] = name;
	cells[COLUMN_KIND] = kind;
	return table_add(table, cells);
}

static int add_run(struct table *table, const json_t *record)
{
	const json_t *links = record_live_links(record);
	const char *cells[COLUMN_COUNT];

	if (brief_add_link(table, brief_name(record), record, json_array_get(links, 0)) < 0)
		return -1;
	for (size_t i = 1; i < json_array_size(links); i++) {
		memcpy(cells, nothing, sizeof(cells));
		if (add_link(table, cells, json_array_get(links, i)) < 0)
			return -1;
	}
	return 0;
}

static int add_runs(struct table *table, const json_t *records)
{
	size_t index;
	json_t *record;

	json_array_foreach(records, index, record) {
		if (add_run(table, record) < 0)
			return -1;
	}
	return 0;
}

int brief_print(const json_t *records, bool coloured, struct failure *failure)
{
	struct table table = brief_table();
	int result = add_runs(&table, records);

	if (result == 0)
		table_print(&table, coloured);
	table_free(&table);
	return result < 0 ? fail(failure, ENOMEM, "list the runs") : 0;
}
