/* SPDX-License-Identifier: MIT */
/* covers: P2 P3 */
#include "directory.h"

#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../../runner/state.h"
#include "own.h"

static int write_record(const char *text)
{
	struct failure failure = { .text = "" };
	int file = state_write(directory, LOCK_EX, text, &failure);

	if (file < 0)
		print_error("%s\n", failure.text);
	assert_true(file >= 0);
	return file;
}

/* Looks at the record of a name, expects this holder and this text, and keeps the file. */
static int expect_holder(const char *name, enum state_holder holder, const char *text)
{
	struct failure failure = { .text = "" };
	AUTO_FREE char *found = NULL;
	int file = 77;

	assert_int_equal(state_examine(directory, name, &file, &found, &failure), holder);
	if (holder == HOLDER_NONE) {
		assert_int_equal(file, -1);
		return -1;
	}
	assert_true(file >= 0);
	assert_string_equal(found, text);
	return file;
}

static void a_record_is_born_without_a_name_and_locked(void **state)
{
	int file = write_record("text");
	char name[32];
	AUTO_CLOSE int other = -1;
	struct stat status;

	(void)state;
	assert_int_equal(fstat(file, &status), 0);
	assert_int_equal(status.st_nlink, 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_int_equal(status.st_size, 4);
	assert_true(fcntl(file, F_GETFD) & FD_CLOEXEC);

	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	other = open(name, O_RDWR | O_CLOEXEC);
	assert_true(other >= 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	close(file);
}

static void a_record_may_have_many_names(void **state)
{
	int file = write_record("text");

	(void)state;
	assert_int_equal(state_name(directory, file, "1-2-ip-172.16.86.2"), 0);
	assert_int_equal(state_name(directory, file, "1-2-mac-02:42:ac:10:56:02"), 0);
	close(expect_holder("1-2-ip-172.16.86.2", HOLDER_LIVES, "text"));
	close(expect_holder("1-2-mac-02:42:ac:10:56:02", HOLDER_LIVES, "text"));
	state_remove(directory, file, "1-2-ip-172.16.86.2");
	expect_holder("1-2-ip-172.16.86.2", HOLDER_NONE, NULL);
	close(expect_holder("1-2-mac-02:42:ac:10:56:02", HOLDER_LIVES, "text"));
	close(file);
}

static void a_name_is_given_once(void **state)
{
	int first = write_record("first");
	int second = write_record("second");

	(void)state;
	assert_int_equal(state_name(directory, first, "name"), 0);
	errno = 0;
	assert_int_equal(state_name(directory, second, "name"), -1);
	assert_int_equal(errno, EEXIST);
	close(expect_holder("name", HOLDER_LIVES, "first"));
	close(first);
	close(second);
}

static void the_record_of_the_dead_is_taken_over(void **state)
{
	int file = write_record("text");
	int taken;

	(void)state;
	expect_holder("name", HOLDER_NONE, NULL);
	assert_int_equal(state_name(directory, file, "name"), 0);
	close(expect_holder("name", HOLDER_LIVES, "text"));
	close(file);
	taken = expect_holder("name", HOLDER_DEAD, "text");
	/* It is ours now: for any other it lives. */
	close(expect_holder("name", HOLDER_LIVES, "text"));
	state_remove(directory, taken, "name");
	expect_holder("name", HOLDER_NONE, NULL);
	close(taken);
}

/* Between a look at a record and the act, its name may have become another's. */
static void another_record_of_the_same_name_is_left_alone(void **state)
{
	int old = write_record("old");
	int new = write_record("new");

	(void)state;
	assert_int_equal(state_name(directory, old, "name"), 0);
	state_remove(directory, old, "name");
	assert_int_equal(state_name(directory, new, "name"), 0);
	state_remove(directory, old, "name");
	close(expect_holder("name", HOLDER_LIVES, "new"));
	close(old);
	close(expect_holder("name", HOLDER_LIVES, "new"));
	close(new);
	close(expect_holder("name", HOLDER_DEAD, "new"));
}

static void removing_what_is_not_there_is_fine(void **state)
{
	int file = write_record("text");

	(void)state;
	state_remove(directory, file, "name");
	expect_holder("name", HOLDER_NONE, NULL);
	close(file);
}

static void a_symbolic_link_is_refused(void **state)
{
	struct failure failure;
	char *text;
	int found = 77;

	(void)state;
	assert_int_equal(symlinkat("/etc/passwd", directory, "name"), 0);
	assert_int_equal(state_examine(directory, "name", &found, &text, &failure), -1);
	expect_failure(&failure, ELOOP, "open the record name: Too many levels of symbolic links");
	assert_int_equal(found, -1);
}

static void hold_until_killed(int told)
{
	struct failure failure;
	int file = state_write(directory, LOCK_EX, "child", &failure);

	if (file < 0 || state_name(directory, file, "name") < 0 || write(told, "x", 1) != 1)
		_exit(1);
	alarm(20);
	for (;;)
		pause();
}

static void a_killed_process_leaves_a_dead_record(void **state)
{
	int ends[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		hold_until_killed(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(expect_holder("name", HOLDER_LIVES, "child"));
	kill(pid, SIGKILL);
	assert_int_equal(status_of(pid), 128 + SIGKILL);
	close(expect_holder("name", HOLDER_DEAD, "child"));
	close(ends[0]);
}

/*
 * Several processes want one name, hold it for a moment, and then give it up, or "die" and leave
 * it to be found. At no time have two of them got it.
 */
enum { CONTENDERS = 3, ROUNDS = 700 };

static void clear_way(void)
{
	static const char whole[] = "a record that is read whole or not at all";
	struct failure failure;
	AUTO_FREE char *text = NULL;
	int file;
	int holder = state_examine(directory, "name", &file, &text, &failure);
	struct stat mine, named;

	check(holder >= 0);
	if (holder == HOLDER_NONE)
		return;
	check(strcmp(text, whole) == 0);
	if (holder == HOLDER_DEAD) {
		check(fstat(file, &mine) == 0 && fstatat(directory, "name", &named, 0) == 0);
		check(mine.st_ino == named.st_ino);
		state_remove(directory, file, "name");
	}
	close(file);
}

static void contend(void *context)
{
	int *holders = context;
	struct failure failure;

	for (int i = 0; i < ROUNDS; i++) {
		int file = state_write(
			directory, LOCK_EX, "a record that is read whole or not at all", &failure);

		check(file >= 0);
		while (state_name(directory, file, "name") < 0) {
			check(errno == EEXIST);
			clear_way();
		}
		check(__atomic_add_fetch(holders, 1, __ATOMIC_SEQ_CST) == 1);
		sched_yield();
		check(__atomic_sub_fetch(holders, 1, __ATOMIC_SEQ_CST) == 0);
		if (i % 3 != 0)
			state_remove(directory, file, "name");
		close(file);
	}
}

static void at_most_one_has_a_name(void **state)
{
	int *holders =
		mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[CONTENDERS];

	(void)state;
	assert_ptr_not_equal(holders, MAP_FAILED);
	for (int i = 0; i < CONTENDERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			alarm(60);
			contend(holders);
			_exit(0);
		}
	}
	for (int i = 0; i < CONTENDERS; i++)
		assert_int_equal(status_of(pids[i]), 0);
	munmap(holders, sizeof(int));
}

static void check_opened(int opened, const struct failure *failure)
{
	struct stat status;

	if (opened < 0)
		fprintf(stderr, "%s\n", failure->text);
	check(opened >= 0);
	check(fstat(opened, &status) == 0);
	check(status.st_mode == (S_IFDIR | 0700));
	check(fcntl(opened, F_GETFD) & FD_CLOEXEC);
	close(opened);
}

static void open_host_in_own_run(void *context)
{
	struct failure failure = { .text = "" };
	struct stat status;

	(void)context;
	enter_own_run();
	check_opened(state_open_host(&failure), &failure);
	check_opened(state_open_host(&failure), &failure);
	check(stat("/run/nsrun", &status) == 0 && status.st_mode == (S_IFDIR | 0700));

	check(chmod("/run/nsrun/host", 0770) == 0);
	check(state_open_host(&failure) == -1 && failure.code == EPERM);
	check(strcmp(failure.text,
		      "/run/nsrun/host belongs to another user or is writable by others: "
		      "Operation not permitted") == 0);
	check(rmdir("/run/nsrun/host") == 0);
	check(mkdir("/run/elsewhere", 0700) == 0);
	check(symlink("/run/elsewhere", "/run/nsrun/host") == 0);
	check(state_open_host(&failure) == -1);
}

static void the_directory_is_private_or_not_used(void **state)
{
	int status;

	(void)state;
	status = in_child(open_host_in_own_run, NULL);
	need(status != NO_RUN, "no mount namespace may be made here");
	assert_int_equal(status, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_directory(a_record_is_born_without_a_name_and_locked),
		with_directory(a_record_may_have_many_names),
		with_directory(a_name_is_given_once),
		with_directory(the_record_of_the_dead_is_taken_over),
		with_directory(another_record_of_the_same_name_is_left_alone),
		with_directory(removing_what_is_not_there_is_fine),
		with_directory(a_symbolic_link_is_refused),
		with_directory(a_killed_process_leaves_a_dead_record),
		with_directory(at_most_one_has_a_name),
		cmocka_unit_test(the_directory_is_private_or_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
