/* SPDX-License-Identifier: MIT */
#include "join.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "ask.h"
#include "channel.h"
#include "clone.h"
#include "descriptors.h"
#include "detach.h"
#include "grants/mark.h"
#include "program.h"
#include "streams.h"
#include "supervise.h"

enum { GRACE_MS = 2000 }; /* for a command whose run is gone: as the default of --grace */

struct joiner {
	struct admission admission; /* its connection is open as long as the run lives */
	const struct filter_program *filter;
	struct environment environment;
	int channel[2]; /* the parent's end, and the child's */
	struct job job;
	struct streams streams;
	struct descriptors descriptors;
	int report; /* of a detached one, to whoever called it; -1: there is none, or it was made */
};

/* Whoever calls itself a run's supervisor may have sent a namespace of another kind than it says. */
static int enter_one(
	const struct admission *admission, enum control_descriptor which, struct failure *failure)
{
	static const struct {
		const char *name;
		int kind;
	} namespaces[CONTROL_NAMESPACES] = {
		[CONTROL_USERS] = { "user", CLONE_NEWUSER },
		[CONTROL_PIDS] = { "PID", CLONE_NEWPID },
		[CONTROL_NETWORK] = { "network", CLONE_NEWNET },
		[CONTROL_MOUNTS] = { "mount", CLONE_NEWNS },
		[CONTROL_UTS] = { "UTS", CLONE_NEWUTS },
	};

	if (admission->fds[which] >= 0 && setns(admission->fds[which], namespaces[which].kind) < 0)
		return fail(failure, errno, "join the run's %s namespace", namespaces[which].name);
	return 0;
}

/*
 * With what is lent, and so only into what nsrun made for this user: what calls itself a run's supervisor
 * is any program of the user's, and may have sent any namespace that can be opened, as those of ip netns.
 */
static int enter_lent(const struct admission *admission, struct failure *failure)
{
	POWER;

	if (enter_one(admission, CONTROL_NETWORK, failure) < 0)
		return -1;
	if (!mark_is_there(getuid()))
		return fail(failure, EPERM, "join the run's network namespace");
	if (enter_one(admission, CONTROL_PIDS, failure) < 0)
		return -1;
	return enter_one(admission, CONTROL_UTS, failure);
}

/*
 * Of namespaces that belong to its user namespace, that is the way in; and the way out of all others. It is
 * the end of a loan, too, which would else go along to the command.
 */
static int enter_namespaces(const struct admission *admission, struct failure *failure)
{
	if (power_is_lent() && admission->fds[CONTROL_USERS] < 0)
		return fail(failure, EPERM, "join the run's user namespace");
	if (admission->users_last && enter_lent(admission, failure) < 0)
		return -1;
	if (enter_one(admission, CONTROL_USERS, failure) < 0)
		return -1;
	if (admission->fds[CONTROL_USERS] >= 0)
		power_give_back();
	if (!admission->users_last &&
		(enter_one(admission, CONTROL_PIDS, failure) < 0 ||
			enter_one(admission, CONTROL_NETWORK, failure) < 0 ||
			enter_one(admission, CONTROL_UTS, failure) < 0))
		return -1;
	if (enter_one(admission, CONTROL_MOUNTS, failure) < 0)
		return -1;
	return usermap_become(&admission->users, failure);
}

static int enter(const struct joiner *joiner, struct failure *failure)
{
	char directory[PATH_MAX];
	bool is_known = getcwd(directory, sizeof(directory)) != NULL;

	if (enter_namespaces(&joiner->admission, failure) < 0)
		return -1;
	/* To join its mounts is to stand in its root. */
	if (!is_known || chdir(directory) < 0)
		return chdir("/") < 0 ? fail(failure, errno, "change to /") : 0;
	return 0;
}

/* A change of user or privileges may untie it: so it is done before and after. */
static int tie(pid_t parent, struct failure *failure)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return fail(failure, errno, "tie the command to nsrun");
	if (getppid() != parent)
		_exit(STATUS_NSRUN_FAILED);
	return 0;
}

/*
 * Nobody changes to another PID namespace, but for the children that are born from then on: the command
 * is one, and nsrun's own child all the same.
 */
static int be_born_inside(const struct joiner *joiner, struct failure *failure)
{
	struct message message = { .kind = MESSAGE_BORN };
	int pidfd = -1;

	message.pid = clone_sibling(&pidfd, failure);
	if (message.pid <= 0)
		return message.pid;
	_exit(channel_send(joiner->channel[1], &message, pidfd) < 0 ? STATUS_NSRUN_FAILED : 0);
}

/* What is this command's own. */
static int surround(const struct joiner *joiner, const struct plan *plan, struct failure *failure)
{
	const struct environment_told told = { .sockets = joiner->descriptors.listens };

	if (environment_settle(&joiner->environment, &told, failure) < 0)
		return -1;
	return program_enter(plan->directory, failure);
}

/*
 * What is in the run already may be root of its user namespace, or have the same capabilities: until the exec,
 * which makes it the command's own, it is not to reach into this process, with the host's descriptors and
 * memory (CVE-2016-9962).
 */
static int hide(struct failure *failure)
{
	return prctl(PR_SET_DUMPABLE, 0) < 0 ? fail(failure, errno, "hide from the run's processes")
					     : 0;
}

static int prepare(const struct joiner *joiner, pid_t parent, struct failure *failure)
{
	bool is_other = joiner->admission.fds[CONTROL_PIDS] >= 0;

	if (hide(failure) < 0)
		return -1;
	if (tie(parent, failure) < 0 || enter(joiner, failure) < 0)
		return -1;
	if (is_other && (be_born_inside(joiner, failure) < 0 || tie(0, failure) < 0))
		return -1;
	if (streams_take(&joiner->streams) < 0)
		return fail(failure, errno, "standard streams of the command");
	if (descriptors_settle(&joiner->descriptors, failure) < 0 ||
		privileges_bound(&joiner->admission.privileges, failure) < 0 ||
		privileges_filter(joiner->filter, failure) < 0 ||
		privileges_drop(&joiner->admission.privileges, failure) < 0)
		return -1;
	return tie(is_other ? 0 : parent, failure);
}

static _Noreturn void become_command(
	const struct joiner *joiner, pid_t parent, const struct plan *plan)
{
	struct message message = { .kind = MESSAGE_FAILURE };

	if (prepare(joiner, parent, &message.failure) == 0 &&
		surround(joiner, plan, &message.failure) == 0)
		program_exec(&joiner->job.signals, plan->command, &message.failure);
	channel_send(joiner->channel[1], &message, -1);
	_exit(message.failure.status);
}

/* Another process than the one that was forked is the command. */
static void take_born(struct joiner *joiner, pid_t pid, int pidfd)
{
	siginfo_t info;

	signals_wait(joiner->job.pidfd, &info, WEXITED);
	close_fd(&joiner->job.pidfd);
	joiner->job.pid = pid;
	joiner->job.pidfd = pidfd;
}

/* The end of file is the exec. */
static int wait_for_exec(struct joiner *joiner, struct failure *failure)
{
	struct message message;
	int received, passed;

	close_fd(&joiner->channel[1]);
	while ((received = channel_receive(joiner->channel[0], &message, &passed)) > 0) {
		if (message.kind != MESSAGE_BORN) {
			*failure = message.failure;
			return -1;
		}
		take_born(joiner, message.pid, passed);
	}
	return received < 0 ? fail(failure, errno, "hear from the child")
			    : signals_read_all(&joiner->job.signals, failure);
}

static int start(struct joiner *joiner, const struct plan *plan, struct failure *failure)
{
	pid_t parent = getpid();

	if (signals_take(&joiner->job.signals, failure) < 0 ||
		channel_open(joiner->channel, failure) < 0)
		return -1;
	joiner->job.pid = clone_process(&joiner->job.pidfd, failure);
	if (joiner->job.pid == 0)
		become_command(joiner, parent, plan);
	return joiner->job.pid < 0 ? -1 : wait_for_exec(joiner, failure);
}

/* The supervisor ends what is in the run before it goes; this one did not live to do so. */
static void end_with_run(void *context)
{
	struct joiner *joiner = context;

	events_remove(&joiner->job.events, joiner->admission.connection);
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

/* The run's privileges, and what was asked for of them; and whose environment that makes it. */
static int decide(struct joiner *joiner, const struct plan *plan, struct failure *failure)
{
	static struct filter_program program;
	struct admission *admission = &joiner->admission;

	if (admission->privileges.filter == FILTER_PROFILE) {
		if (filter_read(admission->fds[CONTROL_FILTER], &program) < 0)
			return fail(failure, errno, "read the system call filter of the run");
		joiner->filter = &program;
	}
	if (privileges_change(&plan->privileges, &admission->privileges, &joiner->filter, failure) <
		0)
		return -1;
	environment_find(&plan->environment, &admission->privileges.account, &joiner->environment);
	return 0;
}

static int run_joined(struct joiner *joiner, const struct found_run *run, const struct plan *plan,
	struct failure *failure)
{
	if (ask_to_join(run, &joiner->admission, failure) < 0 ||
		decide(joiner, plan, failure) < 0 ||
		streams_open_log(&joiner->streams, plan, failure) < 0 ||
		streams_open(&joiner->streams, plan, failure) < 0 ||
		start(joiner, plan, failure) < 0)
		return -1;
	events_add(&joiner->job.events, joiner->admission.connection, end_with_run, joiner);
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
	for (int i = 0; i < CONTROL_DESCRIPTORS; i++)
		close_fd(&joiner->admission.fds[i]);
	close_fd(&joiner->channel[0]);
	close_fd(&joiner->channel[1]);
	close_fd(&joiner->admission.connection);
	streams_close(&joiner->streams);
}

int join_run(const struct found_run *run, struct plan *plan, struct failure *failure)
{
	static struct joiner joiner = {
		.admission = { .connection = -1 },
		.channel = { -1, -1 },
		.report = -1,
	};
	int result;

	for (int i = 0; i < CONTROL_DESCRIPTORS; i++)
		joiner.admission.fds[i] = -1;
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
