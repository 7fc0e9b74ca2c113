/* SPDX-License-Identifier: MIT */
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "userfile.h"

void streams_clear(struct streams *streams)
{
	for (int i = 0; i < 3; i++)
		streams->inner[i] = -1;
	streams->held_input = -1;
	streams->log.source = -1;
	streams->log.file = -1;
	streams->log.shown = -1;
}

int streams_open_log(struct streams *streams, const struct plan *plan, struct failure *failure)
{
	const char *path = plan->log;
	int file;

	if (path == NULL)
		return 0;
	file = userfile_open("--log", path, O_WRONLY | O_APPEND, failure);
	if (file < 0)
		return -1;
	if (plan->ready.kind != READY_NOT_ASKED || plan->test != NULL)
		streams->begin = lseek(file, 0, SEEK_END);
	streams->inner[STDOUT_FILENO] = file;
	streams->inner[STDERR_FILENO] = fcntl(file, F_DUPFD_CLOEXEC, 0);
	if (streams->inner[STDERR_FILENO] < 0)
		return fail(failure, errno, "--log %s", path);
	/* A pipe, as of >(COMMAND), has none. */
	if (realpath(path, streams->path) == NULL)
		streams->path[0] = '\0';
	return 0;
}

static int open_input(struct streams *streams, const struct plan *plan, struct failure *failure)
{
	int ends[2];

	if (plan->interactive) {
		if (pipe2(ends, O_CLOEXEC) < 0)
			return fail(failure, errno, "--interactive: pipe");
		streams->inner[STDIN_FILENO] = ends[0];
		streams->held_input = ends[1];
		return 0;
	}
	streams->inner[STDIN_FILENO] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return streams->inner[STDIN_FILENO] < 0 ? fail(failure, errno, "open /dev/null") : 0;
}

static int set_no_wait(int fd, struct failure *failure)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? fail(failure, errno, "log of the run") : 0;
}

/* A terminal of the command's own: what it writes comes out of the other side, which is the log's. */
static int open_terminal(struct streams *streams, struct failure *failure)
{
	char name[64];
	int outer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	streams->log.source = outer;
	if (outer < 0 || grantpt(outer) < 0 || unlockpt(outer) < 0 ||
		ptsname_r(outer, name, sizeof(name)) != 0)
		return fail(failure, errno, "--tty: open a terminal");
	for (int i = 0; i < 3; i++) {
		streams->inner[i] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
		if (streams->inner[i] < 0)
			return fail(failure, errno, "--tty: open %s", name);
	}
	streams->is_terminal = true;
	return set_no_wait(outer, failure);
}

static int open_pipe(struct streams *streams, struct failure *failure)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "pipe for the log");
	streams->log.source = ends[0];
	streams->inner[STDOUT_FILENO] = ends[1];
	streams->inner[STDERR_FILENO] = fcntl(ends[1], F_DUPFD_CLOEXEC, 0);
	if (streams->inner[STDERR_FILENO] < 0)
		return fail(failure, errno, "pipe for the log");
	return set_no_wait(ends[0], failure);
}

/* nsrun's own standard output is for the frames. */
static int leave_output(struct streams *streams, struct failure *failure)
{
	int *output = &streams->inner[STDOUT_FILENO];

	*output = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return *output < 0 ? fail(failure, errno, "--pcap -: output of the command") : 0;
}

int streams_open(struct streams *streams, const struct plan *plan, struct failure *failure)
{
	if (plan->log == NULL && plan_records_to_stdout(plan) && leave_output(streams, failure) < 0)
		return -1;
	if (!plan_takes_output(plan))
		return 0;
	if (plan->test != NULL && plan->verbose)
		streams->log.shown = STDERR_FILENO;
	if (plan->tty)
		return open_terminal(streams, failure);
	if (open_input(streams, plan, failure) < 0)
		return -1;
	return plan->log == NULL ? open_pipe(streams, failure) : 0;
}

int streams_take(const struct streams *streams)
{
	for (int i = 0; i < 3; i++) {
		if (streams->inner[i] >= 0 && dup2(streams->inner[i], i) < 0)
			return -1;
	}
	if (streams->is_terminal && (setsid() < 0 || ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0))
		return -1;
	return 0;
}

void streams_let_go(struct streams *streams)
{
	for (int i = 0; i < 3; i++)
		close_fd(&streams->inner[i]);
}

static void take(void *context)
{
	struct streams *streams = context;

	if (log_take(&streams->log) < 0)
		events_remove(streams->events, streams->log.source);
}

void streams_serve(struct streams *streams, struct events *events)
{
	streams->events = events;
	if (streams->log.source >= 0)
		events_add(events, streams->log.source, take, streams);
}

void streams_last_line(struct streams *streams, char *line, size_t size)
{
	AUTO_CLOSE int file = -1;
	struct stat status;

	line[0] = '\0';
	log_take_rest(&streams->log);
	if (streams->log.file >= 0) {
		log_last_line(streams->log.file, line, size);
		return;
	}
	/* What is no file may make a reader wait, or have its only reader elsewhere. */
	if (streams->path[0] == '\0' || stat(streams->path, &status) < 0 ||
		!S_ISREG(status.st_mode) || status.st_size <= streams->begin)
		return;
	file = open(streams->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (file >= 0)
		log_last_line(file, line, size);
}

void streams_close(struct streams *streams)
{
	streams_let_go(streams);
	close_fd(&streams->held_input);
	log_close(&streams->log);
}
