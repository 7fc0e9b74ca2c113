/* SPDX-License-Identifier: MIT */
#include "detach.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "signals.h"

/* What the supervisor tells its parent, once. */
struct report {
	bool is_ready;
	char id[RUN_ID_SIZE]; /* empty: none is to be printed */
	struct failure failure;
};

/* Closes what nsrun was started with, but 0 to 2 and what is the command's or nsrun's own. */
static void close_others(const struct descriptors *descriptors, int report)
{
	int kept[MOST_KEPT + MOST_OWN + 1];
	size_t count = descriptors->count;

	memcpy(kept, descriptors->kept, count * sizeof(kept[0]));
	count += descriptors_own(descriptors, &kept[count]);
	kept[count++] = report;
	descriptors_close_but(kept, count);
}

/* A parent that is killed asks it to end. */
static void become_supervisor(const struct descriptors *descriptors, int report, pid_t parent)
{
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_NSRUN_FAILED);
	close_others(descriptors, report);
}

static int take_report(pid_t supervisor, int report, struct failure *failure)
{
	struct report told;

	if (read(report, &told, sizeof(told)) != (ssize_t)sizeof(told))
		return fail(
			failure, 0, "--detach: the supervisor was ended before the run was ready");
	if (!told.is_ready) {
		*failure = told.failure;
		return -1;
	}
	if (told.id[0] == '\0')
		return 0;
	if (printf("%s\n", told.id) >= 0 && fflush(stdout) == 0)
		return 0;
	/* A run that its caller does not know of is none. */
	kill(supervisor, SIGTERM);
	return fail(failure, errno, "write the ID of run %s to stdout", told.id);
}

/* What the terminal or a process asks of the parent is asked of the supervisor, which knows how. */
static int wait_for_report(pid_t supervisor, int report, struct failure *failure)
{
	struct signals signals;
	struct signalfd_siginfo info;

	if (signals_take(&signals, failure) < 0)
		return -1;
	for (;;) {
		struct pollfd ready[] = {
			{ .fd = report, .events = POLLIN },
			{ .fd = signals.fd, .events = POLLIN },
		};

		poll(ready, ARRAY_SIZE(ready), -1);
		if (ready[0].revents != 0)
			break;
		while (signals_next(&signals, &info)) {
			if (info.ssi_signo != SIGCHLD)
				kill(supervisor, (int)info.ssi_signo);
		}
	}
	return take_report(supervisor, report, failure);
}

int detach_fork(const struct descriptors *descriptors, int *report, struct failure *failure)
{
	AUTO_CLOSE int from = -1;
	pid_t parent = getpid();
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "--detach: pipe");
	from = ends[0];
	*report = ends[1];
	pid = fork();
	if (pid == 0) {
		close_fd(&from);
		become_supervisor(descriptors, *report, parent);
		return DETACH_SUPERVISOR;
	}
	close_fd(report);
	descriptors_close_own(descriptors);
	if (pid < 0)
		return fail(failure, errno, "--detach: fork");
	return wait_for_report(pid, from, failure);
}

static void tell(int *report, const struct report *told)
{
	if (write(*report, told, sizeof(*told)) < 0)
		prctl(PR_SET_PDEATHSIG, 0); /* nobody listens any more */
	close_fd(report);
}

/* What keeps a caller waiting that reads nsrun's output to its end, or unmounts a directory. */
static void let_go(const struct descriptors *descriptors)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	close_fd(&null);
	for (size_t i = 0; i < descriptors->count; i++)
		close(descriptors->kept[i]);
	if (chdir("/") < 0)
		return; /* it stays where it was started */
}

void detach_ready(
	int *report, const struct identity *identity, const struct descriptors *descriptors)
{
	struct report told = { .is_ready = true };

	if (identity != NULL)
		memcpy(told.id, identity->id, sizeof(told.id));
	prctl(PR_SET_PDEATHSIG, 0);
	let_go(descriptors);
	tell(report, &told);
}

void detach_fail(int *report, const struct failure *failure)
{
	const struct report told = { .failure = *failure };

	tell(report, &told);
}
