/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "../../netsetup/cleanup.h"
#include "../channel.h"
#include "../clone.h"
#include "../orphans.h"
#include "../program.h"
#include "../supervise.h"

enum { GRACE_MS = 10000 }; /* for what the test left, which may be runs with graces of their own */

/* So that "nsrun" of the test is this one. */
static int put_first_in_path(struct failure *failure)
{
	char program[PATH_MAX];
	AUTO_FREE char *path = NULL;
	const char *rest = getenv("PATH");
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	if (length < 0)
		return fail(failure, errno, "/proc/self/exe");
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash != NULL)
		*slash = '\0';
	if (asprintf(&path, "%s:%s", program,
		    rest != NULL ? rest : "/usr/sbin:/usr/bin:/sbin:/bin") < 0) {
		path = NULL;
		return fail(failure, ENOMEM, "PATH");
	}
	return setenv("PATH", path, 1) < 0 ? fail(failure, errno, "PATH") : 0;
}

static int surround(const struct topology *topology, struct failure *failure)
{
	if (setenv("NSRUN_TOPOLOGY", topology->name, 1) < 0)
		return fail(failure, errno, "NSRUN_TOPOLOGY");
	return put_first_in_path(failure);
}

static _Noreturn void become_test(
	const struct topology *topology, const struct signals *signals, pid_t parent, int channel)
{
	char sh[] = "sh", option[] = "-c";
	char *command[] = { sh, option, (char *)topology->test, NULL };
	struct message message = { .kind = MESSAGE_FAILURE };

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_NSRUN_FAILED);
	if (surround(topology, &message.failure) == 0)
		program_exec(signals, command, &message.failure);
	fail_in(&message.failure, "test");
	channel_send(channel, &message, -1);
	_exit(message.failure.status);
}

/* The end of file is the exec. */
static int wait_for_exec(int channel, struct failure *failure)
{
	struct message message;
	int passed;
	int received = channel_receive(channel, &message, &passed);

	if (received == 0)
		return 0;
	if (received < 0)
		return fail(failure, errno, "hear from the test");
	*failure = message.failure;
	return -1;
}

/* What the child does, which says by channel what has failed and else closes it. */
typedef void child_function(
	const struct topology *topology, const struct signals *signals, pid_t parent, int channel);

static int start(child_function *child, const struct topology *topology, struct job *job,
	struct failure *failure)
{
	AUTO_CLOSE int here = -1;
	AUTO_CLOSE int there = -1;
	pid_t parent = getpid();
	int ends[2];

	if (channel_open(ends, failure) < 0)
		return -1;
	here = ends[0];
	there = ends[1];
	job->pid = clone_process(&job->pidfd, failure);
	if (job->pid == 0)
		child(topology, &job->signals, parent, there);
	close_fd(&there);
	if (job->pid < 0)
		return fail_in(failure, "test");
	if (wait_for_exec(here, failure) < 0)
		return -1;
	return signals_read_all(&job->signals, failure);
}

/* Its background commands, as their subreaper. */
static void end_left_behind(const struct signals *signals)
{
	const struct orphans orphans = {
		.is_meant = process_is_descendant,
		.grace_ms = GRACE_MS,
		.signals = signals,
	};
	size_t ended;

	if (orphans_reap(&ended))
		orphans_end(&orphans);
}

/*
 * The process that has the test as its child. What nsrun's caller had started before an exec is nsrun's
 * child, and as process 1 nsrun has the hosts' supervisors for its own, too: of those this one is no
 * parent, so that what it ends is the test's alone.
 */
static _Noreturn void host_test(
	const struct topology *topology, const struct signals *signals, pid_t parent, int channel)
{
	static struct job job;
	struct message message = { .kind = MESSAGE_FAILURE };
	int status = -1;

	prctl(PR_SET_NAME, "nsrun test");
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_NSRUN_FAILED);
	job_clear(&job);
	job.signals = *signals;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		fail(&message.failure, errno, "become the subreaper of the test");
	else
		status = start(become_test, topology, &job, &message.failure);
	if (status < 0)
		channel_send(channel, &message, -1);
	close_fd(&channel);
	if (status == 0)
		status = supervise(&job);
	close_fd(&job.pidfd);
	end_left_behind(signals);
	_exit(status < 0 ? STATUS_NSRUN_FAILED : status);
}

/* One of the terminal's has reached nsrun alone, as long as there is no test. */
static int fail_interrupted(const struct topology *topology, int signal, struct failure *failure)
{
	char name[SIGNAL_NAME_SIZE];

	return fail(failure, 0, "%s: ended by %s before the test began", topology->name,
		signals_name(signal, name));
}

int trial_run(
	const struct topology *topology, const struct signals *signals, struct failure *failure)
{
	static struct job job;
	int signal = signals_take_end(signals);
	int status;

	if (signal != 0)
		return fail_interrupted(topology, signal, failure);
	job_clear(&job);
	job.signals = *signals;
	status = start(host_test, topology, &job, failure);
	if (status == 0)
		status = supervise(&job);
	close_fd(&job.pidfd);
	return status;
}
