/* SPDX-License-Identifier: MIT */
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

enum { FIRST_LISTEN_FD = 3 }; /* SD_LISTEN_FDS_START */

/* Not in the headers of glibc 2.33 and older, nor of musl. */
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static int keep(struct descriptors *descriptors, int fd, struct failure *failure)
{
	if (fd <= STDERR_FILENO)
		return 0;
	if (descriptors->count == MOST_KEPT)
		return fail(
			failure, 0, "more than %d descriptors to keep: hand on fewer", MOST_KEPT);
	descriptors->kept[descriptors->count++] = fd;
	return 0;
}

/* Reads a variable of the environment as a number; -1 when it is unset or none. */
static int number_in_environment(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long number;

	if (text == NULL || *text == '\0')
		return -1;
	errno = 0;
	number = strtol(text, &end, 10);
	return errno == 0 && *end == '\0' && number >= 0 && number <= INT_MAX ? (int)number : -1;
}

static int keep_listening(struct descriptors *descriptors, struct failure *failure)
{
	int count = number_in_environment("LISTEN_FDS");

	if (count <= 0 || number_in_environment("LISTEN_PID") != getpid())
		return 0;
	descriptors->listens = true;
	/* All of them are open, if the announcement is true; an untrue one is not believed for long. */
	for (int i = 0; i < count && i <= MOST_KEPT; i++) {
		if (is_open(FIRST_LISTEN_FD + i) &&
			keep(descriptors, FIRST_LISTEN_FD + i, failure) < 0)
			return -1;
	}
	return 0;
}

/* Reads the digits behind "/dev/fd/": -1 when there are none, or they are no number of a descriptor. */
static int read_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits == 0 || digits > 9 ? -1 : (int)strtol(text, NULL, 10);
}

/* Keeps each open "/dev/fd/N" or "/proc/self/fd/N" of a word, as in --pair=/dev/fd/63,/dev/fd/62. */
static int keep_of_word(struct descriptors *descriptors, const char *word, struct failure *failure)
{
	static const char *const places[] = { "/dev/fd/", "/proc/self/fd/" };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const char *found = word;

		while ((found = strstr(found, places[i])) != NULL) {
			int number;

			found += strlen(places[i]);
			number = read_number(found);
			if (number >= 0 && is_open(number) &&
				keep(descriptors, number, failure) < 0)
				return -1;
		}
	}
	return 0;
}

static int keep_named(
	struct descriptors *descriptors, char *const *command, struct failure *failure)
{
	for (; *command != NULL; command++) {
		if (keep_of_word(descriptors, *command, failure) < 0)
			return -1;
	}
	return 0;
}

static int fill_standard(struct failure *failure)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return fail(failure, errno, "open /dev/null");
	} while (fd <= STDERR_FILENO);
	close(fd);
	return 0;
}

int descriptors_find(
	const struct plan *plan, struct descriptors *descriptors, struct failure *failure)
{
	memset(descriptors, 0, sizeof(*descriptors));
	for (size_t i = 0; i < plan->kept_fd_count; i++) {
		if (!is_open(plan->kept_fds[i])) {
			fail(failure, EBADF, "--keep-fd %d", plan->kept_fds[i]);
			return fail_advise(failure,
				"nsrun was not given it; a shell opens it with %d<FILE",
				plan->kept_fds[i]);
		}
		if (keep(descriptors, plan->kept_fds[i], failure) < 0)
			return -1;
	}
	if (keep_listening(descriptors, failure) < 0 ||
		keep_named(descriptors, plan->command, failure) < 0)
		return -1;
	return is_open(0) && is_open(1) && is_open(2) ? 0 : fill_standard(failure);
}

static int set_close_on_exec(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0);
}

/* Before Linux 5.11, or behind a filter that does not know the call: one by one. */
static void mark_one_by_one(void)
{
	long most = sysconf(_SC_OPEN_MAX);

	for (int fd = STDERR_FILENO + 1; fd < most; fd++)
		set_close_on_exec(fd, true);
}

static int announce_listening(struct failure *failure)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	unsetenv("LISTEN_PIDFDID"); /* names this process in another way, and would be wrong */
	if (setenv("LISTEN_PID", pid, 1) < 0)
		return fail(failure, errno, "set LISTEN_PID");
	return 0;
}

int descriptors_settle(const struct descriptors *descriptors, struct failure *failure)
{
	if (syscall(SYS_close_range, STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC) < 0)
		mark_one_by_one();
	for (size_t i = 0; i < descriptors->count; i++) {
		if (set_close_on_exec(descriptors->kept[i], false) < 0)
			return fail(failure, errno, "keep descriptor %d", descriptors->kept[i]);
	}
	return descriptors->listens ? announce_listening(failure) : 0;
}
