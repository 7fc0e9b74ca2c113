/* SPDX-License-Identifier: MIT */
/* covers: P7 125 */
#include "unit.h"

#include <errno.h>

enum { ROOM = sizeof(((struct failure *)NULL)->text) };

/* A struct with something behind it that must not be written over. */
struct guarded {
	struct failure failure;
	char guard[16];
};

static void a_failure_names_its_errno(void **state)
{
	struct failure failure;

	(void)state;
	assert_int_equal(fail(&failure, EBUSY, "macvlan on '%s'", "eth0"), -1);
	expect_failure(&failure, EBUSY, "macvlan on 'eth0': Device or resource busy");
	assert_int_equal(failure.link, 0);
}

static void a_failure_without_errno_says_why_itself(void **state)
{
	struct failure failure;

	(void)state;
	assert_int_equal(fail(&failure, 0, "%s: %d is too many", "--ip", 33), -1);
	expect_failure(&failure, 0, "--ip: 33 is too many");
}

static void the_kernels_words_replace_the_name_of_the_errno(void **state)
{
	struct failure failure;

	(void)state;
	assert_int_equal(
		fail_why(&failure, EINVAL, "Nexthop has invalid gateway", "route %s", "default"),
		-1);
	expect_failure(&failure, EINVAL, "route default: Nexthop has invalid gateway");
}

static void a_percent_in_the_kernels_words_is_only_text(void **state)
{
	struct failure failure;

	(void)state;
	fail_why(&failure, EINVAL, "100%s %n", "x");
	fail_in(&failure, "50%d");
	expect_failure(&failure, EINVAL, "50%d: x: 100%s %n");
}

static void advice_comes_last_and_context_first(void **state)
{
	struct failure failure;

	(void)state;
	fail(&failure, ENETDOWN, "macvlan on 'eth0'");
	assert_int_equal(fail_advise(&failure, "%s is down", "eth0"), -1);
	assert_int_equal(fail_in(&failure, "network"), -1);
	expect_failure(
		&failure, ENETDOWN, "network: macvlan on 'eth0': Network is down: eth0 is down");
}

static void a_new_failure_replaces_all_of_the_old(void **state)
{
	struct failure failure = { .code = 5, .status = 127, .link = 3, .text = "old" };

	(void)state;
	fail(&failure, 0, "new");
	expect_failure(&failure, 0, "new");
	assert_int_equal(failure.link, 0);
}

static void context_and_advice_keep_the_rest(void **state)
{
	struct failure failure;

	(void)state;
	fail(&failure, EPERM, "what");
	failure.status = STATUS_CANNOT_RUN;
	failure.link = 2;
	fail_in(&failure, "where");
	fail_advise(&failure, "how");
	assert_int_equal(failure.code, EPERM);
	assert_int_equal(failure.status, STATUS_CANNOT_RUN);
	assert_int_equal(failure.link, 2);
}

/* Whatever is too long for it, the text ends inside of the struct. */
static void expect_cut(const struct guarded *guarded, const char *beginning)
{
	static const char untouched[sizeof(guarded->guard)];

	assert_int_equal(strlen(guarded->failure.text), ROOM - 1);
	assert_memory_equal(guarded->failure.text, beginning, strlen(beginning));
	assert_memory_equal(guarded->guard, untouched, sizeof(untouched));
}

static void what_is_too_long_is_cut(void **state)
{
	struct guarded guarded = { .guard = "" };
	char text[2 * ROOM];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';

	fail(&guarded.failure, EBUSY, "a%s", text);
	expect_cut(&guarded, "axx");
	fail_why(&guarded.failure, EBUSY, text, "b");
	expect_cut(&guarded, "b: xx");
	fail_in(&guarded.failure, "c");
	expect_cut(&guarded, "c: b: xx");
	fail_in(&guarded.failure, text);
	expect_cut(&guarded, "xx");
	fail_advise(&guarded.failure, "%s", text);
	expect_cut(&guarded, "xx");
}

static void the_last_letter_that_fits_is_kept(void **state)
{
	struct guarded guarded = { .guard = "" };
	char text[ROOM];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fail(&guarded.failure, 0, "%s", text);
	assert_string_equal(guarded.failure.text, text);
	fail(&guarded.failure, EBUSY, "%s", text);
	assert_string_equal(guarded.failure.text, text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_names_its_errno),
		cmocka_unit_test(a_failure_without_errno_says_why_itself),
		cmocka_unit_test(the_kernels_words_replace_the_name_of_the_errno),
		cmocka_unit_test(a_percent_in_the_kernels_words_is_only_text),
		cmocka_unit_test(advice_comes_last_and_context_first),
		cmocka_unit_test(a_new_failure_replaces_all_of_the_old),
		cmocka_unit_test(context_and_advice_keep_the_rest),
		cmocka_unit_test(what_is_too_long_is_cut),
		cmocka_unit_test(the_last_letter_that_fits_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
