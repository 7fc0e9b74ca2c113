/* SPDX-License-Identifier: MIT */
/* covers: P4 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../../runner/nsfile.h"
#include "own.h"

static const char *const names[] = { "mnt", "uts", "user", "pid" };

static uint64_t number_of(const char *name)
{
	char path[32];
	struct stat status;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	assert_int_equal(stat(path, &status), 0);
	return status.st_ino;
}

static void expect_own(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		AUTO_CLOSE int file = nsfile_open_own(names[i]);
		struct stat status;

		assert_true(file >= 0);
		assert_true(fcntl(file, F_GETFD) & FD_CLOEXEC);
		assert_int_equal(fstat(file, &status), 0);
		assert_int_equal(status.st_ino, number_of(names[i]));
		assert_int_equal(nsfile_number_own(names[i]), number_of(names[i]));
	}
}

static void each_leads_to_the_callers_own(void **state)
{
	(void)state;
	expect_own();
}

/* Not to those that it was in before. */
static void a_new_one_is_led_to(void **state)
{
	uint64_t before = number_of("uts");

	(void)state;
	need(become_root() == 0 && unshare(CLONE_NEWUTS) == 0, "no namespace may be made here");
	assert_true(nsfile_number_own("uts") != before);
	expect_own();
}

static void what_is_no_namespace_has_no_number(void **state)
{
	(void)state;
	assert_int_equal(nsfile_open_own("none"), -1);
	assert_int_equal(nsfile_number_own("none"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_leads_to_the_callers_own),
		cmocka_unit_test(what_is_no_namespace_has_no_number),
		cmocka_unit_test(a_new_one_is_led_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
