/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../doctor/diagnosis.h"
#include "../doctor/kernel.h"
#include "../doctor/leftovers.h"
#include "../doctor/machine.h"
#include "../doctor/parent.h"
#include "../options.h"
#include "../say.h"
#include "../table.h"

enum { STATUS_UNSOUND = 1 };

struct choices {
	bool json;
};

static int set_json(const struct option_use *use, struct failure *failure)
{
	struct choices *choices = use->target;

	(void)failure;
	choices->json = true;
	return 0;
}

static const struct option options[] = {
	{ "json", 0, NULL, GROUP_SEEING, "print what was found as a JSON array", set_json },
};
const struct option_list doctor_options = { options, ARRAY_SIZE(options), "help doctor", false };

static const char *colour_of_verdict(const char *word)
{
	if (strcmp(word, verdict_name(VERDICT_OK)) == 0)
		return TABLE_GREEN;
	return strcmp(word, verdict_name(VERDICT_WARN)) == 0 ? TABLE_YELLOW : TABLE_RED;
}

enum column {
	COLUMN_STATE,
	COLUMN_CHECK,
	COLUMN_FINDING,
	COLUMN_COUNT,
};

static const struct table_column columns[] = {
	[COLUMN_STATE] = { "STATE", colour_of_verdict },
	[COLUMN_CHECK] = { "CHECK", NULL },
	[COLUMN_FINDING] = { "FINDING", NULL },
};
static_assert(ARRAY_SIZE(columns) == COLUMN_COUNT, "a column is missing here");

static int add_finding(struct table *table, enum check check, const struct finding *finding)
{
	char text[sizeof(finding->text) + sizeof(finding->remedy) + 2];
	const char *const cells[COLUMN_COUNT] = {
		[COLUMN_STATE] = verdict_name(finding->verdict),
		[COLUMN_CHECK] = check_name(check),
		[COLUMN_FINDING] = text,
	};

	snprintf(text, sizeof(text), "%s%s%s", finding->text,
		finding->remedy[0] != '\0' ? ": " : "", finding->remedy);
	return finding->verdict == VERDICT_NONE ? 0 : table_add(table, cells);
}

static int print_table(const struct diagnosis *diagnosis)
{
	struct table table = { .columns = columns, .width = COLUMN_COUNT };
	int result = 0;

	for (enum check check = 0; result == 0 && check < CHECK_COUNT; check++)
		result = add_finding(&table, check, &diagnosis->findings[check]);
	if (result == 0)
		table_print(&table, table_wants_colours());
	table_free(&table);
	return result;
}

static int print_json(const struct diagnosis *diagnosis)
{
	json_t *list = diagnosis_to_json(diagnosis);

	if (list == NULL)
		return -1;
	json_dumpf(list, stdout, JSON_INDENT(4));
	putchar('\n');
	json_decref(list);
	return 0;
}

static int examine(struct diagnosis *diagnosis, const char *parent, struct failure *failure)
{
	if (parent_find(diagnosis, parent, failure) < 0)
		return -1;
	machine_examine(diagnosis);
	kernel_examine(diagnosis);
	leftovers_examine(diagnosis);
	parent_examine(diagnosis);
	return 0;
}

int command_doctor(char **words, struct failure *failure)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct choices choices = { .json = false };
	struct diagnosis diagnosis = { .has_parent = false };

	if (options_parse_names(words, &doctor_options, &choices, failure) < 0)
		return -1;
	if (words[0] != NULL && words[1] != NULL)
		return fail(failure, 0, "doctor: takes one PARENT, and '%s' is a second", words[1]);
	if (netlink_open(&netlink, failure) < 0)
		return -1;
	diagnosis.netlink = netlink;
	if (examine(&diagnosis, words[0], failure) < 0)
		return -1;
	if ((choices.json ? print_json(&diagnosis) : print_table(&diagnosis)) < 0)
		return fail(failure, ENOMEM, "tell what was found");
	if (say_flush(failure) < 0)
		return -1;
	return diagnosis_is_sound(&diagnosis) ? 0 : STATUS_UNSOUND;
}
