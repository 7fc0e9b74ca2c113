/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

/*
 * What every unit test has at hand: cmocka, whole failures, and things that are done in a process
 * of their own. Each file here is one program, for one module, linked with build/libnsrun.a.
 *
 * A skip names what the kernel lacks. With NSRUN_MUST_WORK=1 nothing may be missing: it fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail /* it is nsrun's own (failure.h) */

#include "../../netsetup/cleanup.h"
#include "../../netsetup/failure.h"

/* The whole failure: its errno, its exit status and every letter of its text. */
#define expect_failure(failure, expected_code, expected_text)             \
	do {                                                              \
		assert_string_equal((failure)->text, expected_text);      \
		assert_int_equal((failure)->code, expected_code);         \
		assert_int_equal((failure)->status, STATUS_NSRUN_FAILED); \
	} while (0)

/* A call went well; else its failure is printed. */
#define expect_success(result, failure)                       \
	do {                                                  \
		int expected_zero = (result);                 \
                                                              \
		if (expected_zero < 0)                        \
			print_error("%s\n", (failure)->text); \
		assert_int_equal(expected_zero, 0);           \
	} while (0)

/* Skips the test when the kernel, or the privilege, lacks what is named. */
#define need(condition, what)                                         \
	do {                                                          \
		if (!(condition)) {                                   \
			const char *must = getenv("NSRUN_MUST_WORK"); \
                                                                      \
			print_message("skipped: %s\n", what);         \
			if (must != NULL && strcmp(must, "1") == 0)   \
				_fail(__FILE__, __LINE__);            \
			skip();                                       \
		}                                                     \
	} while (0)

enum { UNIT_MAX_WORDS = 32 };

/* Splits a line at each blank, so that two of them have an empty word between them. */
static inline char **split(char *line, char *words[UNIT_MAX_WORDS])
{
	size_t count = 0;

	for (char *rest = line[0] != '\0' ? line : NULL;
		rest != NULL && count < UNIT_MAX_WORDS - 1;)
		words[count++] = strsep(&rest, " ");
	words[count] = NULL;
	return words;
}

/*
 * In a function for in_child(), where an assertion of cmocka would go on with the next test: ends
 * the process with a status that in_child() reports.
 */
#define check(condition)                                                                        \
	do {                                                                                    \
		if (!(condition)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			_exit(99);                                                              \
		}                                                                               \
	} while (0)

/* The exit status of a child, or 128 and the signal that ended it. */
static inline int status_of(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Calls function in a forked process and returns how that ended: 0 when all was as it should. */
static inline int in_child(void (*function)(void *context), void *context)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(20); /* no test hangs */
		function(context);
		_exit(0);
	}
	return status_of(pid);
}

#endif
