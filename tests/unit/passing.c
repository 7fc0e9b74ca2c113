/* SPDX-License-Identifier: MIT */
/* covers: exec */
#include "unit.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../../runner/passing.h"

static void open_pair(int ends[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
}

static int count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static bool is_same(int one, int other)
{
	struct stat first, second;

	return fstat(one, &first) == 0 && fstat(other, &second) == 0 &&
		first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void descriptors_travel_with_the_message(void **state)
{
	int sent = 42, received = 0, ends[2], came[MOST_PASSED];
	const int files[] = { open("/dev/null", O_RDONLY), open("/", O_RDONLY) };
	size_t count;

	(void)state;
	open_pair(ends);
	assert_int_equal(passing_send(ends[0], &sent, sizeof(sent), files, 2), 0);
	assert_int_equal(
		passing_receive(ends[1], &received, sizeof(received), came, MOST_PASSED, &count),
		1);
	assert_int_equal(received, 42);
	assert_int_equal(count, 2);
	for (int i = 0; i < 2; i++) {
		assert_true(is_same(files[i], came[i]));
		assert_int_equal(fcntl(came[i], F_GETFD), FD_CLOEXEC);
		close(files[i]);
		close(came[i]);
	}
	close(ends[0]);
	close(ends[1]);
}

/* Whoever sends more than is wanted must not fill the receiver's table. */
static void descriptors_that_nobody_wants_are_closed(void **state)
{
	const int files[MOST_PASSED] = { 0, 1, 2, 0, 1, 2, 0, 1 };
	int message = 1, ends[2], came[1] = { -1 };
	int before;
	size_t count;

	(void)state;
	open_pair(ends);
	before = count_descriptors();
	assert_int_equal(passing_send(ends[0], &message, sizeof(message), files, MOST_PASSED), 0);
	assert_int_equal(passing_receive(ends[1], &message, sizeof(message), came, 1, &count), -1);
	assert_int_equal(errno, EPROTO);
	assert_int_equal(count, 1);
	close(came[0]);
	assert_int_equal(passing_send(ends[0], &message, sizeof(message), files, 3), 0);
	assert_int_equal(passing_receive(ends[1], &message, sizeof(message), NULL, 0, &count), -1);
	assert_int_equal(count, 0);
	assert_int_equal(count_descriptors(), before);
	close(ends[0]);
	close(ends[1]);
}

static void another_size_is_no_message(void **state)
{
	char small = 1;
	long large;
	int ends[2];
	size_t count;

	(void)state;
	open_pair(ends);
	assert_int_equal(passing_send(ends[0], &small, sizeof(small), NULL, 0), 0);
	assert_int_equal(passing_receive(ends[1], &large, sizeof(large), NULL, 0, &count), -1);
	assert_int_equal(errno, EPROTO);
	close(ends[0]);
	assert_int_equal(passing_receive(ends[1], &large, sizeof(large), NULL, 0, &count), 0);
	close(ends[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_travel_with_the_message),
		cmocka_unit_test(descriptors_that_nobody_wants_are_closed),
		cmocka_unit_test(another_size_is_no_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
