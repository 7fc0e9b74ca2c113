/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/network.h"
#include "../netsetup/power.h"
#include "channel.h"
#include "clone.h"
#include "files.h"
#include "forgo.h"
#include "grants/mark.h"
#include "mounts.h"
#include "names/mounting.h"
#include "nsfile.h"
#include "program.h"
#include "rundir.h"
#include "state.h"

/*
 * The stages before "links" need nothing of the supervisor and run while it creates the links; the
 * order of all others is the order in which each needs what the one before it did.
 */
typedef int stage_function(struct child *child, struct failure *failure);

/*
 * Should: tie the command's life to the supervisor's, before all else: a supervisor that is killed
 * now must not leave a child behind. A change of user, group or capabilities may untie it: so it is done
 * again.
 */
static int tie_to_supervisor(struct child *child, struct failure *failure)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return fail(failure, errno, "tie the command to nsrun");
	if (getppid() != child->supervisor)
		_exit(STATUS_NSRUN_FAILED);
	return 0;
}

static int tell(const struct child *child, const struct message *message, int passed,
	struct failure *failure)
{
	if (channel_send(child->channel, message, passed) < 0)
		return fail(failure, errno, "speak to the supervisor");
	return 0;
}

/*
 * Should: be root of its own user namespace, and in the others that belong to it. Mustn't: be anything
 * else than that user outside.
 */
static int enter_users(struct child *child, struct failure *failure)
{
	struct message message = { .kind = MESSAGE_USERS };
	int received, passed;

	if (!child->run->users.is_set || child->run->users_last)
		return 0;
	received = channel_receive(child->channel, &message, &passed);
	if (received == 0)
		_exit(STATUS_NSRUN_FAILED);
	if (received < 0 || message.kind != MESSAGE_USERS)
		return fail(failure, errno, "wait for the user namespace");
	if (child->run->reaper.users < 0 && usermap_write_own(&child->run->users, failure) < 0)
		return -1;
	if (child->run->reaper.users >= 0 && setns(child->run->reaper.users, CLONE_NEWUSER) < 0)
		return fail(failure, errno, "enter the user namespace");
	power_give_back();
	if (child->later_namespaces != 0 && clone_unshare(child->later_namespaces, failure) < 0)
		return -1;
	if (usermap_become(&child->run->users, failure) < 0)
		return -1;
	/* Else what is its own below /proc would belong to the machine's root. Nobody else is in there yet. */
	if (prctl(PR_SET_DUMPABLE, 1) < 0)
		return fail(failure, errno, "user namespace: be seen in /proc");
	if (tie_to_supervisor(child, failure) < 0)
		return -1;
	return tell(child, &message, -1, failure);
}

/* Should: look at this host's files about names. Mustn't: come behind a /run that is not the host's. */
static int decide_covers(struct child *child, struct failure *failure)
{
	struct run *run = child->run;

	(void)failure;
	covers_decide(&run->covers, run->plan, run->links, run->link_count);
	return 0;
}

/* One that who joins the run is to come into: the supervisor gets it with the exec. */
static int hold_one(
	struct child *child, enum held_namespace which, const char *name, struct failure *failure)
{
	int *held = &child->passed[which];

	close_fd(held);
	*held = nsfile_open_own(name);
	return *held < 0 ? fail(failure, errno, "hold the %s namespace", name) : 0;
}

static int hold_mounts(struct child *child, struct failure *failure)
{
	int *list = &child->passed[PASSED_MOUNTINFO];

	if (hold_one(child, HELD_MOUNTS, "mnt", failure) < 0)
		return -1;
	if (!covers_any(&child->run->covers))
		return 0;
	close_fd(list);
	*list = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	return *list < 0 ? fail(failure, errno, "open /proc/self/mountinfo") : 0;
}

/*
 * Should: hold the namespaces, as long as there is time. Mustn't: let the supervisor wait for its handle on a
 * network that it has not made.
 */
static int hold_namespaces(struct child *child, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_NAMESPACE };
	int handle = -1;

	if (hold_mounts(child, failure) < 0 || hold_one(child, HELD_UTS, "uts", failure) < 0 ||
		(child->run->users.is_set && !child->run->users_last &&
			hold_one(child, HELD_USERS, "user", failure) < 0))
		return -1;
	if (run_makes_network(child->run))
		return 0;
	if (child->run->netns < 0) {
		if (netlink_open(&child->netlink, failure) < 0)
			return -1;
		handle = netlink_fd(child->netlink);
	}
	if (channel_send(child->channel, &message, handle) < 0)
		return fail(failure, errno, "hand over the namespace");
	return 0;
}

static int take_network(struct child *child, struct failure *failure)
{
	struct message message;
	AUTO_CLOSE int route = -1;
	AUTO_CLOSE int network = -1;
	int received = channel_receive(child->channel, &message, &route);

	if (received == 0)
		_exit(STATUS_NSRUN_FAILED);
	if (received < 0 || message.kind != MESSAGE_NETWORK)
		return fail(failure, errno, "wait for the network namespace");
	network = namespace_open(route);
	if (network < 0 || setns(network, CLONE_NEWNET) < 0)
		return fail(failure, errno, "enter the network namespace");
	return netlink_adopt(&child->netlink, route, failure);
}

/*
 * Should: be in the run's network, whoever made it. Mustn't: change anything where the user said, for it is
 * not the run's.
 */
static int enter_network(struct child *child, struct failure *failure)
{
	if (run_makes_network(child->run))
		return take_network(child, failure);
	if (child->run->netns >= 0 && setns(child->run->netns, CLONE_NEWNET) < 0)
		return fail(failure, errno, "join '%s'", child->run->plan->netns);
	return 0;
}

/* Should: set what all links have in common. Mustn't: wait for any link. */
static int prepare_network(struct child *child, struct failure *failure)
{
	if (child->run->netns >= 0)
		return 0;
	child->passed[PASSED_SOCKSTAT] = namespace_open_sockstat(failure);
	if (child->passed[PASSED_SOCKSTAT] < 0 ||
		network_prepare(child->netlink, child->run->link_count != 0, failure) < 0)
		return -1;
	return child->run->users_last ? mark_make(child->netlink, getuid(), failure) : 0;
}

/*
 * Should: bring lo up, when the supervisor is done with the links or nearly so. Mustn't: take the kernel's one
 * lock for such things while the supervisor needs it.
 */
static int raise_lo(struct child *child, struct failure *failure)
{
	return child->run->netns >= 0 ? 0 : network_raise_lo(child->netlink, failure);
}

/* In a user namespace of its own what is the machine's is out of reach, and nothing hides it from a nested run. */
static bool needs_protection(const struct run *run)
{
	return !run->plan->privileges.is_all && !run->plan->own_users;
}

/* Should: make the mounts the run's own, with all that needs no network. Mustn't: let one reach the host. */
static int separate_mounts(struct child *child, struct failure *failure)
{
	const struct plan *plan = child->run->plan;

	if (mounts_separate(failure) < 0)
		return -1;
	if (child->run->own_pids && mounts_renew_proc(failure) < 0)
		return -1;
	if (plan->own_users && rundir_renew(failure) < 0)
		return -1;
	if (needs_protection(child->run) &&
		mounts_protect_proc(!child->run->own_pids && state_is_crowded(), failure) < 0)
		return -1;
	return plan->keep_sys ? 0 : mounts_hold_below_sys(&child->below_sys, failure);
}

/* Should: show the new network in /sys, and its names in /etc; and what the user asked for, over all that. */
static int finish_mounts(struct child *child, struct failure *failure)
{
	const struct plan *plan = child->run->plan;

	if (plan->name != NULL)
		mounts_bind_etc(plan->name);
	if (mounting_put(&child->run->covers, -1, failure) < 0)
		return -1;
	if (!plan->keep_sys && mounts_renew_sys(&child->below_sys, failure) < 0)
		return -1;
	return files_mount(plan->mounts, plan->mount_count, plan->is_read_only, failure);
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

/*
 * Should: make everything of the network usable; what the user set is over what nsrun sets, and is there
 * before any link is up. Mustn't: leave anything to happen later.
 */
static int configure_network(struct child *child, struct failure *failure)
{
	struct run *run = child->run;

	if (network_settle(child->netlink, run->links, run->link_count, child->created, failure) <
			0 ||
		host_access_settle(child->netlink, &run->access, failure) < 0 ||
		network_tune(run->links, run->link_count, &run->plan->sysctls, failure) < 0 ||
		network_configure(child->netlink, run->links, run->link_count, failure) < 0)
		return -1;
	return host_access_enter(child->netlink, &run->access, failure);
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
	if (tell(child, &question, -1, failure) < 0)
		return -1;
	received = channel_receive(child->channel, &answer, &passed);
	if (received == 0)
		_exit(STATUS_NSRUN_FAILED);
	if (received < 0 || answer.kind != MESSAGE_LEASES)
		return fail(failure, errno, "wait for the leases");
	return 0;
}

/*
 * Should: shape what the command sends. Mustn't: delay or lose what its network is made with, such as the
 * answers of a DHCP server.
 */
static int shape_links(struct child *child, struct failure *failure)
{
	struct run *run = child->run;

	for (size_t i = 0; i < run->link_count; i++) {
		const struct link_config *link = &run->links[i];

		if (shaping_add(child->netlink, link->made.index, link->name, &link->shaping,
			    failure) < 0)
			return -1;
	}
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
 * Should: leave all power over the host, and what is lent. Mustn't: give the user any over the network, which
 * a grant says the addresses of.
 */
static int leave_host(struct child *child, struct failure *failure)
{
	if (!child->run->users_last)
		return 0;
	if (clone_unshare(CLONE_NEWUSER | CLONE_NEWNS, failure) < 0 ||
		usermap_write_own(&child->run->users, failure) < 0 ||
		usermap_become(&child->run->users, failure) < 0)
		return -1;
	if (hold_one(child, HELD_USERS, "user", failure) < 0)
		return -1;
	return hold_mounts(child, failure);
}

/* Should: be done while others are waited for. */
static int forgo_exec_gains(struct child *child, struct failure *failure)
{
	return forgo_bounds(child->run, failure);
}

/* Should: be done while the links are waited for: to load it takes the kernel as long. */
static int load_filter(struct child *child, struct failure *failure)
{
	return forgo_calls(child->run, failure);
}

/* Should: leave the command what it is to have. Mustn't: be followed by what needs more than that. */
static int drop_privileges(struct child *child, struct failure *failure)
{
	return forgo_rest(child->run, failure);
}

static const struct stage {
	const char *name;
	stage_function *run;
} stages[] = {
	{ "tie", tie_to_supervisor },
	{ "users", enter_users },
	{ "names", decide_covers },
	{ "namespaces", hold_namespaces },
	{ "separate", separate_mounts },
	{ "hostname", set_host_name },
	{ "bounds", forgo_exec_gains },
	{ "netns", enter_network },
	{ "settings", prepare_network },
	{ "mounts", finish_mounts },
	{ "filter", load_filter },
	{ "lo", raise_lo },
	{ "links", wait_for_links },
	{ "network", configure_network },
	{ "leases", wait_for_leases },
	{ "shaping", shape_links },
	{ "sockets", open_ready },
	{ "descriptors", settle_descriptors },
	{ "leave", leave_host },
	{ "privileges", drop_privileges },
	{ "tie again", tie_to_supervisor },
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
	descriptors_close(0, UINT_MAX);
	for (;;)
		pause();
}

/* What is the command's own, and not of those who join the run; in the user's words, without a stage's. */
static int surround(const struct child *child, struct failure *failure)
{
	const struct run *run = child->run;
	const struct environment_told told = {
		.sockets = run->descriptors.listens,
		.notify = run->plan->ready.kind == READY_NOTIFY,
	};

	if (streams_take(&run->streams) < 0)
		return fail(failure, errno, "standard streams of the command");
	if (environment_settle(&run->environment, &told, failure) < 0)
		return -1;
	return program_enter(run->plan->directory, failure);
}

static int tell_exec(const struct child *child, struct message *message, struct failure *failure)
{
	if (channel_send_exec(child->channel, message, child->passed) < 0)
		return fail(failure, errno, "speak to the supervisor");
	return 0;
}

static _Noreturn void execute(const struct child *child)
{
	struct message message = { .kind = MESSAGE_EXEC };
	char **command = child->run->plan->command;
	struct failure failure;

	for (size_t i = 0; i < child->run->link_count; i++)
		message.exec.links[i] = child->run->links[i].made;
	message.exec.steps = child->steps;
	message.exec.covers = child->run->covers;
	if (surround(child, &failure) < 0 || tell_exec(child, &message, &failure) < 0) {
		report(child, "exec", &failure);
		_exit(STATUS_NSRUN_FAILED);
	}
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
