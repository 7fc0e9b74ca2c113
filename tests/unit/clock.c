/* SPDX-License-Identifier: MIT */
/* Times as text, beside the C library's own. */
#include "../../netsetup/clock.h"

#include "unit.h"

static void expect_as_library(time_t seconds)
{
	const struct timespec time = { seconds, 123456789 };
	char text[CLOCK_TEXT_SIZE], expected[64];
	struct tm parts;

	clock_format(&time, text);
	assert_non_null(gmtime_r(&seconds, &parts));
	strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S.123456Z", &parts);
	assert_string_equal(text, expected);
}

/* A step that is no divisor of a day, of a year, or of 400 years. */
static void every_day_until_2400(void **state)
{
	(void)state;
	for (time_t seconds = 0; seconds < 13569465600; seconds += 86399)
		expect_as_library(seconds);
}

static void the_edges(void **state)
{
	(void)state;
	expect_as_library(0);
	expect_as_library(951782399);  /* 2000-02-28 23:59:59 */
	expect_as_library(951868799);  /* 2000-02-29 */
	expect_as_library(951868800);  /* 2000-03-01 */
	expect_as_library(4107542399); /* 2100-02-28 */
	expect_as_library(4107542400); /* 2100-03-01 */
	expect_as_library(253402300799);
}

static void what_no_four_digits_hold(void **state)
{
	const struct timespec time = { 253402300800, 0 };
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	clock_format(&time, text);
	assert_string_equal(text, "9999-12-31T23:59:59.000000Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_until_2400),
		cmocka_unit_test(the_edges),
		cmocka_unit_test(what_no_four_digits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
