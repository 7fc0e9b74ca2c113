/* SPDX-License-Identifier: MIT */
/* covers: wait stop exec */
#include "unit.h"

#include <errno.h>
#include <sys/socket.h>

#include "../../runner/control.h"
#include "../../runner/passing.h"

/* A run as its supervisor has it, and what it would wait for. */
static struct control control;
static struct job job;
static struct identity identity;

static int open_run(void **state)
{
	char *command[] = { NULL };
	struct failure failure;

	(void)state;
	memset(&control, 0, sizeof(control));
	memset(&job, 0, sizeof(job));
	job_clear(&job);
	assert_int_equal(identity_start(&identity, NULL, command, -1, &failure), 0);
	assert_int_equal(control_open(&control, &identity, &failure), 0);
	return 0;
}

static void serve(void)
{
	static const struct privileges none;
	static const struct joinable nothing = {
		.route = -1,
		.netns = -1,
		.held = { -1, -1, -1 },
		.pids = -1,
		.privileges = &none,
	};

	control_serve(&control, &job, &nothing, 0);
}

static int call(void)
{
	int connection = control_call(&identity);

	assert_true(connection >= 0);
	return connection;
}

static int say(int connection, enum control_kind kind)
{
	const struct control_message message = { .kind = kind };

	return passing_send_plain(connection, &message, sizeof(message));
}

static void is_told(int connection, int status)
{
	struct control_message message = { .kind = CONTROL_WAIT };

	assert_int_equal(passing_receive_plain(connection, &message, sizeof(message)), 1);
	assert_int_equal(message.kind, CONTROL_STATUS);
	assert_int_equal(message.status, status);
	assert_int_equal(passing_receive_plain(connection, &message, sizeof(message)), 0);
	close(connection);
}

static void is_hung_up_on(int connection)
{
	struct control_message message = { .kind = CONTROL_WAIT };

	assert_int_equal(passing_receive_plain(connection, &message, sizeof(message)), 0);
	close(connection);
}

static void nobody_can_call(void)
{
	assert_int_equal(control_call(&identity), -1);
	assert_int_equal(errno, ECONNREFUSED);
}

static void who_waits_is_told(void **state)
{
	int one, other;

	(void)state;
	serve();
	one = call();
	other = call();
	for (int i = 0; i < 2; i++)
		events_wait(&job.events, -1);
	assert_int_equal(control.count, 2);
	say(one, CONTROL_WAIT);
	say(other, CONTROL_WAIT);
	events_wait(&job.events, -1);
	control_finish(&control, 42);
	is_told(one, 42);
	is_told(other, 42);
	nobody_can_call();
}

/* The supervisor is busy with the end: all of them are in its queue. */
static void who_calls_during_the_end_is_told(void **state)
{
	int connections[100];

	(void)state;
	serve();
	for (int i = 0; i < 100; i++) {
		connections[i] = call();
		assert_int_equal(say(connections[i], CONTROL_WAIT), 0);
	}
	control_finish(&control, 137);
	for (int i = 0; i < 100; i++)
		is_told(connections[i], 137);
	nobody_can_call();
}

static void what_was_not_read_yet_is_answered(void **state)
{
	int waits, stops, joins;

	(void)state;
	serve();
	waits = call();
	stops = call();
	joins = call();
	for (int i = 0; i < 3; i++)
		events_wait(&job.events, -1);
	assert_int_equal(control.count, 3);
	assert_int_equal(say(waits, CONTROL_WAIT), 0);
	assert_int_equal(say(stops, CONTROL_STOP), 0);
	assert_int_equal(say(joins, CONTROL_JOIN), 0);
	control_finish(&control, 3);
	is_told(waits, 3);
	is_hung_up_on(stops);
	is_hung_up_on(joins);
}

static void who_comes_too_late_to_ask_is_told_nonetheless(void **state)
{
	int accepted, queued;

	(void)state;
	serve();
	accepted = call();
	events_wait(&job.events, -1);
	queued = call();
	control_finish(&control, 0);
	assert_int_equal(say(accepted, CONTROL_WAIT), -1);
	assert_int_equal(errno, EPIPE);
	assert_int_equal(say(queued, CONTROL_WAIT), -1);
	assert_int_equal(errno, EPIPE);
	is_told(accepted, 0);
	is_told(queued, 0);
}

static void who_asks_nothing_is_hung_up_on(void **state)
{
	int connection;

	(void)state;
	serve();
	connection = call();
	events_wait(&job.events, -1);
	assert_int_equal(say(connection, CONTROL_STATUS), 0);
	events_wait(&job.events, -1);
	assert_int_equal(control.count, 0);
	is_hung_up_on(connection);
	control_finish(&control, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(who_waits_is_told, open_run),
		cmocka_unit_test_setup(who_calls_during_the_end_is_told, open_run),
		cmocka_unit_test_setup(what_was_not_read_yet_is_answered, open_run),
		cmocka_unit_test_setup(who_comes_too_late_to_ask_is_told_nonetheless, open_run),
		cmocka_unit_test_setup(who_asks_nothing_is_hung_up_on, open_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
