/* SPDX-License-Identifier: MIT */
/* covers: --env --clear-env */
#include "unit.h"

#include "../../runner/environment.h"

static struct environment_request request;
static struct environment environment;

static void ask(bool is_cleared, const char *const *variables)
{
	memset(&request, 0, sizeof(request));
	memset(&environment, 0, sizeof(environment));
	request.is_cleared = is_cleared;
	while (*variables != NULL)
		request.variables[request.count++] = *variables++;
}

static bool is(const char *name, const char *value)
{
	const char *found = getenv(name);

	if (value == NULL || found == NULL)
		return value == found;
	return strcmp(found, value) == 0;
}

static size_t count(void)
{
	size_t number = 0;

	while (environ[number] != NULL)
		number++;
	return number;
}

/* The user's name is set between these two, as account_become() does. */
static void is_as_it_was_but_for_what_is_said(void *context)
{
	const struct account none = { .is_set = false };
	const struct environment_told told = { .notify = true };
	struct failure failure;

	(void)context;
	clearenv();
	check(setenv("HOME", "/caller", 1) == 0 && setenv("KEPT", "1", 1) == 0);
	ask(false,
		(const char *const[]){
			"A=1", "B=2", "A=3", "HOME", "NONE", "KEPT=", "NOTIFY_SOCKET=x", NULL });
	environment_find(&request, &none, &environment);
	check(setenv("HOME", "/user", 1) == 0 && setenv("NONE", "set since", 1) == 0 &&
		setenv("NOTIFY_SOCKET", "@1", 1) == 0);
	check(environment_settle(&environment, &told, &failure) == 0);
	check(is("A", "3") && is("B", "2") && is("HOME", "/caller") && is("NONE", NULL) &&
		is("KEPT", "") && is("NOTIFY_SOCKET", "@1"));
}

static void is_nearly_empty_when_cleared(void *context)
{
	const struct account user = { .is_set = true };
	const struct environment_told told = { .sockets = true };
	struct failure failure;

	(void)context;
	clearenv();
	check(setenv("TERM", "x", 1) == 0 && setenv("TERMINAL", "x", 1) == 0 &&
		setenv("PATH", "/caller", 1) == 0 && setenv("LISTEN_FDS", "1", 1) == 0 &&
		setenv("NOTIFY_SOCKET", "x", 1) == 0 && setenv("GIVEN", "y", 1) == 0);
	ask(true, (const char *const[]){ "GIVEN", "LISTEN_FDS=9", NULL });
	environment_find(&request, &user, &environment);
	check(setenv("HOME", "/user", 1) == 0);
	check(environment_settle(&environment, &told, &failure) == 0);
	check(is("TERM", "x") && is("LISTEN_FDS", "1") && is("HOME", "/user") && is("GIVEN", "y"));
	check(!is("PATH", "/caller") && !is("PATH", NULL));
	check(count() == 5);
	check(setenv("ONE_MORE", "1", 1) == 0 && unsetenv("TERM") == 0 && count() == 5);
}

static void says_who_the_caller_is_when_cleared(void *context)
{
	const struct account none = { .is_set = false };
	const struct environment_told told = { .notify = false };
	struct failure failure;

	(void)context;
	clearenv();
	check(setenv("HOME", "/wrong", 1) == 0);
	ask(true, (const char *const[]){ NULL });
	environment_find(&request, &none, &environment);
	check(environment_settle(&environment, &told, &failure) == 0);
	check(!is("HOME", "/wrong"));
}

static void environments(void **state)
{
	(void)state;
	assert_int_equal(in_child(is_as_it_was_but_for_what_is_said, NULL), 0);
	assert_int_equal(in_child(is_nearly_empty_when_cleared, NULL), 0);
	assert_int_equal(in_child(says_who_the_caller_is_when_cleared, NULL), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(environments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
