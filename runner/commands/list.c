/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../brief.h"
#include "../dot.h"
#include "../options.h"
#include "../record.h"
#include "../runs.h"
#include "../say.h"
#include "../table.h"
#include "../tree.h"

/* How they are printed, as the option for it is called. */
enum form {
	FORM_LINES,
	FORM_JSON,
	FORM_TREE,
	FORM_DOT,
	FORM_COUNT,
};

struct choices {
	bool all;
	enum form form;
};

static int set_all(const struct option_use *use, struct failure *failure)
{
	struct choices *choices = use->target;

	(void)failure;
	choices->all = true;
	return 0;
}

static int set_form(const struct option_use *use, enum form form, struct failure *failure)
{
	static const char *const names[FORM_COUNT] = { "", "json", "tree", "dot" };
	struct choices *choices = use->target;

	if (choices->form != FORM_LINES && choices->form != form)
		return fail(failure, 0, "--%s: --%s is given, too: leave one of them out",
			use->option->name, names[choices->form]);
	choices->form = form;
	return 0;
}

static int set_json(const struct option_use *use, struct failure *failure)
{
	return set_form(use, FORM_JSON, failure);
}

static int set_tree(const struct option_use *use, struct failure *failure)
{
	return set_form(use, FORM_TREE, failure);
}

static int set_dot(const struct option_use *use, struct failure *failure)
{
	return set_form(use, FORM_DOT, failure);
}

struct list {
	struct choices choices;
	json_t *records;
};

static const struct option options[] = {
	{ "all", 'a', NULL, GROUP_SEEING, "also what stays of detached runs that have ended",
		set_all },
	{ "json", 0, NULL, GROUP_SEEING, "print the records of the runs, as a JSON array",
		set_json },
	{ "tree", 0, NULL, GROUP_SEEING,
		"print what their links are on, and on that the links, as a tree", set_tree },
	{ "dot", 0, NULL, GROUP_SEEING, "print the same for Graphviz: nsrun list --dot | dot -Tsvg",
		set_dot },
};
const struct option_list list_options = { options, ARRAY_SIZE(options), "help list", false };

/* What no line shows is let go at once: of a thousand runs its memory is most of the time. */
static void note(const struct found_run *run, void *context)
{
	struct list *list = context;

	if (list->choices.form != FORM_JSON) {
		json_object_del(run->record, "argv");
		json_object_del(run->record, "keys");
	}
	json_array_append(list->records, run->record);
}

struct place {
	const char *created;
	const char *id;
	json_t *record;
};

static int compare_places(const void *one, const void *other)
{
	const struct place *first = one, *second = other;
	int result = strcmp(first->created, second->created);

	if (result == 0)
		result = strcmp(first->id, second->id);
	if (result == 0)
		result = record_has_ended(first->record) - record_has_ended(second->record);
	return result;
}

/* One that is not known yet, because the run is only starting, is the last. */
static struct place place_of(json_t *record)
{
	const char *created = record_text(record, "created");

	return (struct place){ created[0] != '\0' ? created : "9", record_text(record, "id"),
		record };
}

/* A run that ends just now may have been found twice: as a live one, and by what stays of it. */
static json_t *sort(json_t *records)
{
	size_t count = json_array_size(records);
	struct place *places = calloc(count + 1, sizeof(*places));
	json_t *sorted = json_array();

	for (size_t i = 0; places != NULL && i < count; i++)
		places[i] = place_of(json_array_get(records, i));
	if (places != NULL)
		qsort(places, count, sizeof(*places), compare_places);
	for (size_t i = 0; places != NULL && i < count; i++) {
		if (i == 0 || strcmp(places[i].id, places[i - 1].id) != 0)
			json_array_append(sorted, places[i].record);
	}
	if (places == NULL) {
		json_decref(sorted);
		sorted = NULL;
	}
	free(places);
	return sorted;
}

static int print_json(const json_t *records)
{
	json_dumpf(records, stdout, JSON_INDENT(4));
	putchar('\n');
	return 0;
}

static int print_form(enum form form, const json_t *records, struct failure *failure)
{
	switch (form) {
	case FORM_JSON:
		return print_json(records);
	case FORM_TREE:
		return tree_print(records, table_wants_colours(), failure);
	case FORM_DOT:
		return dot_print(records, failure);
	default:
		return brief_print(records, table_wants_colours(), failure);
	}
}

static int print(const struct choices *choices, json_t *found, struct failure *failure)
{
	json_t *records = sort(found);
	int result;

	if (records == NULL)
		return fail(failure, ENOMEM, "list the runs");
	result = print_form(choices->form, records, failure);
	json_decref(records);
	return result < 0 ? -1 : say_flush(failure);
}

static int list_runs(struct list *list, struct failure *failure)
{
	struct runs runs;
	int result;

	if (runs_open(&runs, failure) < 0)
		return -1;
	runs.wants_no_times = list->choices.form != FORM_JSON;
	result = runs_each(&runs, list->choices.all, note, list, failure);
	runs_close(&runs);
	return result < 0 ? -1 : print(&list->choices, list->records, failure);
}

int command_list(char **words, struct failure *failure)
{
	struct list list = { .records = NULL };
	int result;

	if (options_parse_names(words, &list_options, &list.choices, failure) < 0)
		return -1;
	if (words[0] != NULL)
		return fail(failure, 0, "list: takes no name: nsrun inspect %s shows one run",
			words[0]);
	list.records = json_array();
	result = list_runs(&list, failure);
	json_decref(list.records);
	return result;
}
