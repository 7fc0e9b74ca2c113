/* SPDX-License-Identifier: MIT */
#include "launch.h"

/*
 * Theory of operation
 *
 *     supervisor                                   child (child.c)
 *     clone3(NEWUTS|NEWNS|PIDFD)        ─────────▶ born into the namespaces
 *     make the network namespace                   mounts, host name
 *     NETWORK                           ─────────▶ settings, /sys, lo
 *     claim addresses and MACs
 *     create each link inside
 *     LINKS                             ─────────▶ addresses, up, routes
 *     wait for the exec                 ◀───────── EXEC, end of file
 *
 * Each side does what it needs nothing of the other for, so that a second processor shortens the launch, and the
 * child is sent to one (processors.h): the kernel takes half a millisecond and more to make a network namespace.
 * (One that belongs to a user namespace of the child's is the child's to make.) Nothing that the host can see
 * exists before the claims are written, and no link is ever on the host: it is created in the run's namespace.
 */
#include <errno.h>
#include <linux/sched.h>
#include <unistd.h>

#include "../netsetup/power.h"
#include "attach.h"
#include "channel.h"
#include "child.h"
#include "clone.h"
#include "ended.h"
#include "hearing.h"
#include "netns.h"
#include "parents.h"
#include "pcap.h"
#include "processors.h"
#include "state.h"

static uint64_t new_namespaces(const struct run *run)
{
	const bool is_own = run->netns < 0 && !run_makes_network(run);

	return CLONE_NEWUTS | CLONE_NEWNS | (is_own ? CLONE_NEWNET : 0);
}

/* What the child is cloned into. A user namespace that is there already has to come before the others. */
static uint64_t first_namespaces(const struct run *run)
{
	if (!run->users.is_set || run->users_last)
		return new_namespaces(run);
	return run->own_pids ? 0 : CLONE_NEWUSER | new_namespaces(run);
}

static int start_reaper(struct run *run, struct failure *failure)
{
	const struct usermap none = { 0 };

	if (!run->own_pids)
		return 0;
	if (reaper_start(&run->reaper, run->users_last ? &none : &run->users, failure) < 0 ||
		reaper_lead_in(&run->reaper, failure) < 0)
		return -1;
	return 0;
}

/* Of the host's network; without links there is none. */
static int host_socket(const struct run *run)
{
	return run->netlink != NULL ? netlink_fd(run->netlink) : -1;
}

/*
 * A network that is to belong to a user namespace of the child's is the child's to make. And a supervisor
 * that shows others the way to their common home may not be elsewhere for a moment: they would follow.
 */
static void find_way_back(struct run *run)
{
	const bool is_childs = run->users.is_set && !run->users_last;
	const bool shows_the_way = run->home.note >= 0;

	if (run->netns < 0 && !is_childs && !shows_the_way)
		run->way_back = clone_way_back(host_socket(run));
}

static int start_child(struct run *run, struct failure *failure)
{
	int ends[2];
	struct child child = {
		.run = run,
		/* Out of another PID namespace the supervisor has no number. */
		.supervisor = run->own_pids ? 0 : getpid(),
	};

	for (int i = 0; i < PASSED_COUNT; i++)
		child.passed[i] = -1;
	find_way_back(run);
	child.later_namespaces = new_namespaces(run) & ~first_namespaces(run);
	if (start_reaper(run, failure) < 0 || channel_open(ends, failure) < 0)
		return -1;
	power_raise();
	run->job.pid = clone_into(first_namespaces(run), &run->job.pidfd, failure);
	if (run->job.pid == 0) {
		close(ends[0]);
		close_fd(&run->claims.reserved);
		close_fd(&run->control.listener);
		close_fd(&run->home.note);
		child.channel = ends[1];
		child_run(&child);
	}
	power_lower();
	close(ends[1]);
	run->channel = ends[0];
	if (run->job.pid < 0 || processors_part(run->job.pid, failure) < 0)
		return -1;
	steps_done(&run->steps, "clone");
	return reaper_lead_out(&run->reaper, failure);
}

/* The first request that changes something of the host's namespace, and needs the capability. */
static int explain_id(struct failure *failure)
{
	fail(failure, EPERM, "links on this host");
	return fail_advise(failure, "this needs CAP_NET_ADMIN on it; use sudo");
}

int launch_identify(struct run *run, struct failure *failure)
{
	if (run->control.listener >= 0)
		return 0;
	/* Leases are made in its name, before the clone. */
	if (run->identity.id[0] == '\0' &&
		identity_start(&run->identity, run->plan->name, run->plan->command,
			host_socket(run), failure) < 0)
		return -1;
	return control_open(&run->control, &run->identity, failure);
}

static int assign_id(struct run *run, struct failure *failure)
{
	POWER;

	return namespace_assign_id(run->netlink, run->network, &run->namespace.id, failure);
}

static int make_network(struct run *run, struct failure *failure)
{
	const struct message message = { .kind = MESSAGE_NETWORK };

	if (clone_network(run->way_back, &run->namespace, &run->network, failure) < 0)
		return -1;
	return hearing_tell(run, &message, run->namespace.route, failure);
}

/* With --netns there is no socket: nothing is to be changed there. */
static int take_network(struct run *run, struct failure *failure)
{
	struct message message;
	int passed[PASSED_COUNT];
	int received = hearing_next(run, &message, passed, failure);

	if (received <= 0)
		return received < 0 ? -1 : hearing_fail_killed(run, failure);
	run->namespace.route = passed[0];
	if (message.kind != MESSAGE_NAMESPACE)
		return fail(failure, EPROTO, "hear of the network namespace");
	if (run->namespace.route < 0)
		return 0;
	run->network = namespace_open(run->namespace.route);
	if (run->network < 0)
		return fail(failure, errno, "hold the network namespace");
	return netns_check_lent(run->network, failure);
}

static int find_network(struct run *run, struct failure *failure)
{
	struct namespace_handle *namespace = &run->namespace;

	if ((run_makes_network(run) ? make_network(run, failure) : take_network(run, failure)) < 0)
		return -1;
	if (run->link_count != 0 && assign_id(run, failure) < 0)
		return failure->code == EPERM ? explain_id(failure) : -1;
	if (namespace->route >= 0 &&
		netlink_cookie(namespace->route, &namespace->cookie, failure) < 0)
		return -1;
	steps_done(&run->steps, "network");
	return 0;
}

/* The child's user namespace is of use when it is written who is who there, and all else comes after. */
static int settle_users(struct run *run, struct failure *failure)
{
	struct message message = { .kind = MESSAGE_USERS };
	int passed[PASSED_COUNT];
	int received;

	if (!run->users.is_set || run->users_last)
		return 0;
	if (!run->own_pids && usermap_write(&run->users, run->job.pid, failure) < 0)
		return -1;
	if (hearing_tell(run, &message, -1, failure) < 0)
		return -1;
	received = hearing_next(run, &message, passed, failure);
	if (received <= 0)
		return received < 0 ? -1 : hearing_fail_killed(run, failure);
	return 0;
}

/* Where nothing can be written a run goes without, if nobody else needs to know of it. */
static bool needs_record(const struct run *run)
{
	return run->touches_host || run->plan->name != NULL || plan_takes_output(run->plan);
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
		grants_publish(identity, run->links, run->link_count, &run->tokens, failure) < 0 ||
		take_name(run, failure) < 0 || open_log(run, failure) < 0)
		return -1;
	steps_done(&run->steps, "claims");
	return 0;
}

static int make_links(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure)
{
	POWER;

	return attach_links(run, created, failure) < 0 ? hearing_explain(run, failure) : 0;
}

/* Before any of them is up. */
static int record_frames(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure)
{
	if (run->plan->pcap == NULL)
		return 0;
	if (pcap_start(run, created, failure) < 0 ||
		hearing_wait(run, run->recording.recorder.report, failure) < 0 ||
		pcap_take(run, failure) < 0)
		return -1;
	steps_done(&run->steps, "pcap");
	return 0;
}

static int attach(struct run *run, struct failure *failure)
{
	struct message message = { .kind = MESSAGE_LINKS };

	if (make_links(run, message.created, failure) < 0 ||
		record_frames(run, message.created, failure) < 0 ||
		hearing_tell(run, &message, -1, failure) < 0)
		return -1;
	close_fd(&run->network);
	close_fd(&run->way_back);
	return 0;
}

/* Whoever joins the run comes where it began, wherever the command goes. */
static int take_exec(struct run *run, const struct message *message, const int passed[PASSED_COUNT],
	struct failure *failure)
{
	run->namespace.sockstat = passed[PASSED_SOCKSTAT];
	for (int i = 0; i < HELD_COUNT; i++) {
		if (passed[i] < 0)
			continue;
		close_fd(&run->joinable.held[i]);
		run->joinable.held[i] = passed[i];
	}
	for (size_t i = 0; i < run->link_count; i++)
		run->links[i].made = message->exec.links[i];
	run->child_steps = message->exec.steps;
	run->covers = message->exec.covers;
	return watch_open(&run->watch, &run->covers, passed[PASSED_MOUNTINFO], failure);
}

/*
 * EXEC says that the exec is next, and the end of file that it was done. Who is woken by the first takes the
 * processor from what it waits for; so where the child wants no answer before, only the end wakes.
 */
static int wait_for_exec(struct run *run, struct failure *failure)
{
	struct message message;
	int passed[PASSED_COUNT];
	int received;

	if (!run_has_dhcp(run) && hearing_wait_end(run, failure) < 0)
		return -1;
	received = hearing_next(run, &message, passed, failure);

	if (received <= 0)
		return received < 0 ? -1 : hearing_fail_killed(run, failure);
	/* A ^C from here on is the command's, and the child has it, too. */
	if (take_exec(run, &message, passed, failure) < 0 ||
		signals_read_child(&run->job.signals, failure) < 0 ||
		hearing_next(run, &message, passed, failure) < 0) {
		/* It has nothing to add, and an end of file from now on is no death to wait for. */
		close_fd(&run->channel);
		return -1;
	}
	close_fd(&run->channel);
	steps_done(&run->steps, "exec");
	return signals_read_all(&run->job.signals, failure);
}

int launch(struct run *run, struct failure *failure)
{
	if (attach_prepare(run, failure) < 0 || streams_open(&run->streams, run->plan, failure) < 0)
		return -1;
	if (start_child(run, failure) < 0)
		return -1;
	if (settle_users(run, failure) == 0 && find_network(run, failure) == 0 &&
		launch_identify(run, failure) == 0 && claim(run, failure) == 0 &&
		attach(run, failure) == 0 && wait_for_exec(run, failure) == 0)
		return 0;
	hearing_reason(run, failure);
	return -1;
}
