/* SPDX-License-Identifier: MIT */
#include "join.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "ask.h"
#include "channel.h"
#include "descriptors.h"
#include "detach.h"
#include "program.h"
#include "streams.h"
#include "supervise.h"

enum { GRACE_MS = 2000 }; /* for a command whose run is gone: as the default of --grace */

struct joiner {
	int run; /* the connection to the run's supervisor, open as long as the run lives */
	int namespaces[CONTROL_NAMESPACES];
	int channel[2]; /* the parent's end, and the child's */
	struct job job;
	struct streams streams;
	struct descriptors descriptors;
	int report; /* of a detached one, to whoever called it; -1: there is none, or it was made */
};

static int enter(const struct joiner *joiner, struct failure *failure)
{
	static const char *const names[CONTROL_NAMESPACES] = { "network", "mount", "UTS" };
	char directory[PATH_MAX];
	bool is_known = getcwd(directory, sizeof(directory)) != NULL;

	for (int i = 0; i < CONTROL_NAMESPACES; i++) {
		if (setns(joiner->namespaces[i], 0) < 0)
			return fail(failure, errno, "join the run's %s namespace", names[i]);
	}
	/* To join its mounts is to stand in its root. */
	if (!is_known || chdir(directory) < 0)
		return chdir("/") < 0 ? fail(failure, errno, "change to /") : 0;
	return 0;
}

static int prepare(const struct joiner *joiner, pid_t parent, struct failure *failure)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return fail(failure, errno, "tie the command to nsrun");
	if (getppid() != parent)
		_exit(STATUS_NSRUN_FAILED);
	if (enter(joiner, failure) < 0)
		return -1;
	if (streams_take(&joiner->streams) < 0)
		return fail(failure, errno, "standard streams of the command");
	return descriptors_settle(&joiner->descriptors, failure);
}

static _Noreturn void become_command(const struct joiner *joiner, pid_t parent, char **command)
{
	struct message message = { .kind = MESSAGE_FAILURE };

	if (prepare(joiner, parent, &message.failure) == 0)
		program_exec(&joiner->job.signals, command, &message.failure);
	channel_send(joiner->channel[1], &message, -1);
	_exit(message.failure.status);
}

/* The end of file is the exec. */
static int wait_for_exec(struct joiner *joiner, struct failure *failure)
{
	struct message message;
	int passed;

	close_fd(&joiner->channel[1]);
	switch (channel_receive(joiner->channel[0], &message, &passed)) {
	case 0:
		return signals_read_all(&joiner->job.signals, failure);
	case 1:
		*failure = message.failure;
		return -1;
	default:
		return fail(failure, errno, "hear from the child");
	}
}

static int start(struct joiner *joiner, char **command, struct failure *failure)
{
	pid_t parent = getpid();

	if (signals_take(&joiner->job.signals, failure) < 0 ||
		channel_open(joiner->channel, failure) < 0)
		return -1;
	joiner->job.pid = fork();
	if (joiner->job.pid == 0)
		become_command(joiner, parent, command);
	if (joiner->job.pid < 0)
		return fail(failure, errno, "fork");
	/* It is not reaped before supervise(), so the pid is its own. */
	joiner->job.pidfd = (int)syscall(SYS_pidfd_open, joiner->job.pid, 0);
	if (joiner->job.pidfd < 0)
		return fail(failure, errno, "hold the command");
	return wait_for_exec(joiner, failure);
}

/* The supervisor ends what is in the run before it goes; this one did not live to do so. */
static void end_with_run(void *context)
{
	struct joiner *joiner = context;

	events_remove(&joiner->job.events, joiner->run);
	job_end(&joiner->job, GRACE_MS);
}

/* The caller of a detached one has nothing to wait for any more. */
static void let_go(struct joiner *joiner)
{
	streams_let_go(&joiner->streams);
	streams_serve(&joiner->streams, &joiner->job.events);
	if (joiner->report >= 0)
		detach_ready(&joiner->report, NULL, &joiner->descriptors);
}

static int run_joined(struct joiner *joiner, const struct found_run *run, const struct plan *plan,
	struct failure *failure)
{
	if (ask_to_join(run, &joiner->run, joiner->namespaces, failure) < 0 ||
		streams_open(&joiner->streams, plan, failure) < 0 ||
		start(joiner, plan->command, failure) < 0)
		return -1;
	events_add(&joiner->job.events, joiner->run, end_with_run, joiner);
	let_go(joiner);
	return supervise(&joiner->job);
}

static int run_detached(struct joiner *joiner, const struct found_run *run, const struct plan *plan,
	struct failure *failure)
{
	int result = detach_fork(&joiner->descriptors, &joiner->report, failure);

	if (result != DETACH_SUPERVISOR)
		return result;
	if (run_joined(joiner, run, plan, failure) < 0 && joiner->report >= 0)
		detach_fail(&joiner->report, failure);
	_exit(0);
}

static void close_all(struct joiner *joiner)
{
	for (int i = 0; i < CONTROL_NAMESPACES; i++)
		close_fd(&joiner->namespaces[i]);
	close_fd(&joiner->channel[0]);
	close_fd(&joiner->channel[1]);
	close_fd(&joiner->run);
	streams_close(&joiner->streams);
}

int join_run(const struct found_run *run, struct plan *plan, struct failure *failure)
{
	static struct joiner joiner = {
		.run = -1,
		.namespaces = { -1, -1, -1 },
		.channel = { -1, -1 },
		.report = -1,
	};
	int result;

	/* There is no record that would lead anybody to a log. */
	if (plan->detach && !plan->tty)
		plan->log = "/dev/null";
	job_clear(&joiner.job);
	streams_clear(&joiner.streams);
	if (descriptors_find(plan, &joiner.descriptors, failure) < 0)
		return -1;
	if (plan->detach)
		return run_detached(&joiner, run, plan, failure);
	result = run_joined(&joiner, run, plan, failure);
	close_all(&joiner);
	return result;
}
