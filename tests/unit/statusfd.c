/* SPDX-License-Identifier: MIT */
/* covers: --status-fd */
#include "unit.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/socket.h>

#include "../../runner/statusfd.h"

enum { PIPE_SIZE = 4 * PIPE_BUF };

struct reader {
	int from;
	struct statusfd statusfd;
};

static struct reader open_pipe(void)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE), PIPE_SIZE);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	return (struct reader){ ends[0], { .fd = ends[1] } };
}

static void close_reader(struct reader *reader)
{
	statusfd_close(&reader->statusfd);
	assert_int_equal(reader->statusfd.fd, -1);
	close(reader->from);
}

/* A line of so many bytes, its newline among them. */
static const char *line_of(size_t size, char letter)
{
	static char line[2 * PIPE_SIZE];

	memset(line, letter, size - 1);
	line[size - 1] = '\n';
	line[size] = '\0';
	return line;
}

static void fill(const struct reader *reader, size_t size)
{
	assert_int_equal(write(reader->statusfd.fd, line_of(size, 'x'), size), size);
}

static ssize_t take(const struct reader *reader)
{
	static char text[2 * PIPE_SIZE];

	return read(reader->from, text, sizeof(text));
}

static void each_line_is_there_at_once(void **state)
{
	struct reader reader = open_pipe();
	char text[16];

	(void)state;
	statusfd_write(&reader.statusfd, "one\n");
	assert_int_equal(read(reader.from, text, sizeof(text)), 4);
	assert_memory_equal(text, "one\n", 4);
	statusfd_write(&reader.statusfd, "two\n");
	assert_int_equal(read(reader.from, text, sizeof(text)), 4);
	close_reader(&reader);
}

static void a_long_line_is_written_whole(void **state)
{
	struct reader reader = open_pipe();

	(void)state;
	statusfd_write(&reader.statusfd, line_of(PIPE_SIZE, 'a'));
	assert_int_equal(take(&reader), PIPE_SIZE);
	/* Into a pipe with something in it, it would go in parts. */
	fill(&reader, 10);
	statusfd_write(&reader.statusfd, line_of(PIPE_BUF + 1, 'a'));
	assert_int_equal(take(&reader), 10);
	assert_int_equal(take(&reader), -1);
	close_reader(&reader);
}

static void what_has_no_room_comes_with_the_next_line(void **state)
{
	struct reader reader = open_pipe();

	(void)state;
	fill(&reader, PIPE_SIZE);
	statusfd_write(&reader.statusfd, "one\n");
	statusfd_write(&reader.statusfd, "two\n");
	assert_int_equal(take(&reader), PIPE_SIZE);
	assert_int_equal(take(&reader), -1);
	statusfd_write(&reader.statusfd, "three\n");
	assert_int_equal(take(&reader), strlen("one\ntwo\nthree\n"));
	statusfd_write(&reader.statusfd, "four\n");
	assert_int_equal(take(&reader), strlen("four\n"));
	close_reader(&reader);
}

static void a_reader_that_is_gone_is_nobodys_failure(void **state)
{
	struct reader reader = open_pipe();

	(void)state;
	close(reader.from);
	reader.from = -1;
	signal(SIGPIPE, SIG_IGN);
	statusfd_write(&reader.statusfd, "one\n");
	statusfd_write(&reader.statusfd, "two\n");
	assert_int_equal(reader.statusfd.size, 0);
	close_reader(&reader);
}

static void a_socket_does_as_well(void **state)
{
	struct reader reader;
	int ends[2];
	char text[16];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	reader = (struct reader){ ends[0], { .fd = ends[1] } };
	statusfd_write(&reader.statusfd, "one\n");
	assert_int_equal(read(reader.from, text, sizeof(text)), 4);
	close_reader(&reader);
}

static void without_a_descriptor_nothing_is_written(void **state)
{
	struct statusfd statusfd = { .fd = -1 };

	(void)state;
	statusfd_write(&statusfd, "one\n");
	assert_null(statusfd.unwritten);
	statusfd_close(&statusfd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_is_there_at_once),
		cmocka_unit_test(a_long_line_is_written_whole),
		cmocka_unit_test(what_has_no_room_comes_with_the_next_line),
		cmocka_unit_test(a_reader_that_is_gone_is_nobodys_failure),
		cmocka_unit_test(a_socket_does_as_well),
		cmocka_unit_test(without_a_descriptor_nothing_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
