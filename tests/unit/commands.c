/* SPDX-License-Identifier: MIT */
/* covers: P7 container */
#include "unit.h"

#include "../../runner/commands/commands.h"

static const struct command_group optional = { "container", false };
static const struct command_group needed = { "network", true };

/* What is of interest here of a table: the names. */
static const struct command entries[] = {
	{ .group = &optional, .name = "list", .other_names = { "ls" } },
	{ .group = &optional, .name = "inspect" },
	{ .group = &needed, .name = "create" },
	{ .group = &needed, .name = "list", .other_names = { "ls" } },
	{ .group = &needed, .name = "remove", .other_names = { "rm" } },
	{ .name = "clean" },
};
static const struct command_list list = { entries, ARRAY_SIZE(entries) };

/* Which entry a line finds, or -1; and the first word behind its name, or NULL. */
static int find(const char *text, const char **rest, struct failure *failure)
{
	static char line[100];
	static char *words[UNIT_MAX_WORDS];
	char **next = words;
	const struct command *command;

	snprintf(line, sizeof(line), "%s", text);
	split(line, words);
	command = command_find(&list, &next, failure);
	*rest = *next;
	return command != NULL ? (int)(command - entries) : -1;
}

static void expect_found(const char *text, int expected, const char *behind)
{
	struct failure failure = { .text = "" };
	const char *rest;

	if (find(text, &rest, &failure) != expected)
		print_error("%s: %s\n", text, failure.text);
	assert_int_equal(find(text, &rest, &failure), expected);
	if (behind == NULL)
		assert_null(rest);
	else
		assert_string_equal(rest, behind);
}

static void a_name_is_found_behind_the_word_of_its_group(void **state)
{
	(void)state;
	expect_found("list", 0, NULL);
	expect_found("ls --all", 0, "--all");
	expect_found("container ls", 0, NULL);
	expect_found("container inspect web", 1, "web");
	expect_found("inspect container", 1, "container");
	expect_found("network create -d macvlan", 2, "-d");
	expect_found("network list", 3, NULL);
	expect_found("network rm lab", 4, "lab");
	expect_found("clean", 5, NULL);
}

static void expect_not_found(const char *text, const char *message)
{
	struct failure failure;
	const char *rest;

	assert_int_equal(find(text, &rest, &failure), -1);
	expect_failure(&failure, 0, message);
}

static void else_it_is_said_what_there_is(void **state)
{
	(void)state;
	expect_not_found(
		"network", "network: a subcommand is missing: it has create, list, remove");
	expect_not_found("network inspect lab",
		"network: 'inspect' is not a subcommand of it: it has create, list, remove");
	expect_not_found("container create",
		"container: 'create' is not a subcommand of it: it has list, inspect");
	expect_not_found(
		"create", "'create' is not a subcommand: to run it as a command: nsrun -- create");
	expect_not_found("netwrok create",
		"'netwrok' is not a subcommand: did you mean 'network'? To run a command: nsrun -- "
		"netwrok");
	expect_not_found("claen",
		"'claen' is not a subcommand: did you mean 'clean'? To run a command: nsrun -- "
		"claen");
}

static void a_group_is_known_by_its_word(void **state)
{
	(void)state;
	assert_ptr_equal(command_group_find(&list, "network"), &needed);
	assert_ptr_equal(command_group_find(&list, "container"), &optional);
	assert_null(command_group_find(&list, "list"));
	assert_null(command_group_find(&list, ""));
}

/* In the table of nsrun's own: what help.c and the dispatch take for granted. */
static void each_entry_of_the_table_is_sane(void **state)
{
	(void)state;
	for (size_t i = 0; i < subcommands.count; i++) {
		const struct command *command = &subcommands.commands[i];

		assert_non_null(command->name);
		assert_non_null(command->words);
		assert_non_null(command->help);
		assert_non_null(command->run);
		assert_null(command_group_find(&subcommands, command->name));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_found_behind_the_word_of_its_group),
		cmocka_unit_test(else_it_is_said_what_there_is),
		cmocka_unit_test(a_group_is_known_by_its_word),
		cmocka_unit_test(each_entry_of_the_table_is_sane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
