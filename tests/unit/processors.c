/* SPDX-License-Identifier: MIT */
/* covers: P10 P6 */
#include "unit.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../runner/processors.h"

/* A child that waits until it is killed. */
static pid_t start_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	return pid;
}

static void end_child(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static cpu_set_t set_of(pid_t pid)
{
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(pid, sizeof(set), &set), 0);
	return set;
}

static void expect_own_set(void)
{
	const cpu_set_t own = set_of(0);
	struct failure failure;

	/* In some of these there is an idle one, and the child goes there. */
	for (int i = 0; i < 50; i++) {
		pid_t child = start_child();
		cpu_set_t set;

		assert_int_equal(processors_part(child, &failure), 0);
		set = set_of(child);
		assert_true(CPU_EQUAL(&set, &own));
		end_child(child);
	}
}

static void a_child_may_use_what_the_caller_may(void **state)
{
	(void)state;
	expect_own_set();
}

static void a_set_that_is_smaller_stays(void **state)
{
	const cpu_set_t own = set_of(0);
	cpu_set_t one;
	int first = 0;

	(void)state;
	while (!CPU_ISSET((size_t)first, &own))
		first++;
	CPU_ZERO(&one);
	CPU_SET((size_t)first, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	expect_own_set();
	assert_int_equal(sched_setaffinity(0, sizeof(own), &own), 0);
}

static void one_that_is_gone_is_no_failure(void **state)
{
	pid_t child = start_child();
	struct failure failure;

	(void)state;
	end_child(child);
	for (int i = 0; i < 50; i++)
		assert_int_equal(processors_part(child, &failure), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_may_use_what_the_caller_may),
		cmocka_unit_test(a_set_that_is_smaller_stays),
		cmocka_unit_test(one_that_is_gone_is_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
