/* SPDX-License-Identifier: MIT */
/* covers: --verbose P8 */
#include "unit.h"

#include <fcntl.h>
#include <time.h>

#include "../../runner/steps.h"

#include "../../netsetup/clock.h"

/* stderr, led into a file for the time of one function. */
static void take_stderr(void (*function)(void), char *text, size_t size)
{
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	ssize_t length;

	assert_non_null(file);
	assert_true(saved >= 0);
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	function();
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	length = pread(fileno(file), text, size - 1, 0);
	assert_true(length >= 0);
	text[length] = '\0';
	fclose(file);
}

static void do_quietly(void)
{
	struct steps steps;

	steps_start(&steps, "supervisor", false);
	steps_done(&steps, "plan");
}

static void do_aloud(void)
{
	struct steps steps;

	steps_start(&steps, "supervisor", true);
	steps_done(&steps, "plan");
}

static void nothing_is_said_unless_asked(void **state)
{
	char text[256], name[32];
	long microseconds;

	(void)state;
	take_stderr(do_quietly, text, sizeof(text));
	assert_string_equal(text, "");
	take_stderr(do_aloud, text, sizeof(text));
	assert_int_equal(
		sscanf(text, "nsrun: supervisor: %31[^:]: %ld us", name, &microseconds), 2);
	assert_string_equal(name, "plan");
	assert_true(microseconds >= 0 && microseconds < 1000000);
}

static int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Each lap begins where the one before it ended, so that all of them are the whole time. */
static void laps_add_up(void **state)
{
	struct steps steps;
	int64_t before = clock_us();
	int64_t inner, outer;
	long sum = 0;

	(void)state;
	steps_start(&steps, "child", false);
	inner = clock_us();
	for (int i = 0; i < MOST_STEPS; i++)
		steps_done(&steps, "step");
	inner = clock_us() - inner;
	outer = clock_us() - before;
	assert_int_equal(steps.count, MOST_STEPS);
	for (size_t i = 0; i < steps.count; i++) {
		assert_string_equal(steps.laps[i].name, "step");
		assert_true(steps.laps[i].microseconds >= 0);
		sum += steps.laps[i].microseconds;
	}
	assert_true(sum <= outer);
	assert_true(sum + MOST_STEPS + 1 >= inner); /* each lap is cut to whole microseconds */
	steps_done(&steps, "one too many");
	assert_int_equal(steps.count, MOST_STEPS);
}

static void the_clock_never_goes_back(void **state)
{
	int64_t last = clock_now_ms();
	struct timespec now;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &now);
	assert_true(last <= (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
	for (int i = 0; i < 1000; i++) {
		int64_t next = clock_now_ms();

		assert_true(next >= last);
		last = next;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_unless_asked),
		cmocka_unit_test(laps_add_up),
		cmocka_unit_test(the_clock_never_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
