/* SPDX-License-Identifier: MIT */
/* covers: P2 P3 M6 */
#include "directory.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>

#include "../../runner/identity.h"
#include "../../runner/shared.h"

/* The thing is a number in memory that all processes of the test have together. */
struct world {
	int made;    /* how many of the thing there are: 0 or 1 */
	int users;   /* who has joined, and has not begun to leave */
	int owners;  /* of those, who has it to itself */
	int serial;  /* of the thing; one that was removed has another when it is made again */
	int makings; /* calls of the functions below */
	int removals;
	int recoveries;
	bool fails; /* make() fails, before it has made anything */
	bool dies;  /* make() is killed, when it has made the thing */
};
static struct world *world;

static int add(int *number, int what)
{
	return __atomic_add_fetch(number, what, __ATOMIC_SEQ_CST);
}

static int get(const int *number)
{
	return __atomic_load_n(number, __ATOMIC_SEQ_CST);
}

static int make(char *record, void *context, struct failure *failure)
{
	(void)context;
	add(&world->makings, 1);
	if (world->fails)
		return fail(failure, EPERM, "make the thing");
	check(add(&world->made, 1) == 1);
	if (world->dies)
		kill(getpid(), SIGKILL);
	snprintf(record, SHARED_RECORD_SIZE, "{\"serial\":%d}", add(&world->serial, 1));
	return 0;
}

static int accepts(const char *record, void *context, struct failure *failure)
{
	int serial = -1;

	(void)context;
	check(sscanf(record, "{\"serial\":%d}", &serial) == 1);
	if (serial != get(&world->serial) || get(&world->made) != 1)
		return fail(failure, 0, "another thing than the record's");
	return 0;
}

static int remove_thing(const char *record, void *context)
{
	(void)context;
	add(&world->removals, 1);
	if (strcmp(record, SHARED_CREATING) == 0)
		add(&world->recoveries, 1);
	/* What a killed one had removed already is not there; two of it are there never. */
	check(get(&world->made) <= 1);
	__atomic_store_n(&world->made, 0, __ATOMIC_SEQ_CST);
	return 0;
}

static const struct shared_kind kind = {
	.make = make,
	.accepts = accepts,
	.remove = remove_thing,
	.advice = "wait for them",
};

static int begin(void **state)
{
	world = mmap(
		NULL, sizeof(*world), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return world == MAP_FAILED ? -1 : enter_directory(state);
}

static int end(void **state)
{
	munmap(world, sizeof(*world));
	return leave_directory(state);
}

static int join(struct shared *shared, struct failure *failure)
{
	failure->text[0] = '\0';
	return shared_join(shared, directory, "key", "thing", &kind, NULL, failure);
}

static int take(struct shared *shared, struct failure *failure)
{
	failure->text[0] = '\0';
	return shared_take(shared, directory, "key", "thing", &kind, NULL, failure);
}

static void expect_world(int made, int makings, int removals, int files)
{
	assert_int_equal(world->made, made);
	assert_int_equal(world->makings, makings);
	assert_int_equal(world->removals, removals);
	assert_int_equal(count_files(false), files);
}

static void the_first_makes_and_the_last_removes(void **state)
{
	struct shared first, second;
	struct failure failure;

	(void)state;
	expect_success(join(&first, &failure), &failure);
	expect_world(1, 1, 0, 1);
	expect_success(join(&second, &failure), &failure);
	expect_world(1, 1, 0, 1);
	shared_leave(&first);
	expect_world(1, 1, 0, 1);
	shared_leave(&second);
	expect_world(0, 1, 1, 0);
	shared_leave(&second);
	expect_world(0, 1, 1, 0);
}

static void two_keys_are_two_things(void **state)
{
	struct shared first, second;
	struct failure failure;

	(void)state;
	expect_success(join(&first, &failure), &failure);
	world->made = 0; /* the other one */
	expect_success(shared_join(&second, directory, "another", "thing", &kind, NULL, &failure),
		&failure);
	expect_world(1, 2, 0, 2);
	shared_leave(&first);
	shared_leave(&second);
	expect_world(0, 2, 2, 0);
}

static void a_failure_of_make_leaves_nothing(void **state)
{
	struct shared shared;
	struct failure failure;

	(void)state;
	world->fails = true;
	assert_int_equal(join(&shared, &failure), -1);
	expect_failure(&failure, EPERM, "make the thing: Operation not permitted");
	expect_world(0, 1, 0, 0);
	shared_leave(&shared);
	expect_world(0, 1, 0, 0);
	world->fails = false;
	expect_success(join(&shared, &failure), &failure);
	shared_leave(&shared);
	expect_world(0, 2, 1, 0);
}

static void one_that_is_not_accepted_does_not_take_part(void **state)
{
	struct shared first, second;
	struct failure failure;

	(void)state;
	expect_success(join(&first, &failure), &failure);
	world->serial++;
	assert_int_equal(join(&second, &failure), -1);
	expect_failure(&failure, 0, "another thing than the record's");
	shared_leave(&second);
	expect_world(1, 1, 0, 1);
	shared_leave(&first);
	expect_world(0, 1, 1, 0);
}

/* The killed are children here; status_of() says that they were. */
static void die_with_it(void *context)
{
	struct shared shared;
	struct failure failure;

	check((context != NULL ? take : join)(&shared, &failure) == 0);
	kill(getpid(), SIGKILL);
}

static void the_thing_of_the_dead_is_made_anew(void **state)
{
	struct shared shared;
	struct failure failure;
	char to_itself;

	(void)state;
	assert_int_equal(in_child(die_with_it, NULL), 128 + SIGKILL);
	expect_world(1, 1, 0, 1);
	expect_success(join(&shared, &failure), &failure);
	expect_world(1, 2, 1, 1);
	assert_int_equal(world->recoveries, 0);
	shared_leave(&shared);
	expect_world(0, 2, 2, 0);

	assert_int_equal(in_child(die_with_it, &to_itself), 128 + SIGKILL);
	expect_success(take(&shared, &failure), &failure);
	expect_world(1, 4, 3, 1);
	shared_leave(&shared);
	expect_world(0, 4, 4, 0);
}

static void the_dead_are_no_users(void **state)
{
	struct shared shared;
	struct failure failure;

	(void)state;
	expect_success(join(&shared, &failure), &failure);
	assert_int_equal(in_child(die_with_it, NULL), 128 + SIGKILL);
	expect_world(1, 1, 0, 1);
	shared_leave(&shared);
	expect_world(0, 1, 1, 0);
}

static void what_was_left_in_the_making_is_recovered(void **state)
{
	struct shared shared;
	struct failure failure;

	(void)state;
	world->dies = true;
	assert_int_equal(in_child(die_with_it, NULL), 128 + SIGKILL);
	world->dies = false;
	expect_world(1, 1, 0, 1);
	expect_success(join(&shared, &failure), &failure);
	assert_int_equal(world->recoveries, 1);
	expect_world(1, 2, 1, 1);
	shared_leave(&shared);
	expect_world(0, 2, 2, 0);
}

static void garbage_is_a_dead_ones_record(void **state)
{
	static const char *const texts[] = { "", "garbage", "{\"serial\":" };
	struct shared shared;
	struct failure failure;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int file = openat(directory, "key", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

		assert_int_equal(write(file, texts[i], strlen(texts[i])), strlen(texts[i]));
		close(file);
		expect_success(join(&shared, &failure), &failure);
		assert_int_equal(world->made, 1);
		shared_leave(&shared);
		assert_int_equal(world->made, 0);
		assert_int_equal(count_files(false), 0);
	}
}

static void one_that_has_it_to_itself_has_it_alone(void **state)
{
	struct shared first, second;
	struct failure failure;

	(void)state;
	expect_success(take(&first, &failure), &failure);
	expect_world(1, 1, 0, 1);
	assert_int_equal(take(&second, &failure), -1);
	assert_int_equal(failure.code, EBUSY);
	assert_int_equal(join(&second, &failure), -1);
	expect_world(1, 1, 0, 1);
	shared_leave(&first);
	expect_world(0, 1, 1, 0);

	expect_success(join(&first, &failure), &failure);
	assert_int_equal(take(&second, &failure), -1);
	expect_failure(&failure, EBUSY,
		"thing: Device or resource busy: other runs share it; wait for them");
	expect_world(1, 2, 1, 1);
	shared_leave(&first);
	expect_world(0, 2, 2, 0);
}

static int note_identity(char *record, void *context, struct failure *failure)
{
	(void)failure;
	snprintf(record, SHARED_RECORD_SIZE, "%s", (const char *)context);
	return 0;
}

static void who_has_it_to_itself_is_named(void **state)
{
	static char text[] = "{\"id\":\"0123456789ab\",\"name\":\"\",\"boot\":\"b\",\"host\":1,"
			     "\"cookie\":2,\"namespace_id\":3,\"supervisor\":4,"
			     "\"pid_namespace\":5,\"command\":\"sleep 5\",\"keys\":[]}";
	static const struct shared_kind named = {
		.make = note_identity,
		.accepts = accepts,
		.remove = remove_thing,
	};
	struct shared first, second;
	struct failure failure;

	(void)state;
	expect_success(
		shared_take(&first, directory, "key", "thing", &named, text, &failure), &failure);
	assert_int_equal(join(&second, &failure), -1);
	expect_failure(&failure, EBUSY,
		"thing: Device or resource busy: run 0123456789ab (nsrun with pid 4: sleep 5) has "
		"it to itself; end that run, or choose another");
	shared_leave(&first);
}

/*
 * Several processes join and leave thousands of times, and are killed at random moments: never are
 * there two things (see make() and remove_thing()), never is a user without one, and none is left.
 * What a killed process counted is taken back by the one that killed it.
 */
enum {
	WORKERS = 4,
	ROUNDS = 3000,
	KILLS = 300,
	USE_TO_ITSELF = 7,
	HELD_MOST = 40,
	MOST_LOOKS = 60
};

static void use(struct shared *shared, int round, int *users, int *owners)
{
	struct failure failure;
	bool alone = round % USE_TO_ITSELF == 0;

	if ((alone ? take : join)(shared, &failure) < 0) {
		check(failure.code == EBUSY);
		return;
	}
	*users = 1;
	*owners = alone;
	for (int i = 0; i < round % HELD_MOST; i++) {
		check(get(&world->made) == 1);
		sched_yield();
	}
	*owners = 0;
	*users = 0;
	shared_leave(shared);
}

struct worker {
	pid_t pid;
	int round;  /* the next; goes on in the worker's successor when it was killed */
	int users;  /* 1 while it has the thing */
	int owners; /* 1 while it has it to itself */
};

static void work(struct worker *worker)
{
	struct shared shared;

	alarm(120);
	while (get(&worker->round) < ROUNDS) {
		int round = add(&worker->round, 1);

		use(&shared, round, &worker->users, &worker->owners);
	}
	_exit(0);
}

static void start(struct worker *worker)
{
	pid_t pid;

	worker->users = worker->owners = 0;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		work(worker);
	worker->pid = pid; /* not by the child, too: it is shared */
}

/* Nobody may have it to itself while another has it: told from the outside now and then. */
static void look(const struct worker *workers)
{
	struct shared shared;
	struct failure failure;

	(void)workers;
	if (join(&shared, &failure) < 0) {
		assert_int_equal(failure.code, EBUSY);
		return;
	}
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(get(&workers[i].owners), 0);
	assert_int_equal(get(&world->made), 1);
	shared_leave(&shared);
}

static int kill_some(struct worker *workers)
{
	unsigned seed = 1;
	int killed = 0;

	for (int i = 0; i < KILLS; i++) {
		struct worker *worker = &workers[rand_r(&seed) % WORKERS];
		int status;

		for (int looks = rand_r(&seed) % MOST_LOOKS; looks >= 0; looks--)
			look(workers);
		kill(worker->pid, SIGKILL);
		assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
		/* It had done its rounds, or was killed; a check that failed is neither. */
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		killed += WIFSIGNALED(status) ? 1 : 0;
		start(worker);
	}
	return killed;
}

static void there_is_one_for_all_whoever_is_killed(void **state)
{
	struct worker *workers = mmap(NULL, WORKERS * sizeof(struct worker), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct shared shared;
	struct failure failure;
	int killed;

	(void)state;
	assert_ptr_not_equal(workers, MAP_FAILED);
	for (int i = 0; i < WORKERS; i++)
		start(&workers[i]);
	killed = kill_some(workers);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(status_of(workers[i].pid), 0);
	assert_true(killed > KILLS / 10);
	/* The last may have been a killed one: the next launch removes what that left. */
	expect_success(join(&shared, &failure), &failure);
	shared_leave(&shared);
	assert_int_equal(world->made, 0);
	assert_int_equal(count_files(false), 0);
	munmap(workers, WORKERS * sizeof(struct worker));
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_world(the_first_makes_and_the_last_removes),
		with_world(two_keys_are_two_things),
		with_world(a_failure_of_make_leaves_nothing),
		with_world(one_that_is_not_accepted_does_not_take_part),
		with_world(the_thing_of_the_dead_is_made_anew),
		with_world(the_dead_are_no_users),
		with_world(what_was_left_in_the_making_is_recovered),
		with_world(garbage_is_a_dead_ones_record),
		with_world(one_that_has_it_to_itself_has_it_alone),
		with_world(who_has_it_to_itself_is_named),
		with_world(there_is_one_for_all_whoever_is_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
