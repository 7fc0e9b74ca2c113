/* SPDX-License-Identifier: MIT */
/* covers: P7 --chdir --bind --tmpfs --read-only --env --clear-env --sysctl */
#include "line.h"

static struct plan plan;
static struct line line;
static struct failure failure;

static void parse(const char *text)
{
	expect_success(parse_line(&line, text, &plan, &failure), &failure);
	expect_success(plan_check(&plan, &failure), &failure);
}

static void expect_part(const char *text, size_t length, const char *expected)
{
	assert_int_equal(length, strlen(expected));
	assert_memory_equal(text, expected, length);
}

static void mounts_are_one_list(void **state)
{
	(void)state;
	parse("--bind a/b:/c --tmpfs /d:ro,size=1m --bind /e:/f:ro --tmpfs /g x");
	assert_int_equal(plan.mount_count, 4);
	assert_int_equal(plan.mounts[0].sort, MOUNT_BIND);
	expect_part(plan.mounts[0].source, plan.mounts[0].source_length, "a/b");
	expect_part(plan.mounts[0].target, plan.mounts[0].target_length, "/c");
	assert_false(plan.mounts[0].is_read_only);
	assert_int_equal(plan.mounts[1].sort, MOUNT_TMPFS);
	assert_string_equal(plan.mounts[1].text, "/d:ro,size=1m");
	expect_part(plan.mounts[1].target, plan.mounts[1].target_length, "/d");
	assert_string_equal(plan.mounts[1].tmpfs.values[TMPFS_SIZE], "1m");
	assert_true(plan.mounts[2].is_read_only);
	assert_int_equal(plan.mounts[3].sort, MOUNT_TMPFS);
	expect_part(plan.mounts[3].target, plan.mounts[3].target_length, "/g");
	assert_false(plan.is_read_only);
}

static void the_rest_is_written_down(void **state)
{
	(void)state;
	parse("--read-only -w /a --chdir /b --clear-env -e A=b=c --env B --sysctl net.ipv4.x=1 -e D= x");
	assert_true(plan.is_read_only && plan.environment.is_cleared);
	assert_string_equal(plan.directory, "/b");
	assert_int_equal(plan.environment.count, 3);
	assert_string_equal(plan.environment.variables[0], "A=b=c");
	assert_string_equal(plan.environment.variables[1], "B");
	assert_string_equal(plan.environment.variables[2], "D=");
	assert_int_equal(plan.sysctls.count, 1);
	assert_string_equal(plan.sysctls.entries[0].path, "ipv4/x");
	parse("--env A=b -- env -e x");
	assert_string_equal(plan.command[1], "-e");
}

#define NO_COMMAND                                                                          \
	": there is no command that would have it: give it to nsrun exec, or end the line " \
	"with a command"

static const struct refused wrong[] = {
	{ "--env =x x", "--env =x: the name is missing, as in NAME=VALUE or NAME alone" },
	{ "--env= x", "--env: its value is missing: --env NAME[=VALUE]" },
	{ "-ie", "--env: its value is missing: --env NAME[=VALUE]" },
	{ "--chdir= x", "--chdir: its value is missing: --chdir DIR" },
	{ "--clear-env=yes x", "--clear-env: takes no value: write it without =yes" },
	{ "--detach --chdir /a", "--chdir" NO_COMMAND },
	{ "--detach --clear-env", "--clear-env" NO_COMMAND },
	{ "--detach --env A", "--env" NO_COMMAND },
	{ "--bind /a:/ x", "--bind /a:/: it cannot be over the root itself: name what is below /" },
	{ "--tmpfs ///:ro x",
		"--tmpfs ///:ro: it cannot be over the root itself: name what is below /" },
	{ "--tmpfs a:ro x",
		"--tmpfs a:ro: must be DIR or DIR:OPTION,..., with a DIR that begins with /" },
	{ "--tmpfs :ro x",
		"--tmpfs :ro: must be DIR or DIR:OPTION,..., with a DIR that begins with /" },
	{ "--tmpfs /a:mode=9 x", "--tmpfs /a:mode=9: mode=9: must be an octal number, as 1777" },
	{ "--netns n --sysctl net.x.y=1 x",
		"--sysctl net.x.y=1: the network of --netns n is used as it is: leave one of them "
		"out" },
};

static void what_is_wrong_is_told(void **state)
{
	(void)state;
	expect_refused(wrong, ARRAY_SIZE(wrong));
}

/* Of each as many as there is room for, and not one more. */
static void too_many_are_told(void **state)
{
	static const struct {
		const char *option, *value;
		int most;
	} lists[] = {
		{ "tmpfs", "/a", PLAN_MAX_MOUNTS },
		{ "env", "A=b", ENVIRONMENT_MOST },
		{ "sysctl", "net.x.y=1", SYSCTLS_MOST_GIVEN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		char word[64], text[128];
		char *words[] = { word, NULL };

		snprintf(word, sizeof(word), "--%s=%s", lists[i].option, lists[i].value);
		snprintf(text, sizeof(text), "--%s %s: more than %d: a command can have no more",
			lists[i].option, lists[i].value, lists[i].most);
		memset(&plan, 0, sizeof(plan));
		for (int number = 0; number <= lists[i].most; number++) {
			char **next = words;
			int result = options_parse(&next, &run_options, &plan, &failure);

			assert_int_equal(result, number < lists[i].most ? 0 : -1);
		}
		expect_failure(&failure, 0, text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mounts_are_one_list),
		cmocka_unit_test(the_rest_is_written_down),
		cmocka_unit_test(what_is_wrong_is_told),
		cmocka_unit_test(too_many_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
