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

static int set_close_on_exec(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0);
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

static bool is_kept(const struct descriptors *descriptors, int fd)
{
	for (size_t i = 0; i < descriptors->count; i++) {
		if (descriptors->kept[i] == fd)
			return true;
	}
	return false;
}

static int check_status(const struct descriptors *descriptors, int fd, struct failure *failure)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0) {
		fail(failure, errno, "--status-fd %d", fd);
		return fail_advise(
			failure, "nsrun was not given it; a shell opens it with %d>FILE", fd);
	}
	if ((flags & O_ACCMODE) == O_RDONLY)
		return fail(failure, 0,
			"--status-fd %d: it is open for reading only: a shell opens it for writing "
			"with %d>FILE",
			fd, fd);
	if (is_kept(descriptors, fd))
		return fail(failure, 0,
			"--status-fd %d: the command is to have it (--keep-fd, LISTEN_FDS or "
			"/dev/fd/%d), and this one is for nsrun alone: choose another",
			fd, fd);
	return 0;
}

/* Of 0, 1 and 2, which are the command's, too, and which a detached nsrun lets go of, a copy. */
static int take_status(struct descriptors *descriptors, int fd, struct failure *failure)
{
	descriptors->status = fd;
	if (fd <= STDERR_FILENO)
		descriptors->status = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (descriptors->status < 0 || set_close_on_exec(descriptors->status, true) < 0)
		return fail(failure, errno, "--status-fd %d", fd);
	return 0;
}

static int check_ready(const struct descriptors *descriptors, int number, struct failure *failure)
{
	if (is_kept(descriptors, number))
		return fail(failure, 0,
			"--ready fd:%d: the command is to have that descriptor already (--keep-fd, "
			"LISTEN_FDS or /dev/fd/%d): choose another",
			number, number);
	return 0;
}

/*
 * The command's end is at its number from now on, so that nothing of nsrun's own can be there when the
 * command comes. What was there before would have been closed by the exec.
 */
static int open_ready(struct descriptors *descriptors, int number, struct failure *failure)
{
	AUTO_CLOSE int from = -1;
	AUTO_CLOSE int to = -1;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail(failure, errno, "--ready fd:%d: pipe", number);
	/* Both out of the way, if one of them is there by chance. */
	from = ends[0] == number ? fcntl(ends[0], F_DUPFD_CLOEXEC, number + 1) : ends[0];
	to = ends[1] == number ? fcntl(ends[1], F_DUPFD_CLOEXEC, number + 1) : ends[1];
	/* The command's end waits, as any pipe does; nsrun's own does not. */
	if (from < 0 || to < 0 || fcntl(to, F_SETFL, 0) < 0 || dup3(to, number, O_CLOEXEC) < 0) {
		fail(failure, errno, "--ready fd:%d", number);
		return failure->code == EBADF
			? fail_advise(failure, "the number is above the limit (ulimit -n)")
			: -1;
	}
	descriptors->ready_to = number;
	descriptors->ready_from = take_fd(&from);
	return 0;
}

size_t descriptors_own(const struct descriptors *descriptors, int own[MOST_OWN])
{
	const int all[MOST_OWN] = { descriptors->status, descriptors->ready_from,
		descriptors->ready_to };
	size_t count = 0;

	for (size_t i = 0; i < MOST_OWN; i++) {
		if (all[i] >= 0)
			own[count++] = all[i];
	}
	return count;
}

void descriptors_close_own(const struct descriptors *descriptors)
{
	int own[MOST_OWN];
	size_t count = descriptors_own(descriptors, own);

	for (size_t i = 0; i < count; i++)
		close(own[i]);
}

/* What is nsrun's own of the numbers that the user named: checked first, for each may be open. */
static int find_own(
	const struct plan *plan, struct descriptors *descriptors, struct failure *failure)
{
	bool waits = plan->ready.kind == READY_FD;
	int number = (int)plan->ready.number;

	if ((plan->status_fd >= 0 && check_status(descriptors, plan->status_fd, failure) < 0) ||
		(waits && check_ready(descriptors, number, failure) < 0) ||
		((!is_open(0) || !is_open(1) || !is_open(2)) && fill_standard(failure) < 0) ||
		(waits && open_ready(descriptors, number, failure) < 0))
		return -1;
	/* The copy of 0, 1 or 2 must not come where the command's end is to be. */
	return plan->status_fd >= 0 ? take_status(descriptors, plan->status_fd, failure) : 0;
}

int descriptors_find(
	const struct plan *plan, struct descriptors *descriptors, struct failure *failure)
{
	memset(descriptors, 0, sizeof(*descriptors));
	descriptors->status = -1;
	descriptors->ready_from = -1;
	descriptors->ready_to = -1;
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
	return find_own(plan, descriptors, failure);
}

/* Before Linux 5.11, or behind a filter that does not know the call: one by one. */
static void mark_one_by_one(void)
{
	long most = sysconf(_SC_OPEN_MAX);

	for (int fd = STDERR_FILENO + 1; fd < most; fd++)
		set_close_on_exec(fd, true);
}

void descriptors_close(unsigned first, unsigned last)
{
	if (first <= last && syscall(SYS_close_range, first, last, 0) < 0) {
		for (unsigned fd = first; fd <= last && fd < (unsigned)sysconf(_SC_OPEN_MAX); fd++)
			close((int)fd);
	}
}

static int compare_numbers(const void *one, const void *other)
{
	return *(const int *)one - *(const int *)other;
}

void descriptors_close_but(int *kept, size_t count)
{
	unsigned next = STDERR_FILENO + 1;

	qsort(kept, count, sizeof(kept[0]), compare_numbers);
	for (size_t i = 0; i < count; i++) {
		if ((unsigned)kept[i] > next)
			descriptors_close(next, (unsigned)kept[i] - 1);
		next = (unsigned)kept[i] + 1;
	}
	descriptors_close(next, UINT_MAX);
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
	if (descriptors->ready_to >= 0 && set_close_on_exec(descriptors->ready_to, false) < 0)
		return fail(failure, errno, "keep descriptor %d", descriptors->ready_to);
	return descriptors->listens ? announce_listening(failure) : 0;
}
