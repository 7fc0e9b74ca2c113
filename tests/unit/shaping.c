/* SPDX-License-Identifier: MIT */
/* covers: P7 --rate --delay --jitter --loss --duplicate --reorder --corrupt --queue */
#include "line.h"

#include "../../runner/numbers.h"

/* What tc(8) says each is, in bytes a second. */
static const struct {
	const char *text;
	uint64_t bytes;
} rates[] = {
	{ "8", 1 },
	{ "8bit", 1 },
	{ "9bit", 1 },
	{ "1kbit", 125 },
	{ "1Kbit", 125 },
	{ "10mbit", 1250000 },
	{ "1.5mbit", 187500 },
	{ ".5mbit", 62500 },
	{ "1gbit", 125000000 },
	{ "1tbit", 125000000000 },
	{ "1kibit", 128 },
	{ "1mibit", 131072 },
	{ "1gibit", 134217728 },
	{ "1tibit", 137438953472 },
	{ "1bps", 1 },
	{ "1kbps", 1000 },
	{ "1mbps", 1000000 },
	{ "1MBps", 1000000 },
	{ "1gbps", 1000000000 },
	{ "1tbps", 1000000000000 },
	{ "1kibps", 1024 },
	{ "1mibps", 1048576 },
	{ "1gibps", 1073741824 },
	{ "1tibps", 1099511627776 },
	{ "99999999999999999999tbit", UINT64_MAX },
};

static void test_rates(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
		uint64_t bytes = 0;

		assert_int_equal(rate_parse(rates[i].text, &bytes), 0);
		assert_true(bytes == rates[i].bytes);
	}
}

static const struct {
	const char *text;
	uint64_t microseconds;
} durations[] = {
	{ "0ms", 0 },
	{ "1us", 1 },
	{ "1.9us", 1 },
	{ "0.9us", 0 },
	{ "200us", 200 },
	{ "50ms", 50000 },
	{ "50MS", 50000 },
	{ "0.5ms", 500 },
	{ "1s", 1000000 },
	{ "1.5sec", 1500000 },
	{ "2secs", 2000000 },
	{ "3msec", 3000 },
	{ "3msecs", 3000 },
	{ "3usec", 3 },
	{ "3usecs", 3 },
	{ "99999999999999999999s", UINT64_MAX },
};

static void test_durations(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(durations); i++) {
		uint64_t microseconds = 0;

		assert_int_equal(duration_parse(durations[i].text, &microseconds), 0);
		assert_true(microseconds == durations[i].microseconds);
	}
}

static void test_what_is_no_number(void **state)
{
	static const char *const words[] = { "", " ", "mbit", "ms", "-1", "+1", "1 ", " 1", "1e3",
		"0x10", "1.2.3", ".", "1,5", "inf", "nan", "infinity", "1%%", "%", "1mbitx", "1m",
		"1ns" };
	uint64_t number;
	double percent;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		assert_int_equal(rate_parse(words[i], &number), -1);
		assert_int_equal(duration_parse(words[i], &number), -1);
		assert_int_equal(percent_parse(words[i], &percent), -1);
	}
	assert_int_equal(duration_parse("50", &number), -1);
}

static void test_words_for_them(void **state)
{
	char text[MEASURE_TEXT_SIZE];

	(void)state;
	assert_string_equal(rate_format(1250000, text), "10mbit");
	assert_string_equal(rate_format(187500, text), "1500kbit");
	assert_string_equal(rate_format(131072, text), "1048576bit");
	assert_string_equal(rate_format(125000000000, text), "1tbit");
	assert_string_equal(duration_format(50000, text), "50ms");
	assert_string_equal(duration_format(1500000, text), "1500ms");
	assert_string_equal(duration_format(60000000, text), "60s");
	assert_string_equal(duration_format(1001, text), "1001us");
	assert_string_equal(duration_format(0, text), "0us");
	assert_string_equal(percent_format(1, text), "1%");
	assert_string_equal(percent_format(0.1, text), "0.1%");
	assert_string_equal(percent_format(12.3456789012, text), "12.3456789012%");
}

/* What is decided for tbf: the burst, and what may wait besides. */
static const struct {
	uint64_t rate;
	uint64_t delay;
	unsigned queue, mtu;
	uint32_t burst, waiting;
} settled[] = {
	{ 0, 0, 0, 1500, 0, 0 },
	{ 125, 0, 0, 1500, 1519, 68310 },
	{ 125, 0, 0, 68, 87, 140954 },
	{ 1250000, 0, 0, 1500, 14018, 125000 },
	{ 1250000, 0, 0, 9000, 21518, 125000 },
	{ 1250000, 0, 5, 1500, 14018, 7590 },
	{ 1250000, 1, 5, 1500, 14018, 125000 },
	{ 125000000000, 0, 0, 65535, 1250065553, 3044901742 },
};

static void test_settled(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(settled); i++) {
		struct shaping shaping = {
			.rate = settled[i].rate,
			.delay = settled[i].delay,
			.queue = settled[i].queue,
		};

		shaping_settle(&shaping, settled[i].mtu);
		assert_int_equal(shaping.burst, settled[i].burst);
		assert_int_equal(shaping.capacity - shaping.burst, settled[i].waiting);
	}
}

static void test_what_is_wanted(void **state)
{
	static const struct {
		const char *line;
		bool netem, wanted;
		unsigned limit;
	} lines[] = {
		{ "--dummy x", false, false, 1000 },
		{ "--dummy --loss 0% --delay 0ms x", false, false, 1000 },
		{ "--dummy --rate 1mbit --queue 7 x", false, true, 7 },
		{ "--dummy --delay 1ms --queue 7 x", true, true, 7 },
		{ "--dummy --loss 100 x", true, true, 1000 },
		{ "--dummy --duplicate 1% x", true, true, 1000 },
		{ "--dummy --corrupt 0.001% x", true, true, 1000 },
		{ "--dummy --delay 1ms --reorder 1% --jitter 2ms x", true, true, 1000 },
	};
	static struct plan plan;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const struct shaping *shaping = &plan.links[0].shaping;
		struct line line;
		struct failure failure;

		expect_success(parse_line(&line, lines[i].line, &plan, &failure), &failure);
		expect_success(plan_check(&plan, &failure), &failure);
		assert_int_equal(shaping_has_netem(shaping), lines[i].netem);
		assert_int_equal(shaping_is_wanted(shaping), lines[i].wanted);
		assert_int_equal(shaping_netem_limit(shaping), lines[i].limit);
	}
}

static const struct refused refused[] = {
	{ "--rate 10mbit x",
		"--rate: there is no link before it: it goes behind one, as in --macvlan eth0 --rate "
		"10mbit" },
	{ "--dummy --rate 10zbit x", "--rate 10zbit: not a rate, as in 10mbit, 500kbit or 1gbit" },
	{ "--dummy --rate 999bit x", "--rate 999bit: must be from 1kbit to 1tbit" },
	{ "--dummy --rate 1.1tbit x", "--rate 1.1tbit: must be from 1kbit to 1tbit" },
	{ "--dummy --delay 50 x",
		"--delay 50: not a time with its unit, as in 50ms, 1.5s or 200us" },
	{ "--dummy --delay 61s x", "--delay 61s: must be at most 60s" },
	{ "--dummy --jitter 5 x",
		"--jitter 5: not a time with its unit, as in 50ms, 1.5s or 200us" },
	{ "--dummy --jitter 5ms x",
		"--jitter 5ms: the link has no delay that could vary: give it a --delay, too" },
	{ "--dummy --loss some x", "--loss some: not a share of the packets, as in 1% or 0.1%" },
	{ "--dummy --loss 100.1% x", "--loss 100.1%: must be at most 100%" },
	{ "--dummy --duplicate 1/2 x",
		"--duplicate 1/2: not a share of the packets, as in 1% or 0.1%" },
	{ "--dummy --corrupt 101 x", "--corrupt 101: must be at most 100%" },
	{ "--dummy --reorder 25% x",
		"--reorder 25%: the link delays no packet that others could overtake: give it a "
		"--delay, too" },
	{ "--dummy --queue 0 x",
		"--queue 0: must be a whole number of packets, from 1 to 1000000" },
	{ "--dummy --queue 1000001 x",
		"--queue 1000001: must be a whole number of packets, from 1 to 1000000" },
	{ "--dummy --queue 100 x",
		"--queue 100: nothing waits on this link: give it a --rate or --delay, too" },
};

static void test_refused(void **state)
{
	(void)state;
	expect_refused(refused, ARRAY_SIZE(refused));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_what_is_no_number),
		cmocka_unit_test(test_words_for_them),
		cmocka_unit_test(test_settled),
		cmocka_unit_test(test_what_is_wanted),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
