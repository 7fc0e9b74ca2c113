/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/clock.h"
#include "../../netsetup/power.h"
#include "../caller.h"
#include "../detach.h"
#include "../dryrun.h"
#include "../ending.h"
#include "../help.h"
#include "../launch.h"
#include "../networks/membership.h"
#include "../networks/pool.h"
#include "../options.h"
#include "../record.h"
#include "../resolve.h"
#include "../state.h"
#include "../statuslines.h"
#include "../supervise.h"

static void start_run(struct run *run, const struct plan *plan)
{
	run->plan = plan;
	run->own_pids = plan->own_pids;
	job_clear(&run->job);
	run->channel = -1;
	run->netns = -1;
	run->started_ms = clock_now_ms();
	run->namespace = namespace_none();
	run->state = -1;
	claims_start(&run->claims);
	run->record = -1;
	clock_gettime(CLOCK_REALTIME, &run->created);
	run->control.listener = -1;
	run->report = -1;
	run->way_back = -1;
	run->network = -1;
	run->nsname.netns = -1;
	streams_clear(&run->streams);
	run->ready = ready_none();
	tester_clear(&run->tester);
	run->statusfd.fd = -1;
	run->watch = watch_none();
	for (int i = 0; i < HELD_COUNT; i++)
		run->joinable.held[i] = -1;
	run->reaper = reaper_none();
	run->home = home_none();
}

static bool needs_lease(const struct plan *plan)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (plan->links[i].leases[FAMILY_IPV4] || plan->links[i].leases[FAMILY_IPV6])
			return true;
	}
	return false;
}

/* Leases are claims in the name of the run; a dry run only looks which they would be. */
static int open_pool(struct run *run, struct pool *pool, struct failure *failure)
{
	*pool = (struct pool){
		.claims = &run->claims,
		.is_trial = run->plan->dry_run,
		.identity = &run->identity,
		.plan = run->plan,
		.netlink = run->netlink,
	};
	if (identity_start(&run->identity, run->plan->name, run->plan->command,
		    netlink_fd(run->netlink), failure) < 0)
		return -1;
	/* A trial is for everybody, and what cannot be looked at is not counted. */
	if (pool->is_trial && state_find_host(&run->state, failure) < 0)
		run->state = -1;
	if (pool->is_trial)
		return 0;
	run->state = state_open_host(failure);
	return run->state < 0 ? -1 : 0;
}

static int resolve_with_leases(struct run *run, struct failure *failure)
{
	struct pool pool;

	if (open_pool(run, &pool, failure) < 0)
		return -1;
	pool.directory = run->state;
	return resolve_links(run->netlink, run->plan, &pool, run->links, failure);
}

static int find_links(struct run *run, struct failure *failure)
{
	return needs_lease(run->plan)
		? resolve_with_leases(run, failure)
		: resolve_links(run->netlink, run->plan, NULL, run->links, failure);
}

static int resolve(struct run *run, struct failure *failure)
{
	if (run->plan->link_count == 0)
		return 0;
	if (netlink_open(&run->netlink, failure) < 0 || find_links(run, failure) < 0 ||
		host_access_resolve(
			run->netlink, run->links, run->plan->link_count, &run->access, failure) < 0)
		return -1;
	run->link_count = run->plan->link_count;
	for (size_t i = 0; i < run->link_count; i++)
		run->touches_host = run->touches_host || run->links[i].segment[0] != '\0' ||
			run->links[i].host_access;
	steps_done(&run->steps, "lookups");
	return 0;
}

static int prepare(struct run *run, struct failure *failure)
{
	if (signals_take(&run->job.signals, failure) < 0)
		return -1;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return fail(failure, errno, "become the subreaper of the command");
	return 0;
}

static int print_dry_run(struct run *run, struct failure *failure)
{
	if (resolve(run, failure) < 0)
		return -1;
	return dryrun_print(run->plan, run->links, run->link_count, &run->access, failure);
}

/* The first address that it has, without its length; empty when it has none. */
static void find_address(struct run *run, char address[IP_TEXT_SIZE])
{
	json_t *links = record_links(run);
	json_t *link;
	size_t i;

	address[0] = '\0';
	json_array_foreach(links, i, link) {
		json_t *first = json_array_get(json_object_get(link, "addresses"), 0);

		if (first == NULL)
			continue;
		snprintf(address, IP_TEXT_SIZE, "%s", json_string_value(first));
		address[strcspn(address, "/")] = '\0';
		break;
	}
	json_decref(links);
}

static int begin_test(struct run *run, struct failure *failure)
{
	struct test_order order = { .pid = run->job.pid };

	if (run->plan->test == NULL)
		return 0;
	memcpy(order.id, run->identity.id, sizeof(order.id));
	find_address(run, order.address);
	return tester_begin(&run->tester, &run->job, &order, failure);
}

static int finish_test(struct run *run, struct failure *failure)
{
	int result = tester_finish(
		&run->tester, &run->job, run->control.is_stopped, &run->status, failure);

	if (result > 0)
		statuslines_tested(run, run->status);
	return result;
}

/* What the user waited for: from now on it is no failure of this command when the run's ends. */
static int become_ready(void *context, struct failure *failure)
{
	struct run *run = context;

	if (run->claims.file >= 0 && record_write(run, "running", failure) < 0)
		return -1;
	statuslines_ready(run);
	if (run->report >= 0)
		detach_ready(&run->report, &run->identity, &run->descriptors);
	return begin_test(run, failure);
}

/* The command runs: whoever looks for the run finds it now, and when it is ready is waited for. */
/*
 * Whether the mounts are the command's, in a user namespace that is less than the caller's. In one of
 * everybody root is root; and one of a plain user's own is in reach without.
 */
static bool owns_mounts(const struct run *run)
{
	return power_is_lent() || (geteuid() == 0 && run->users.is_set && !run->users.is_all);
}

static int begin(struct run *run, struct failure *failure)
{
	const struct plan *plan = run->plan;

	if (plan->limit_ms != 0 && job_limit(&run->job, plan->limit_ms, plan->grace_ms) < 0)
		return fail(failure, errno, "--timeout: timer");
	clock_gettime(CLOCK_REALTIME, &run->started);
	if (plan->ready.kind != READY_NOT_ASKED && run->claims.file >= 0 &&
		record_write(run, "starting", failure) < 0)
		return -1;
	streams_let_go(&run->streams);
	close_fd(&run->descriptors.ready_to);
	streams_serve(&run->streams, &run->job.events);
	run->joinable.route = run->namespace.route;
	run->joinable.netns = run->netns;
	run->joinable.pids = run->reaper.pids;
	run->joinable.users_last = run->users_last;
	run->joinable.map = run->users;
	if (!run->users.is_set && run->home.users >= 0)
		run->joinable.map = usermap_of_caller();
	run->joinable.privileges = &run->privileges;
	run->joinable.filter = run->filter;
	control_serve(&run->control, &run->job, &run->joinable, plan->grace_ms);
	grants_serve(&run->tokens, &run->job.events);
	watch_serve(&run->watch, run->joinable.held[HELD_MOUNTS],
		owns_mounts(run) ? run->joinable.held[HELD_USERS] : -1, &run->joinable.map,
		&run->job.events);
	statuslines_started(run);
	if (ready_wait(&run->ready, plan, &run->job, take_fd(&run->descriptors.ready_from),
		    run->namespace.route, become_ready, run, failure) < 0)
		return -1;
	return 0;
}

/* With the last line of its log, which goes with the rest of the run, and may say more. */
static int end_failed(struct run *run, struct failure *failure)
{
	char line[300];
	struct failure ignored;

	streams_last_line(&run->streams, line, sizeof(line));
	if (line[0] != '\0')
		fail_advise(failure, "last line of its log: %s", line);
	run->control.is_stopped = true;
	ending_finish(run, &ignored);
	control_finish(&run->control, STATUS_NSRUN_FAILED);
	return -1;
}

static int live(struct run *run, struct failure *failure)
{
	int result;

	if (streams_open_log(&run->streams, run->plan, failure) < 0 || prepare(run, failure) < 0 ||
		caller_decide(run, failure) < 0)
		return -1;
	environment_find(&run->plan->environment, &run->privileges.account, &run->environment);
	if (resolve(run, failure) < 0 || caller_take_grants(run, failure) < 0 ||
		launch(run, failure) < 0 || begin(run, failure) < 0) {
		ready_close(&run->ready);
		ending_abandon(run);
		return -1;
	}
	run->status = supervise(&run->job);
	if (ready_finish(&run->ready, run->control.is_stopped, failure) < 0 ||
		finish_test(run, failure) < 0)
		return end_failed(run, failure);
	/* Whoever waits for the command is told its status, also where the ending fails. */
	result = ending_finish(run, failure);
	control_finish(&run->control, run->status);
	return result < 0 ? -1 : run->status;
}

static int run_command(struct run *run, struct failure *failure)
{
	int status = -1;

	if (tester_fork(&run->tester, run->plan, &run->descriptors, failure) == 0)
		status = live(run, failure);
	tester_close(&run->tester);
	statuslines_over(run, status < 0 ? failure : NULL);
	return status;
}

/* In the background there is nobody to tell of a failure that comes after the run was ready. */
static int run_detached(struct run *run, struct failure *failure)
{
	int result = detach_fork(&run->descriptors, &run->report, failure);

	if (result != DETACH_SUPERVISOR)
		return result;
	if (run_command(run, failure) < 0 && run->report >= 0)
		detach_fail(&run->report, failure);
	_exit(0);
}

static int start(struct run *run, struct failure *failure)
{
	if (run->plan->dry_run)
		return print_dry_run(run, failure);
	if (descriptors_find(run->plan, &run->descriptors, failure) < 0)
		return -1;
	run->statusfd.fd = run->descriptors.status;
	return run->plan->detach ? run_detached(run, failure) : run_command(run, failure);
}

int command_run(char **words, struct failure *failure)
{
	static struct plan plan;
	static struct membership membership;
	static struct run run;
	int result;

	plan_start(&plan);
	if (options_parse(&words, &run_options, &plan, failure) < 0)
		return -1;
	plan.command = words;
	if (plan.help)
		return help_print(failure);
	if (plan.version)
		return help_print_version(failure);
	if (membership_find(&plan, &membership, failure) < 0 || plan_check(&plan, failure) < 0)
		return -1;
	start_run(&run, &plan);
	steps_start(&run.steps, "supervisor", plan.verbose);
	result = start(&run, failure);
	netlink_close(&run.netlink);
	return result;
}
