/* SPDX-License-Identifier: MIT */
/* covers: --detach logs */
#include "unit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../../runner/log.h"

/* A log whose source is the read end of a pipe; *in is the other. */
static struct log start_log(int *in)
{
	struct log log = { .file = memfd_create("log", MFD_CLOEXEC), .shown = -1 };
	int ends[2];

	assert_true(log.file >= 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	log.source = ends[0];
	*in = ends[1];
	return log;
}

static void write_line(struct log *log, int in, const char *line)
{
	assert_int_equal(write(in, line, strlen(line)), strlen(line));
	while (log_take(log) > 0)
		continue;
}

static void what_is_written_is_kept_in_order(void **state)
{
	struct log log;
	char text[32] = "";
	int in;

	(void)state;
	log = start_log(&in);
	assert_int_equal(log_take(&log), 0);
	write_line(&log, in, "one\n");
	write_line(&log, in, "two\n");
	assert_int_equal(pread(log.file, text, sizeof(text) - 1, 0), 8);
	assert_string_equal(text, "one\ntwo\n");
	assert_int_equal(log_first_line(log.file), 0);
	close(in);
	assert_int_equal(log_take(&log), -1);
	log_close(&log);
	assert_int_equal(log.source, -1);
	assert_int_equal(log.file, -1);
}

static void to_close_takes_what_is_still_there(void **state)
{
	struct log log;
	char text[32] = "";
	int in, copy;

	(void)state;
	log = start_log(&in);
	copy = dup(log.file);
	assert_int_equal(write(in, "last words", 10), 10);
	log_close(&log);
	assert_int_equal(pread(copy, text, sizeof(text) - 1, 0), 10);
	close(in);
	close(copy);
}

/* 30 MiB in lines of 64 letters: what stays is from the kept size to a step more. */
static void what_is_too_old_is_given_back(void **state)
{
	enum { LINE = 64, LINES = 30 * (1 << 20) / LINE };
	char line[LINE + 1], text[LINE + 1] = "";
	struct stat status;
	struct log log;
	off_t first;
	int in;

	(void)state;
	log = start_log(&in);
	for (int i = 0; i < LINES; i++) {
		snprintf(line, sizeof(line), "%063d\n", i);
		write_line(&log, in, line);
	}
	assert_int_equal(fstat(log.file, &status), 0);
	assert_int_equal(status.st_size, (off_t)LINE * LINES);
	assert_true(status.st_blocks * 512 >= LOG_KEPT);
	assert_true(status.st_blocks * 512 <= LOG_KEPT + LOG_STEP + 65536);
	first = log_first_line(log.file);
	assert_true(first >= status.st_size - LOG_KEPT - LOG_STEP);
	assert_int_equal(first % LINE, 0);
	assert_int_equal(pread(log.file, text, LINE, first), LINE);
	assert_int_equal(atoi(text), first / LINE);
	close(in);
	log_close(&log);
}

static void a_copy_goes_on_where_the_last_one_ended(void **state)
{
	struct log log;
	char text[32] = "";
	off_t place = 0;
	int in, ends[2];

	(void)state;
	log = start_log(&in);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	write_line(&log, in, "one\n");
	assert_int_equal(log_copy(log.file, &place, ends[1]), 0);
	write_line(&log, in, "two\n");
	assert_int_equal(log_copy(log.file, &place, ends[1]), 0);
	assert_int_equal(log_copy(log.file, &place, ends[1]), 0);
	assert_int_equal(place, 8);
	assert_int_equal(read(ends[0], text, sizeof(text) - 1), 8);
	assert_string_equal(text, "one\ntwo\n");
	close(ends[0]);
	close(ends[1]);
	close(in);
	log_close(&log);
}

static void expect_last_line(const char *text, const char *expected)
{
	char line[32];
	int file = memfd_create("log", MFD_CLOEXEC);

	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	log_last_line(file, line, sizeof(line));
	assert_string_equal(line, expected);
	close(file);
}

static void the_last_line_is_found(void **state)
{
	char much[10000];

	(void)state;
	expect_last_line("", "");
	expect_last_line("\n\n", "");
	expect_last_line("one", "one");
	expect_last_line("one\ntwo\n", "two");
	expect_last_line("one\ntwo\r\n \n\n", "two");
	expect_last_line("\033[31mred\n", "?[31mred");
	expect_last_line("a line that is longer than there is room for\n",
		"a line that is longer than ther");
	memset(much, 'x', sizeof(much));
	memcpy(much + sizeof(much) - 6, "\nlast", 6);
	expect_last_line(much, "last");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_kept_in_order),
		cmocka_unit_test(to_close_takes_what_is_still_there),
		cmocka_unit_test(what_is_too_old_is_given_back),
		cmocka_unit_test(a_copy_goes_on_where_the_last_one_ended),
		cmocka_unit_test(the_last_line_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
