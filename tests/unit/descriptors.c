/* SPDX-License-Identifier: MIT */
/* covers: P8 --keep-fd --ready --status-fd */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "../../runner/descriptors.h"

/*
 * Each test is one process of its own: it opens and closes what it likes. open_at() gives it an
 * open descriptor of that number, which the exec would hand on.
 */
static void open_at(int number)
{
	int fd = open("/dev/null", O_RDONLY);

	check(fd >= 0);
	if (fd == number)
		return;
	check(dup2(fd, number) == number);
	close(fd);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static bool is_closed_by_exec(int fd)
{
	return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}

static bool is_kept(const struct descriptors *descriptors, int fd)
{
	for (size_t i = 0; i < descriptors->count; i++) {
		if (descriptors->kept[i] == fd)
			return true;
	}
	return false;
}

static void find_for(const char *line, struct descriptors *descriptors)
{
	static struct plan plan;
	static char text[4096];
	static char *words[UNIT_MAX_WORDS];
	struct failure failure = { .text = "" };

	snprintf(text, sizeof(text), "%s", line);
	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	plan.command = split(text, words);
	if (descriptors_find(&plan, descriptors, &failure) < 0)
		fprintf(stderr, "%s\n", failure.text);
	check(failure.text[0] == '\0');
}

static void keep_named(void *context)
{
	struct descriptors found;

	(void)context;
	for (int fd = 60; fd < 70; fd++)
		open_at(fd);
	find_for("diff /dev/fd/60 /proc/self/fd/61 --file=/dev/fd/62 /dev/fd/63/x", &found);
	check(is_kept(&found, 60));
	check(is_kept(&found, 61));
	check(is_kept(&found, 62));
	check(is_kept(&found, 63));
	check(!is_kept(&found, 64));
	check(!found.listens);
}

static void keep_two_of_one_word(void *context)
{
	struct descriptors found;

	(void)context;
	open_at(60);
	open_at(61);
	find_for("join --pair=/dev/fd/60,/dev/fd/61", &found);
	check(is_kept(&found, 60));
	check(is_kept(&found, 61));
}

static void keep_nothing(void *context)
{
	struct descriptors found;

	(void)context;
	for (int fd = 3; fd < 8; fd++)
		open_at(fd);
	/* Not open; no number; not a descriptor's; those that are always handed on. */
	find_for(
		"x /dev/fd/99 /dev/fd/ /dev/fd /dev/fd/x /dev/fd/-5 /dev/fdx/5 dev/fd5 /proc/1/fd/5 5 "
		"/dev/fd/99999999999999999995 /dev/fd/4294967301 /dev/fd/+5 /dev/fd/0 /dev/fd/2",
		&found);
	if (found.count != 0)
		fprintf(stderr, "kept: %d\n", found.kept[0]);
	check(found.count == 0);
}

static void keep_asked(void *context)
{
	struct descriptors found;
	static struct plan plan;
	char *command[] = { NULL };
	struct failure failure;

	(void)context;
	open_at(70);
	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	plan.command = command;
	plan.kept_fds[plan.kept_fd_count++] = 70;
	plan.kept_fds[plan.kept_fd_count++] = 1;
	check(descriptors_find(&plan, &found, &failure) == 0);
	check(is_kept(&found, 70));
	plan.kept_fds[plan.kept_fd_count++] = 71;
	check(descriptors_find(&plan, &found, &failure) == -1);
	check(strcmp(failure.text,
		      "--keep-fd 71: Bad file descriptor: nsrun was not given it; a shell opens it with 71<FILE") ==
		0);
	check(failure.code == EBADF);
}

static void announce(const char *count, long pid)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", pid);
	check(setenv("LISTEN_FDS", count, 1) == 0 && setenv("LISTEN_PID", text, 1) == 0);
	check(setenv("LISTEN_PIDFDID", "1", 1) == 0);
}

static void keep_listening(void *context)
{
	struct descriptors found;

	(void)context;
	for (int fd = 3; fd < 8; fd++)
		open_at(fd);
	announce("2", getpid());
	find_for("x", &found);
	check(found.listens);
	check(is_kept(&found, 3) && is_kept(&found, 4) && !is_kept(&found, 5));
}

static void keep_nothing_of_anothers(void *context)
{
	static const char *const wrong[] = { "", "x", "2x", "-1", "0", "99999999999999999999" };
	struct descriptors found;

	(void)context;
	for (int fd = 3; fd < 8; fd++)
		open_at(fd);
	announce("2", getppid());
	find_for("x", &found);
	check(!found.listens && found.count == 0);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		announce(wrong[i], getpid());
		find_for("x", &found);
		check(!found.listens && found.count == 0);
	}
	check(unsetenv("LISTEN_FDS") == 0);
	find_for("x", &found);
	check(!found.listens && found.count == 0);
}

/* The environment is anybody's: a number in it must not keep nsrun busy for minutes. */
static void take_no_time(void *context)
{
	struct descriptors found;

	(void)context;
	alarm(5);
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	open_at(3);
	announce("2147483647", getpid());
	find_for("x", &found);
	check(is_kept(&found, 3) && found.count == 1);
}

static void settle(void *context)
{
	struct descriptors found;
	struct failure failure = { .text = "" };
	char text[32];

	(void)context;
	for (int fd = 3; fd < 10; fd++)
		open_at(fd);
	announce("1", getpid());
	find_for("x /dev/fd/7", &found);
	announce("1", 1); /* the child has another pid, and must be announced by that */
	check(descriptors_settle(&found, &failure) == 0);
	for (int fd = 0; fd < 10; fd++) {
		bool is_handed_on = fd < 3 || fd == 3 || fd == 7;

		check(is_open(fd));
		check(is_closed_by_exec(fd) == !is_handed_on);
	}
	snprintf(text, sizeof(text), "%ld", (long)getpid());
	check(getenv("LISTEN_PID") != NULL && strcmp(getenv("LISTEN_PID"), text) == 0);
	check(strcmp(getenv("LISTEN_FDS"), "1") == 0);
	check(getenv("LISTEN_PIDFDID") == NULL);
}

static void settle_without_listening(void *context)
{
	struct descriptors found;
	struct failure failure;

	(void)context;
	announce("1", 1);
	find_for("x", &found);
	check(descriptors_settle(&found, &failure) == 0);
	check(strcmp(getenv("LISTEN_PID"), "1") == 0);
}

/* The command gets 0 to 2 as nsrun got them, and nothing of nsrun's own takes their place. */
static void fill_the_standard_ones(void *context)
{
	struct descriptors found;
	struct failure failure;
	int next;

	(void)context;
	close(0);
	close(1);
	find_for("x", &found);
	check(is_open(0) && is_closed_by_exec(0));
	check(is_open(1) && is_closed_by_exec(1));
	check(!is_closed_by_exec(2));
	next = dup(2);
	check(next > 2);
	check(descriptors_settle(&found, &failure) == 0);
	check(is_closed_by_exec(0) && is_closed_by_exec(1) && !is_closed_by_exec(2));
}

static void refuse_too_many(void *context)
{
	static struct plan plan;
	static char word[] = "/dev/fd/60";
	static char *words[MOST_KEPT + 2];
	struct descriptors found;
	struct failure failure;

	(void)context;
	open_at(60);
	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	plan.command = words;
	for (int i = 0; i < MOST_KEPT; i++)
		words[i] = word;
	check(descriptors_find(&plan, &found, &failure) == 0);
	words[MOST_KEPT] = word;
	check(descriptors_find(&plan, &found, &failure) == -1);
	check(strcmp(failure.text, "more than 256 descriptors to keep: hand on fewer") == 0);
}

static void find_own(int ready, int status, struct descriptors *found)
{
	static struct plan plan;
	static char *command[] = { NULL };
	struct failure failure = { .text = "" };

	plan_start(&plan);
	plan.command = command;
	if (ready >= 0) {
		plan.ready.kind = READY_FD;
		plan.ready.number = (unsigned)ready;
	}
	plan.status_fd = status;
	if (descriptors_find(&plan, found, &failure) < 0)
		fprintf(stderr, "%s\n", failure.text);
	check(failure.text[0] == '\0');
}

/* Wherever the numbers lie that the kernel would give next, and whatever is open there. */
static void open_ready(void *context)
{
	struct descriptors found;
	struct failure failure;
	char text[4];

	(void)context;
	for (int number = 3; number < 9; number++) {
		for (int fd = 3; fd < 20; fd++)
			close(fd);
		close(0);
		open_at(6);
		find_own(number, 2, &found);
		check(found.ready_to == number && found.ready_from > 2);
		check(found.status > 2 && found.status != number);
		check(write(number, "x", 1) == 1 &&
			read(found.ready_from, text, sizeof(text)) == 1);
		check(read(found.ready_from, text, sizeof(text)) == -1 && errno == EAGAIN);
		check((fcntl(number, F_GETFL) & O_NONBLOCK) == 0);
		check(descriptors_settle(&found, &failure) == 0);
		check(!is_closed_by_exec(number));
		check(is_closed_by_exec(found.ready_from) && is_closed_by_exec(found.status));
		close(number);
		check(read(found.ready_from, text, sizeof(text)) == 0); /* nobody else has it */
	}
}

static void list_own(void *context)
{
	struct descriptors found;
	int own[MOST_OWN];

	(void)context;
	find_own(-1, -1, &found);
	check(found.ready_from == -1 && found.ready_to == -1 && found.status == -1);
	check(descriptors_own(&found, own) == 0);
	check(dup2(1, 30) == 30);
	find_own(40, 30, &found);
	check(descriptors_own(&found, own) == 3);
	check(own[0] == 30 && own[1] == found.ready_from && own[2] == 40);
	check(is_closed_by_exec(30));
}

static void own_ones(void **state)
{
	(void)state;
	assert_int_equal(in_child(open_ready, NULL), 0);
	assert_int_equal(in_child(list_own, NULL), 0);
}

static void named_in_the_arguments(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_named, NULL), 0);
}

static void named_twice_in_one_word(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_two_of_one_word, NULL), 0);
}

static void not_named_after_all(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_nothing, NULL), 0);
}

static void asked_for(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_asked, NULL), 0);
}

static void announced_sockets(void **state)
{
	(void)state;
	assert_int_equal(in_child(keep_listening, NULL), 0);
	assert_int_equal(in_child(keep_nothing_of_anothers, NULL), 0);
}

static void announced_without_number(void **state)
{
	(void)state;
	assert_int_equal(in_child(take_no_time, NULL), 0);
}

static void all_others_are_closed_by_the_exec(void **state)
{
	(void)state;
	assert_int_equal(in_child(settle, NULL), 0);
	assert_int_equal(in_child(settle_without_listening, NULL), 0);
}

static void standard_ones_that_are_closed(void **state)
{
	(void)state;
	assert_int_equal(in_child(fill_the_standard_ones, NULL), 0);
}

static void more_than_there_is_room_for(void **state)
{
	(void)state;
	assert_int_equal(in_child(refuse_too_many, NULL), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(named_in_the_arguments),
		cmocka_unit_test(named_twice_in_one_word),
		cmocka_unit_test(not_named_after_all),
		cmocka_unit_test(asked_for),
		cmocka_unit_test(announced_sockets),
		cmocka_unit_test(announced_without_number),
		cmocka_unit_test(all_others_are_closed_by_the_exec),
		cmocka_unit_test(standard_ones_that_are_closed),
		cmocka_unit_test(more_than_there_is_room_for),
		cmocka_unit_test(own_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
