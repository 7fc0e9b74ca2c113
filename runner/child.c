/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/network.h"
#include "channel.h"
#include "mounts.h"
#include "program.h"

/*
 * The stages before "links" need nothing of the supervisor and run while it creates the links; the
 * order of all others is the order in which each needs what the one before it did.
 */
typedef int stage_function(struct child *child, struct failure *failure);

/*
 * Should: give the supervisor its handle on the namespace, before all else, for it waits for that.
 */
static int hand_over_namespace(struct child *child, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_NAMESPACE };
	int handle = -1;

	if (child->run->netns < 0) {
		if (netlink_open(&child->netlink, failure) < 0)
			return -1;
		handle = netlink_fd(child->netlink);
	}
	if (channel_send(child->channel, &message, handle) < 0)
		return fail(failure, errno, "hand over the namespace");
	return 0;
}

/* Should: go where the user said. Mustn't: change anything there, for it is not the run's. */
static int join_namespace(struct child *child, struct failure *failure)
{
	if (child->run->netns >= 0 && setns(child->run->netns, CLONE_NEWNET) < 0)
		return fail(failure, errno, "join '%s'", child->run->plan->netns);
	return 0;
}

/* Should: set what all links have in common, and lo. Mustn't: wait for any link. */
static int prepare_network(struct child *child, struct failure *failure)
{
	if (child->run->netns >= 0)
		return 0;
	child->sockstat = namespace_open_sockstat(failure);
	return child->sockstat < 0 ? -1 : network_prepare(child->netlink, failure);
}

/* Should: show the new network in /sys, and what is asked for. Mustn't: let a mount reach the host. */
static int prepare_mounts(struct child *child, struct failure *failure)
{
	if (mounts_separate(failure) < 0)
		return -1;
	if (child->run->plan->name != NULL)
		mounts_bind_etc(child->run->plan->name);
	if (!child->run->plan->keep_sys && mounts_renew_sys(failure) < 0)
		return -1;
	return mounts_bind(child->run->plan->binds, child->run->plan->bind_count, failure);
}

static int set_host_name(struct child *child, struct failure *failure)
{
	const char *name = plan_hostname(child->run->plan);

	if (name != NULL && sethostname(name, strlen(name)) < 0)
		return fail(failure, errno, "set the host name '%s'", name);
	return 0;
}

/*
 * Should: wait until the links are there, and leave quietly when the supervisor is gone. Mustn't:
 * go on without its word.
 */
static int wait_for_links(struct child *child, struct failure *failure)
{
	struct message message;
	int passed;
	int received = channel_receive(child->channel, &message, &passed);

	if (received == 0)
		_exit(STATUS_NSRUN_FAILED);
	if (received < 0 || message.kind != MESSAGE_LINKS)
		return fail(failure, errno, "wait for the links");
	memcpy(child->created, message.created, sizeof(child->created));
	return 0;
}

/* Should: make everything of the network usable. Mustn't: leave anything to happen later. */
static int configure_network(struct child *child, struct failure *failure)
{
	if (network_configure(child->netlink, child->run->links, child->run->link_count,
		    child->created, failure) < 0)
		return -1;
	return host_access_enter(child->netlink, &child->run->access, failure);
}

/*
 * Should: wait until the links with --ip dhcp have their addresses, which the supervisor sees to: it
 * outlives the command, and knows the host's addresses.
 */
static int wait_for_leases(struct child *child, struct failure *failure)
{
	const struct message question = { .kind = MESSAGE_LEASES };
	struct message answer;
	int received, passed;

	if (!run_has_dhcp(child->run))
		return 0;
	if (channel_send(child->channel, &question, -1) < 0)
		_exit(STATUS_NSRUN_FAILED);
	received = channel_receive(child->channel, &answer, &passed);
	if (received == 0)
		_exit(STATUS_NSRUN_FAILED);
	if (received < 0 || answer.kind != MESSAGE_LEASES)
		return fail(failure, errno, "wait for the leases");
	return 0;
}

/*
 * Should: give the supervisor sockets of the run's namespace to wait with, until the command is ready.
 * Mustn't: keep any from being closed by the exec.
 */
static int open_ready(struct child *child, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_SOCKET };
	int sockets[MOST_READY_SOCKETS];
	int count = ready_open(child->run->plan, child->run->netns >= 0, sockets, failure);

	for (int i = 0; i < count; i++) {
		if (channel_send(child->channel, &message, sockets[i]) < 0)
			return fail(failure, errno, "hand over a socket");
	}
	return count < 0 ? -1 : 0;
}

static int settle_descriptors(struct child *child, struct failure *failure)
{
	return descriptors_settle(&child->run->descriptors, failure);
}

/*
 * Should: tie the command's life to the supervisor's, before all else: a supervisor that is killed
 * now must not leave a child behind. A change of user, group or capabilities would untie it.
 */
static int tie_to_supervisor(struct child *child, struct failure *failure)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return fail(failure, errno, "tie the command to nsrun");
	if (getppid() != child->supervisor)
		_exit(STATUS_NSRUN_FAILED);
	return 0;
}

static const struct stage {
	const char *name;
	stage_function *run;
} stages[] = {
	{ "tie", tie_to_supervisor },
	{ "netns", join_namespace },
	{ "namespace", hand_over_namespace },
	{ "lo", prepare_network },
	{ "mounts", prepare_mounts },
	{ "hostname", set_host_name },
	{ "links", wait_for_links },
	{ "network", configure_network },
	{ "leases", wait_for_leases },
	{ "sockets", open_ready },
	{ "descriptors", settle_descriptors },
};
static_assert(ARRAY_SIZE(stages) <= MOST_STEPS, "a stage is not timed");

static void report(const struct child *child, const char *stage, const struct failure *failure)
{
	struct message message = { .kind = MESSAGE_FAILURE, .failure = *failure };

	message.failure.stage = stage;
	channel_send(child->channel, &message, -1);
}

static int run_stage(struct child *child, const struct stage *stage)
{
	struct failure failure;

	if (stage->run(child, &failure) < 0) {
		/* What the supervisor explains by the parent needs no stage's name. */
		if (failure.link == 0)
			fail_in(&failure, stage->name);
		report(child, stage->name, &failure);
		return -1;
	}
	steps_done(&child->steps, stage->name);
	return 0;
}

/* Without a command the process is there only so that the namespace is. */
static _Noreturn void hold(const struct signals *signals)
{
	signals_give_back(signals);
	prctl(PR_SET_NAME, "nsrun hold");
	if (syscall(SYS_close_range, 0, UINT_MAX, 0) < 0) {
		for (int fd = 0; fd < sysconf(_SC_OPEN_MAX); fd++)
			close(fd);
	}
	for (;;)
		pause();
}

static _Noreturn void execute(const struct child *child)
{
	struct message message = { .kind = MESSAGE_EXEC };
	char **command = child->run->plan->command;
	struct failure failure;

	for (size_t i = 0; i < child->run->link_count; i++)
		message.exec.indexes[i] = child->run->links[i].index;
	message.exec.steps = child->steps;
	if (streams_take(&child->run->streams) < 0) {
		fail(&failure, errno, "standard streams of the command");
		report(child, "exec", &failure);
		_exit(STATUS_NSRUN_FAILED);
	}
	if (channel_send(child->channel, &message, child->sockstat) < 0)
		_exit(STATUS_NSRUN_FAILED);
	if (command[0] == NULL)
		hold(&child->run->job.signals);
	program_exec(&child->run->job.signals, command, &failure);
	report(child, "exec", &failure);
	_exit(failure.status);
}

void child_run(struct child *child)
{
	steps_start(&child->steps, "child", child->run->plan->verbose);
	for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
		if (run_stage(child, &stages[i]) < 0)
			_exit(STATUS_NSRUN_FAILED);
	}
	execute(child);
}
