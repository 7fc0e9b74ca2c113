/* SPDX-License-Identifier: MIT */
/* covers: P7 125 --help --version --verbose --dry-run --take-parent */
#include "line.h"

#include <ctype.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { COLUMNS = 100 };

/* The columns of an option's line in the help (help.c). */
static size_t help_width(const struct option *option)
{
	size_t left = strlen("-x, --") + strlen(option->name);

	if (option->argument != NULL)
		left += 1 + strlen(option->argument);
	return 2 + (left > 31 ? left : 31) + 1 + strlen(option->help);
}

static void each_entry_of_the_table_is_sane(void **state)
{
	(void)state;
	assert_true(run_options.count > 0);
	for (size_t i = 0; i < run_options.count; i++) {
		const struct option *option = &run_options.options[i];

		assert_non_null(option->name);
		assert_true(strlen(option->name) > 1);
		for (const char *letter = option->name; *letter != '\0'; letter++)
			assert_true(islower((unsigned char)*letter) || *letter == '-' ||
				isdigit((unsigned char)*letter));
		assert_true(option->name[0] != '-');
		assert_non_null(option->help);
		assert_true(strlen(option->help) > 0);
		assert_in_range(help_width(option), 0, COLUMNS);
		assert_null(strchr(option->help, '\n'));
		assert_true(option->help[strlen(option->help) - 1] != '.');
		assert_true(option->letter == '\0' || isalpha((unsigned char)option->letter));
		assert_true(option->argument == NULL || option->argument[0] != '\0');
		assert_in_range(option->group, 0, GROUP_COUNT - 1);
		assert_non_null(option->set);
	}
}

static void no_two_options_are_called_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < run_options.count; i++) {
		for (size_t j = 0; j < i; j++) {
			assert_string_not_equal(
				run_options.options[i].name, run_options.options[j].name);
			assert_false(run_options.options[i].letter != '\0' &&
				run_options.options[i].letter == run_options.options[j].letter);
		}
	}
}

/* The parser gives a setter of a link its link, so a link must be begun by a group of its own. */
static void a_link_begins_with_a_parent(void **state)
{
	(void)state;
	for (size_t i = 0; i < run_options.count; i++) {
		if (run_options.options[i].group != GROUP_LINKS ||
			run_options.options[i].argument == NULL)
			continue;
		assert_string_not_equal(run_options.options[i].argument, "");
		assert_int_equal(run_options.options[i].letter, '\0');
	}
}

static void expect_command(const char *text, const char *first, size_t count)
{
	static struct plan plan;
	struct line line;
	struct failure failure;
	size_t found = 0;

	assert_int_equal(parse_line(&line, text, &plan, &failure), 0);
	assert_non_null(plan.command);
	while (plan.command[found] != NULL)
		found++;
	assert_int_equal(found, count);
	if (count > 0)
		assert_string_equal(plan.command[0], first);
}

static void options_end_at_the_first_word_that_is_none(void **state)
{
	(void)state;
	expect_command("--macvlan eth0 -- sh -c x", "sh", 3);
	expect_command("--macvlan eth0 sh -c x", "sh", 3);
	expect_command("--macvlan eth0 sh --ip --verbose", "sh", 3);
	expect_command("-- --ip", "--ip", 1);
	expect_command("-- -- sh", "--", 2);
	expect_command("sh -- x", "sh", 3);
	expect_command("- x", "-", 2); /* a dash alone is a word */
	expect_command("-v -v sh", "sh", 1);
	expect_command("--verbose", NULL, 0);
	expect_command("--", NULL, 0);
	expect_command("", NULL, 0);
	expect_command(" x", "", 2); /* an empty word is no option */
}

static int note(const struct option_use *use, struct failure *failure)
{
	const char **noted = use->target;

	(void)failure;
	*noted = use->value != NULL ? use->value : "";
	return 0;
}

/* Parses the words for a subcommand that takes names, and puts those that are left into text. */
static int parse_names(const char *words, const char **noted, char text[256])
{
	static const struct option table[] = {
		{ "all", 'a', NULL, GROUP_LIFE, "", note },
		{ "time", 't', "TIME", GROUP_LIFE, "", note },
	};
	static const struct option_list list = { table, ARRAY_SIZE(table), "help", false };
	static struct line line;
	struct failure failure;
	char **names;

	snprintf(line.text, sizeof(line.text), "%s", words);
	names = split(line.text, line.words);
	*noted = NULL;
	text[0] = '\0';
	if (options_parse_names(names, &list, noted, &failure) < 0)
		return -1;
	for (; *names != NULL; names++)
		snprintf(text + strlen(text), 256 - strlen(text), "%s,", *names);
	return 0;
}

static void expect_names(const char *words, const char *names, const char *value)
{
	const char *noted;
	char found[256];

	assert_int_equal(parse_names(words, &noted, found), 0);
	assert_string_equal(found, names);
	if (value == NULL)
		assert_null(noted);
	else
		assert_string_equal(noted, value);
}

static void options_may_stand_behind_names(void **state)
{
	const char *noted;
	char found[256];

	(void)state;
	expect_names("web", "web,", NULL);
	expect_names("--all", "", "");
	expect_names("web --all", "web,", "");
	expect_names("--time 1s web db", "web,db,", "1s");
	expect_names("web --time 1s db", "web,db,", "1s");
	expect_names("web db --time=1s", "web,db,", "1s");
	expect_names("web -at 1s db", "web,db,", "1s");
	expect_names("web -- --all", "web,--all,", NULL);
	expect_names("-- web --all -- x", "web,--all,--,x,", NULL);
	expect_names("web - db", "web,-,db,", NULL);
	assert_int_equal(parse_names("web --nonsense", &noted, found), -1);
	assert_int_equal(parse_names("web --time", &noted, found), -1);
	assert_int_equal(parse_names("web --all --time db -x", &noted, found), -1);
}

static void a_value_is_in_the_word_or_in_the_next(void **state)
{
	static struct plan plan;
	struct line line;
	struct failure failure;

	(void)state;
	assert_int_equal(
		parse_line(&line, "--macvlan=eth0 --ifname=a=b -- sh", &plan, &failure), 0);
	assert_string_equal(plan.links[0].parent, "eth0");
	assert_string_equal(plan.links[0].name, "a=b");
	assert_int_equal(
		parse_line(&line, "--macvlan eth0 --ifname a=b -- sh", &plan, &failure), 0);
	assert_string_equal(plan.links[0].parent, "eth0");
	assert_string_equal(plan.links[0].name, "a=b");
	/* The plan points into the arguments, and copies nothing. */
	assert_ptr_equal(plan.links[0].parent, line.words[1]);
	assert_ptr_equal(plan.command, &line.words[5]);
}

static void flags_are_noted_and_nothing_else(void **state)
{
	static struct plan plan;
	struct line line;
	struct failure failure;

	(void)state;
	assert_int_equal(parse_line(&line, "-v -h -V --dry-run x", &plan, &failure), 0);
	assert_true(plan.verbose && plan.help && plan.version && plan.dry_run);
	assert_int_equal(parse_line(&line, "x", &plan, &failure), 0);
	assert_false(plan.verbose || plan.help || plan.version || plan.dry_run);
	assert_int_equal(plan.link_count, 0);
	assert_int_equal(plan.kept_fd_count, 0);
	assert_int_equal(plan.grace_ms, 2000);
	assert_null(plan.hostname);
	assert_false(plan.keep_sys);
}

static void what_the_parser_refuses(void **state)
{
	static const struct refused refused[] = {
		{ "--nonsense x", "--nonsense: no such option: nsrun --help lists them all" },
		{ "--macvlna eth0 x", "--macvlna: no such option: did you mean --macvlan?" },
		{ "--macvlna=eth0 x", "--macvlna: no such option: did you mean --macvlan?" },
		{ "--verb x", "--verb: no such option: nsrun --help lists them all" },
		{ "-x x", "-x: no such option: nsrun --help lists them all" },
		{ "-vx x", "-vx: no such option: nsrun --help lists them all" },
		{ "-v=1 x", "-v=1: no such option: nsrun --help lists them all" },
		{ "---help x", "---help: no such option: did you mean --help?" },
		{ "--=x x", "--: no such option: nsrun --help lists them all" },
		{ "--verbose=yes x", "--verbose: takes no value: write it without =yes" },
		{ "--verbose= x", "--verbose: takes no value: write it without =" },
		{ "--macvlan", "--macvlan: its value is missing: --macvlan PARENT" },
		{ "--macvlan=", "--macvlan: its value is missing: --macvlan PARENT" },
		{ "--macvlan  x", "--macvlan: its value is missing: --macvlan PARENT" },
		{ "--macvlan --ip 10.0.0.2/24",
			"--macvlan: its value is missing: --macvlan PARENT" },
		{ "--macvlan -- sh", "--macvlan: its value is missing: --macvlan PARENT" },
		{ "--ip 10.0.0.2/24 x",
			"--ip: there is no link before it: it goes behind one, as in "
			"--macvlan eth0 --ip 10.0.0.2/24" },
		{ "--take-parent --macvlan eth0 x",
			"--take-parent: there is no link before it: it goes behind one, as in "
			"--macvlan eth0 --take-parent" },
		{ "--mtu 1500 --macvlan eth0 x",
			"--mtu: there is no link before it: it goes behind one, as in "
			"--macvlan eth0 --mtu 1500" },
	};

	(void)state;
	expect_refused(refused, ARRAY_SIZE(refused));
}

static void a_long_word_does_no_harm(void **state)
{
	static struct plan plan;
	struct line line;
	struct failure failure;
	char text[4096];

	(void)state;
	memset(text, '-', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(parse_line(&line, text, &plan, &failure), -1);
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "--macvlan=", 10);
	assert_int_equal(parse_line(&line, text, &plan, &failure), 0);
	memcpy(text, "--macvlan e --ip=", 17);
	assert_int_equal(parse_line(&line, text, &plan, &failure), -1);
}

static void each_option_of_a_link_needs_one(void **state)
{
	static struct plan plan;
	struct line line;
	struct failure failure;

	(void)state;
	for (size_t i = 0; i < run_options.count; i++) {
		char text[64];
		int expected = run_options.options[i].group == GROUP_OF_LINK ? -1 : 0;

		if (run_options.options[i].group != GROUP_OF_LINK &&
			run_options.options[i].argument != NULL)
			continue;
		snprintf(text, sizeof(text), "--%s%s -- sh", run_options.options[i].name,
			run_options.options[i].argument != NULL ? "=1" : "");
		assert_int_equal(parse_line(&line, text, &plan, &failure), expected);
	}
}

/* In strict mode any system call but read, write and exit ends the process by SIGKILL. */
static void parse_in_strict_mode(void *context)
{
	static const char *const lines[] = {
		"--macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.1 -- sh",
		"--macvlan default --mac random --mtu 1400 --route 10.0.0.0/8,172.16.86.1 sh",
		"--hostname h --sys keep --keep-fd 5 --grace 1.5s --dry-run --verbose sh",
		"--macvlan eth0 --ip nonsense sh",
		"--help --version",
		"--nonsense",
	};
	static struct plan plan;
	static struct line line;
	struct failure failure;

	(void)context;
	check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (parse_line(&line, lines[i], &plan, &failure) == 0)
			plan_check(&plan, &failure);
	}
	syscall(SYS_exit, 0);
}

static void parsing_never_acts(void **state)
{
	(void)state;
	need(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 0, "no seccomp, or a filter is there already");
	assert_int_equal(in_child(parse_in_strict_mode, NULL), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_entry_of_the_table_is_sane),
		cmocka_unit_test(no_two_options_are_called_the_same),
		cmocka_unit_test(a_link_begins_with_a_parent),
		cmocka_unit_test(options_end_at_the_first_word_that_is_none),
		cmocka_unit_test(options_may_stand_behind_names),
		cmocka_unit_test(a_value_is_in_the_word_or_in_the_next),
		cmocka_unit_test(flags_are_noted_and_nothing_else),
		cmocka_unit_test(what_the_parser_refuses),
		cmocka_unit_test(a_long_word_does_no_harm),
		cmocka_unit_test(each_option_of_a_link_needs_one),
		cmocka_unit_test(parsing_never_acts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
