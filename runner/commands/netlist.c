/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/kinds.h"
#include "../networks/store.h"
#include "../options.h"
#include "../say.h"
#include "../table.h"

enum { SHORT_ID = 12 };

struct choices {
	bool json;
	bool quiet;
};

static int set_json(const struct option_use *use, struct failure *failure)
{
	struct choices *choices = use->target;

	(void)failure;
	choices->json = true;
	return 0;
}

static int set_quiet(const struct option_use *use, struct failure *failure)
{
	struct choices *choices = use->target;

	(void)failure;
	choices->quiet = true;
	return 0;
}

static const struct option options[] = {
	{ "json", 0, NULL, GROUP_SEEING, "print the networks as they are in their files",
		set_json },
	{ "quiet", 'q', NULL, GROUP_SEEING, "print the IDs alone", set_quiet },
};
const struct option_list network_list_options = { options, ARRAY_SIZE(options), "help network list",
	false };

static const char *colour_of_parent(const char *word)
{
	(void)word;
	return TABLE_CYAN;
}

static const struct table_column columns[] = {
	{ "NETWORK ID", NULL },
	{ "NAME", NULL },
	{ "DRIVER", NULL },
	{ "MODE", NULL },
	{ "PARENT", colour_of_parent },
	{ "SUBNETS", NULL },
};

struct list {
	struct choices choices;
	json_t *json;
	struct table table;
};

static int note(const struct named_network *network, void *context, struct failure *failure)
{
	struct list *list = context;
	char id[SHORT_ID + 1], subnets[512];
	const char *const cells[] = { id, network->name, link_kind(network->kind)->name,
		link_mode_name(network->kind, network->mode),
		network->is_lan ? "-" : network->parent,
		network_subnets_text(network, subnets, sizeof(subnets)) };

	snprintf(id, sizeof(id), "%.*s", SHORT_ID, network->id);
	if (json_array_append(list->json, network->json) < 0 || table_add(&list->table, cells) < 0)
		return fail(failure, ENOMEM, "list the networks");
	return 0;
}

static void print(const struct list *list)
{
	size_t index;
	json_t *network;

	if (list->choices.json) {
		json_dumpf(list->json, stdout, JSON_INDENT(4));
		putchar('\n');
	} else if (list->choices.quiet) {
		json_array_foreach(list->json, index, network) {
			printf("%.*s\n", SHORT_ID,
				json_string_value(json_object_get(network, "Id")));
		}
	} else {
		table_print(&list->table, table_wants_colours());
	}
}

/* Those that can be read are listed in any case. */
static int list_networks(struct list *list, struct failure *failure)
{
	int result = store_each(note, list, failure);
	struct failure ignored;

	print(list);
	return say_flush(result == 0 ? failure : &ignored) < 0 ? -1 : result;
}

int command_network_list(char **words, struct failure *failure)
{
	struct list list = { .table = { .columns = columns, .width = ARRAY_SIZE(columns) } };
	int result;

	if (options_parse_names(words, &network_list_options, &list.choices, failure) < 0)
		return -1;
	if (words[0] != NULL)
		return fail(failure, 0,
			"network list: takes no name: nsrun network inspect %s shows one network",
			words[0]);
	list.json = json_array();
	result = list_networks(&list, failure);
	table_free(&list.table);
	json_decref(list.json);
	return result;
}
