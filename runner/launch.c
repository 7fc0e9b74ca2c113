/* SPDX-License-Identifier: MIT */
#include "launch.h"

/*
 * Theory of operation
 *
 *     supervisor                                   child (child.c)
 *     clone3(NEWNET|NEWUTS|NEWNS|PIDFD) ─────────▶ born into the namespaces
 *     take its namespace                ◀───────── NAMESPACE
 *     claim addresses and MACs                     lo, /sys, host name
 *     create each link inside           ─────────▶ (waits)
 *     LINKS                             ─────────▶ addresses, up, routes
 *     wait for the exec                 ◀───────── EXEC, end of file
 *
 * The child does all that needs no link while the supervisor creates the links, so that a second
 * processor shortens the launch. Nothing that the host can see exists before the claims are
 * written, and no link is ever on the host: it is created in the child's namespace.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/host.h"
#include "attach.h"
#include "channel.h"
#include "child.h"
#include "dhcp.h"
#include "ended.h"
#include "parents.h"
#include "state.h"

#define NETNS_DIRECTORY "/run/netns"

/* As ip netns finds them; what has a slash in it is a path. */
static int open_netns(struct run *run, struct failure *failure)
{
	const char *name = run->plan->netns;
	char path[PATH_MAX];
	struct statfs status;

	if (name == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s%s", strchr(name, '/') != NULL ? "" : NETNS_DIRECTORY "/",
		name);
	run->netns = open(path, O_RDONLY | O_CLOEXEC);
	if (run->netns < 0) {
		fail(failure, errno, "--netns %s", name);
		return fail_advise(failure, "ip netns list shows those with a name");
	}
	if (fstatfs(run->netns, &status) < 0 || status.f_type != NSFS_MAGIC ||
		ioctl(run->netns, NS_GET_NSTYPE) != CLONE_NEWNET)
		return fail(failure, 0, "--netns %s: this is no network namespace", name);
	return 0;
}

/* What the child is cloned into. */
static uint64_t new_namespaces(const struct run *run)
{
	return CLONE_NEWUTS | CLONE_NEWNS | (run->netns < 0 ? CLONE_NEWNET : 0);
}

/*
 * An older container's system call filter answers clone3 with ENOSYS; clone has all that is
 * needed here. Its arguments are those of x86, arm and riscv.
 */
static pid_t clone_child(struct run *run)
{
	uint64_t flags = new_namespaces(run) | CLONE_PIDFD;
	struct clone_args arguments = {
		.flags = flags,
		.pidfd = (uintptr_t)&run->job.pidfd,
		.exit_signal = SIGCHLD,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid < 0 && errno == ENOSYS)
		pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, &run->job.pidfd, NULL, 0);
	return pid;
}

static int explain_clone(struct failure *failure)
{
	switch (failure->code) {
	case EPERM:
		return fail_advise(
			failure, "this needs CAP_SYS_ADMIN, and CAP_NET_ADMIN for links; use sudo");
	case ENOSPC:
		return fail_advise(failure,
			"a limit below /proc/sys/user is reached (max_net_namespaces ...)");
	default:
		return -1;
	}
}

static int start_child(struct run *run, struct failure *failure)
{
	int ends[2];
	struct child child = { .run = run, .supervisor = getpid(), .sockstat = -1 };

	if (channel_open(ends, failure) < 0)
		return -1;
	run->job.pid = clone_child(run);
	if (run->job.pid == 0) {
		close(ends[0]);
		close_fd(&run->claims.reserved);
		child.channel = ends[1];
		child_run(&child);
	}
	close(ends[1]);
	run->channel = ends[0];
	if (run->job.pid < 0) {
		run->job.pidfd = -1;
		fail(failure, errno, "new namespaces");
		return explain_clone(failure);
	}
	return 0;
}

/* What the kernel refused a link for can be seen on the host, where the child cannot look. */
static int explain(struct run *run, struct failure *failure)
{
	const char *stage = failure->stage;

	if (failure->link > 0 && (size_t)failure->link <= run->link_count)
		host_explain(run->netlink, &run->links[failure->link - 1], failure);
	failure->stage = stage;
	return -1;
}

static int fail_killed(struct run *run, struct failure *failure)
{
	siginfo_t info;

	if (signals_wait(run->job.pidfd, &info, WEXITED | WNOWAIT) == 0 &&
		(info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED))
		return fail(failure, 0,
			"the launch was ended by signal %d (%s) before the command ran",
			info.si_status, strsignal(info.si_status));
	return fail(failure, 0, "the launch ended before the command ran");
}

/* A ^Z of the launch reaches the child just before the exec, and stops it there. */
static void stop_with_child(struct run *run)
{
	siginfo_t info;

	if (signals_wait(run->job.pidfd, &info, WSTOPPED | WNOHANG) == 0 &&
		info.si_code == CLD_STOPPED)
		signals_stop(info.si_status);
}

/* The descriptor tells of no other signals yet than SIGCHLD and those that ask to end. */
static int check_signals(struct run *run, struct failure *failure)
{
	struct signalfd_siginfo info;

	if (!signals_next(&run->job.signals, &info))
		return 0;
	if (info.ssi_signo == SIGCHLD) {
		stop_with_child(run);
		return 0;
	}
	return fail(failure, 0, "ended by signal %u (%s) before the command ran", info.ssi_signo,
		strsignal((int)info.ssi_signo));
}

/* Waits until the descriptor can be read. */
static int wait_for(struct run *run, int fd, struct failure *failure)
{
	struct pollfd ready[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = run->job.signals.fd, .events = POLLIN },
	};

	do {
		if (poll(ready, ARRAY_SIZE(ready), -1) < 0 && errno != EINTR)
			return fail(failure, errno, "wait for the launch");
		if (ready[0].revents != 0)
			return 0;
	} while (ready[1].revents == 0 || check_signals(run, failure) == 0);
	return -1;
}

/* All at once: each may take its seconds. */
static int get_leases(struct run *run, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_LEASES };

	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].dhcp && dhcp_start(run, i, failure) < 0)
			return -1;
	}
	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].dhcp &&
			(wait_for(run, run->leases[i].report, failure) < 0 ||
				dhcp_take(run, i, failure) < 0))
			return -1;
	}
	steps_done(&run->steps, "leases");
	if (channel_send(run->channel, &message, -1) < 0)
		return fail_killed(run, failure);
	return 0;
}

/* Takes the child's next message: 1, 0 at the end of file, or -1 with a failure, perhaps its own. */
static int next_message(
	struct run *run, struct message *message, int *passed, struct failure *failure)
{
	for (;;) {
		int received;

		if (wait_for(run, run->channel, failure) < 0)
			return -1;
		received = channel_receive(run->channel, message, passed);
		if (received < 0)
			return fail(failure, errno, "hear from the child");
		if (received == 0)
			return 0;
		if (message->kind == MESSAGE_FAILURE) {
			*failure = message->failure;
			return explain(run, failure);
		}
		if (message->kind == MESSAGE_LEASES && get_leases(run, failure) < 0)
			return -1;
		if (message->kind == MESSAGE_SOCKET)
			ready_take(&run->ready, *passed);
		else if (message->kind != MESSAGE_LEASES)
			return 1;
	}
}

/* The first request that changes something of the host's namespace, and needs the capability. */
static int explain_id(struct failure *failure)
{
	fail(failure, EPERM, "links on this host");
	return fail_advise(failure, "this needs CAP_NET_ADMIN on it; use sudo");
}

/*
 * Who the run is, as far as that can be said before its namespace is known. It can be called from
 * now on, so that there is no moment at which its record is there and it cannot.
 */
static int identify(struct run *run, struct failure *failure)
{
	/* Leases are made in its name, before the clone. */
	if (run->identity.id[0] == '\0' &&
		identity_start(&run->identity, run->plan->name, run->plan->command, failure) < 0)
		return -1;
	return control_open(&run->control, &run->identity, failure);
}

static int open_namespace(const struct run *run, const char *sort, int *fd, struct failure *failure)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)run->job.pid, sort);
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	/* A child that has ended already says why itself. */
	return *fd < 0 && errno != ENOENT ? fail(failure, errno, "open %s", path) : 0;
}

/* Whoever joins the run comes where it began, wherever the command goes. */
static int hold_namespaces(struct run *run, struct failure *failure)
{
	if (open_namespace(run, "mnt", &run->joinable.mounts, failure) < 0)
		return -1;
	return open_namespace(run, "uts", &run->joinable.uts, failure);
}

static int take_namespace(struct run *run, struct failure *failure)
{
	struct namespace_handle *namespace = &run->namespace;
	struct message message;
	int received;

	if (run->link_count != 0 &&
		namespace_assign_id(run->netlink, run->job.pid, &namespace->id, failure) < 0)
		return failure->code == EPERM ? explain_id(failure) : -1;
	received = next_message(run, &message, &namespace->route, failure);
	if (received <= 0)
		return received < 0 ? -1 : fail_killed(run, failure);
	if (namespace->route >= 0 &&
		netlink_cookie(namespace->route, &namespace->cookie, failure) < 0)
		return -1;
	steps_done(&run->steps, "clone");
	return 0;
}

/* Where nothing can be written a run goes without, if nobody else needs to know of it. */
static bool needs_record(const struct run *run)
{
	return run->touches_host || run->plan->name != NULL || run->plan->detach;
}

/* Its namespace has the name for ip(8), too; and what stays of the last run that had it goes. */
static int take_name(struct run *run, struct failure *failure)
{
	const char *name = run->plan->name;

	if (name == NULL)
		return 0;
	ended_remove_name(run->state, &run->identity, name);
	return nsname_make(&run->nsname, name, run->namespace.route, failure);
}

static int open_log(struct run *run, struct failure *failure)
{
	if (run->streams.log.source < 0)
		return 0;
	run->streams.log.file = ended_open_log(run, failure);
	return run->streams.log.file < 0 ? -1 : 0;
}

static int claim(struct run *run, struct failure *failure)
{
	struct identity *identity = &run->identity;

	identity->cookie = run->namespace.cookie;
	identity->namespace_id = run->namespace.id;
	if (run->state < 0)
		run->state = state_open_host(failure);
	if (run->state < 0 && !needs_record(run))
		return 0;
	if (run->state < 0 || parents_share(run, failure) < 0 ||
		claims_take(&run->claims, run->state, identity, run->links, run->link_count,
			run->netlink, failure) < 0 ||
		take_name(run, failure) < 0 || open_log(run, failure) < 0)
		return -1;
	steps_done(&run->steps, "claims");
	return 0;
}

static int attach(struct run *run, struct failure *failure)
{
	struct message message = { .kind = MESSAGE_LINKS };

	if (attach_links(run, message.created, failure) < 0)
		return explain(run, failure);
	if (channel_send(run->channel, &message, -1) < 0)
		return fail_killed(run, failure);
	return 0;
}

/* EXEC says that the exec is next, and the end of file that it was done. */
static int wait_for_exec(struct run *run, struct failure *failure)
{
	struct message message;
	bool is_near = false;
	int received;
	int passed;

	while ((received = next_message(run, &message, &passed, failure)) > 0) {
		/* A ^C from here on is the command's, and the child has it, too. */
		is_near = message.kind == MESSAGE_EXEC;
		if (signals_read_child(&run->job.signals, failure) < 0)
			return -1;
		run->namespace.sockstat = passed;
		for (size_t i = 0; i < run->link_count; i++)
			run->links[i].index = message.exec.indexes[i];
		run->child_steps = message.exec.steps;
	}
	if (received < 0)
		return -1;
	if (!is_near)
		return fail_killed(run, failure);
	close_fd(&run->channel);
	steps_done(&run->steps, "exec");
	return signals_read_all(&run->job.signals, failure);
}

/*
 * A child that fails ends at once, and what the supervisor does then fails, too: it speaks to nobody,
 * or makes a link in a namespace that is gone. The child has said before what it was.
 */
static void hear_reason(struct run *run, struct failure *failure)
{
	struct pollfd ready = { .fd = run->channel, .events = POLLIN };

	while (poll(&ready, 1, 0) > 0) {
		struct message message;
		AUTO_CLOSE int passed = -1;

		if (channel_receive(run->channel, &message, &passed) <= 0)
			return;
		if (message.kind == MESSAGE_FAILURE) {
			*failure = message.failure;
			explain(run, failure);
			return;
		}
	}
}

int launch(struct run *run, struct failure *failure)
{
	if (open_netns(run, failure) < 0 || attach_prepare(run, failure) < 0 ||
		streams_open(&run->streams, run->plan, failure) < 0 ||
		start_child(run, failure) < 0)
		return -1;
	if (identify(run, failure) == 0 && hold_namespaces(run, failure) == 0 &&
		take_namespace(run, failure) == 0 && claim(run, failure) == 0 &&
		attach(run, failure) == 0 && wait_for_exec(run, failure) == 0)
		return 0;
	hear_reason(run, failure);
	return -1;
}
