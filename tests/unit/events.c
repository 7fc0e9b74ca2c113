/* SPDX-License-Identifier: MIT */
/* covers: P8 */
#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>

#include "../../runner/events.h"

/* A pipe that counts how often it was taken note of. */
struct source {
	struct events *events;
	struct source *other;
	int ends[2];
	int happened;
};

static void count(void *context)
{
	struct source *source = context;
	char byte;

	source->happened++;
	if (read(source->ends[0], &byte, 1) < 0)
		return;
}

static void remove_other(void *context)
{
	struct source *source = context;

	source->happened++;
	events_remove(source->events, source->other->ends[0]);
}

static void open_source(struct source *source, struct events *events, event_function *function)
{
	*source = (struct source){ .events = events };
	assert_int_equal(pipe2(source->ends, O_CLOEXEC | O_NONBLOCK), 0);
	assert_true(events_add(events, source->ends[0], function, source));
}

static void close_source(struct source *source)
{
	events_remove(source->events, source->ends[0]);
	close(source->ends[0]);
	close(source->ends[1]);
}

static void what_can_be_read_is_called(void **state)
{
	static struct events events;
	struct source one, other;

	(void)state;
	open_source(&one, &events, count);
	open_source(&other, &events, count);
	assert_int_equal(write(other.ends[1], "x", 1), 1);
	events_wait(&events, -1);
	assert_int_equal(one.happened, 0);
	assert_int_equal(other.happened, 1);
	assert_int_equal(write(one.ends[1], "x", 1), 1);
	assert_int_equal(write(other.ends[1], "x", 1), 1);
	events_wait(&events, -1);
	assert_int_equal(one.happened, 1);
	assert_int_equal(other.happened, 2);
	close_source(&one);
	close_source(&other);
	assert_int_equal(events.count, 0);
}

static void an_end_of_file_is_an_event(void **state)
{
	static struct events events;
	struct source source;

	(void)state;
	open_source(&source, &events, count);
	close(source.ends[1]);
	events_wait(&events, -1);
	assert_int_equal(source.happened, 1);
	events_remove(&events, source.ends[0]);
	close(source.ends[0]);
}

static void what_is_removed_meanwhile_is_not_called(void **state)
{
	static struct events events;
	struct source one, other;

	(void)state;
	open_source(&one, &events, remove_other);
	open_source(&other, &events, count);
	one.other = &other;
	assert_int_equal(write(one.ends[1], "x", 1), 1);
	assert_int_equal(write(other.ends[1], "x", 1), 1);
	events_wait(&events, -1);
	assert_int_equal(one.happened, 1);
	assert_int_equal(other.happened, 0);
	close_source(&one);
	close_source(&other);
}

static void there_is_room_for_so_many(void **state)
{
	static struct events events;

	(void)state;
	for (int i = 0; i < MOST_EVENTS; i++)
		assert_true(events_add(&events, i, count, NULL));
	assert_false(events_add(&events, MOST_EVENTS, count, NULL));
	events_remove(&events, MOST_EVENTS);
	assert_int_equal(events.count, MOST_EVENTS);
	events_remove(&events, 7);
	assert_true(events_add(&events, MOST_EVENTS, count, NULL));
}

struct ringing {
	int timer;
	int happened;
};

static void ring(void *context)
{
	struct ringing *ringing = context;

	ringing->happened++;
	events_timer_rest(ringing->timer);
}

static void a_timer_rings_again_and_again(void **state)
{
	static struct events events;
	struct ringing ringing = { events_timer(5), 0 };
	struct timespec before, after;

	(void)state;
	assert_true(ringing.timer >= 0);
	assert_true(events_add(&events, ringing.timer, ring, &ringing));
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (int i = 0; i < 3; i++)
		events_wait(&events, -1);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(ringing.happened, 3);
	assert_true((after.tv_sec - before.tv_sec) * 1000 +
			(after.tv_nsec - before.tv_nsec) / 1000000 >=
		5);
	close(ringing.timer);
}

static void a_timer_of_nothing_rings_at_once(void **state)
{
	static struct events events;
	struct ringing ringing = { events_timer(0), 0 };

	(void)state;
	assert_true(events_add(&events, ringing.timer, ring, &ringing));
	events_wait(&events, -1);
	assert_int_equal(ringing.happened, 1);
	close(ringing.timer);
}

static void what_is_left_of_a_timer_is_told(void **state)
{
	int timer = events_timer(60000);
	int rung = events_timer(0);
	struct pollfd ready = { .fd = rung, .events = POLLIN };

	(void)state;
	assert_in_range(events_timer_left(timer), 50000, 60001);
	assert_int_equal(poll(&ready, 1, 1000), 1);
	assert_int_equal(events_timer_left(rung), 1);
	close(timer);
	close(rung);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_be_read_is_called),
		cmocka_unit_test(an_end_of_file_is_an_event),
		cmocka_unit_test(what_is_removed_meanwhile_is_not_called),
		cmocka_unit_test(there_is_room_for_so_many),
		cmocka_unit_test(a_timer_rings_again_and_again),
		cmocka_unit_test(a_timer_of_nothing_rings_at_once),
		cmocka_unit_test(what_is_left_of_a_timer_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
