/* SPDX-License-Identifier: MIT */
/* covers: P1 P7 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "../../runner/channel.h"

struct ends {
	int ends[2];
};

static int open_ends(void **state)
{
	static struct ends ends;
	struct failure failure;

	*state = &ends;
	return channel_open(ends.ends, &failure);
}

static int close_ends(void **state)
{
	struct ends *ends = *state;

	close_fd(&ends->ends[0]);
	close_fd(&ends->ends[1]);
	return 0;
}

static void both_ends_are_closed_by_the_exec(void **state)
{
	const struct ends *ends = *state;

	assert_true(fcntl(ends->ends[0], F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(ends->ends[1], F_GETFD) & FD_CLOEXEC);
}

static void a_failure_travels_whole(void **state)
{
	const struct ends *ends = *state;
	struct message sent = { .kind = MESSAGE_FAILURE };
	struct message received;
	int passed = 77;

	memset(sent.failure.text, 'x', sizeof(sent.failure.text) - 1);
	sent.failure.code = EBUSY;
	sent.failure.status = STATUS_NOT_FOUND;
	sent.failure.link = 3;
	assert_int_equal(channel_send(ends->ends[0], &sent, -1), 0);
	assert_int_equal(channel_receive(ends->ends[1], &received, &passed), 1);
	assert_int_equal(passed, -1);
	assert_int_equal(received.kind, MESSAGE_FAILURE);
	assert_memory_equal(&received.failure, &sent.failure, sizeof(sent.failure));
}

static void messages_keep_their_order_and_their_borders(void **state)
{
	const struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_FAILURE };
	int passed;

	for (int i = 0; i < 10; i++) {
		message.failure.code = i;
		assert_int_equal(channel_send(ends->ends[1], &message, -1), 0);
	}
	for (int i = 0; i < 10; i++) {
		assert_int_equal(channel_receive(ends->ends[0], &message, &passed), 1);
		assert_int_equal(message.failure.code, i);
	}
}

static void it_has_two_directions(void **state)
{
	const struct ends *ends = *state;
	struct message there = { .kind = MESSAGE_LINKS, .created = { "eth0", "nsrun1" } };
	struct message back = { .kind = MESSAGE_EXEC };
	struct message received;
	int passed;

	assert_int_equal(channel_send(ends->ends[0], &there, -1), 0);
	assert_int_equal(channel_send(ends->ends[1], &back, -1), 0);
	assert_int_equal(channel_receive(ends->ends[0], &received, &passed), 1);
	assert_int_equal(received.kind, MESSAGE_EXEC);
	assert_int_equal(channel_receive(ends->ends[1], &received, &passed), 1);
	assert_int_equal(received.kind, MESSAGE_LINKS);
	assert_string_equal(received.created[1], "nsrun1");
}

static void a_descriptor_travels_with_its_message(void **state)
{
	const struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_NAMESPACE };
	AUTO_CLOSE int file = open("/proc/self/mounts", O_RDONLY);
	AUTO_CLOSE int passed = -1;
	struct stat one, other;

	assert_true(file >= 0);
	assert_int_equal(channel_send(ends->ends[0], &message, file), 0);
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), 1);
	assert_true(passed >= 0);
	assert_true(passed != file);
	assert_true(fcntl(passed, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(fstat(file, &one), 0);
	assert_int_equal(fstat(passed, &other), 0);
	assert_true(one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

static void a_descriptor_comes_with_its_own_message_only(void **state)
{
	const struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_NAMESPACE };
	int passed;

	assert_int_equal(channel_send(ends->ends[0], &message, STDIN_FILENO), 0);
	assert_int_equal(channel_send(ends->ends[0], &message, -1), 0);
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), 1);
	assert_true(passed >= 0);
	close(passed);
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), 1);
	assert_int_equal(passed, -1);
}

static void a_closed_end_is_the_end_of_file(void **state)
{
	struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_EXEC };
	int passed = 77;

	assert_int_equal(channel_send(ends->ends[0], &message, -1), 0);
	close_fd(&ends->ends[0]);
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), 1);
	assert_int_equal(message.kind, MESSAGE_EXEC);
	passed = 77;
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), 0);
	assert_int_equal(passed, -1);
}

static void nobody_at_the_other_end_is_no_signal(void **state)
{
	struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_LINKS };

	signal(SIGPIPE, SIG_DFL);
	close_fd(&ends->ends[1]);
	errno = 0;
	assert_int_equal(channel_send(ends->ends[0], &message, -1), -1);
	assert_int_equal(errno, EPIPE);
}

static void a_closed_descriptor_cannot_be_passed(void **state)
{
	const struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_NAMESPACE };

	errno = 0;
	assert_int_equal(channel_send(ends->ends[0], &message, 12345), -1);
	assert_int_equal(errno, EBADF);
}

static void half_a_message_is_none(void **state)
{
	const struct ends *ends = *state;
	struct message message = { .kind = MESSAGE_EXEC };
	int passed = 77;

	assert_int_equal(
		send(ends->ends[0], &message, sizeof(message) - 1, 0), sizeof(message) - 1);
	errno = 0;
	assert_int_equal(channel_receive(ends->ends[1], &message, &passed), -1);
	assert_int_equal(errno, EPROTO);
	assert_int_equal(passed, -1);
}

static void child_that_execs(void *context)
{
	const struct ends *ends = context;
	const struct message message = { .kind = MESSAGE_EXEC };

	close(ends->ends[0]);
	check(channel_send(ends->ends[1], &message, -1) == 0);
	execl("/bin/true", "true", (char *)NULL);
	_exit(98);
}

/* What launch.c counts on: EXEC, and behind it the end of file that is the exec itself. */
static void the_exec_closes_the_childs_end(void **state)
{
	struct ends *ends = *state;
	struct message message;
	int passed;

	assert_int_equal(in_child(child_that_execs, ends), 0);
	close_fd(&ends->ends[1]);
	assert_int_equal(channel_receive(ends->ends[0], &message, &passed), 1);
	assert_int_equal(message.kind, MESSAGE_EXEC);
	assert_int_equal(channel_receive(ends->ends[0], &message, &passed), 0);
}

#define with_ends(test) cmocka_unit_test_setup_teardown(test, open_ends, close_ends)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_ends(both_ends_are_closed_by_the_exec),
		with_ends(a_failure_travels_whole),
		with_ends(messages_keep_their_order_and_their_borders),
		with_ends(it_has_two_directions),
		with_ends(a_descriptor_travels_with_its_message),
		with_ends(a_descriptor_comes_with_its_own_message_only),
		with_ends(a_closed_end_is_the_end_of_file),
		with_ends(nobody_at_the_other_end_is_no_signal),
		with_ends(a_closed_descriptor_cannot_be_passed),
		with_ends(half_a_message_is_none),
		with_ends(the_exec_closes_the_childs_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
