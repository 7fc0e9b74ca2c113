/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <sys/prctl.h>

#include "../dryrun.h"
#include "../ending.h"
#include "../help.h"
#include "../launch.h"
#include "../options.h"
#include "../resolve.h"
#include "../supervise.h"

#include "../../netsetup/clock.h"

static void start_run(struct run *run, const struct plan *plan)
{
	run->plan = plan;
	run->pidfd = -1;
	run->channel = -1;
	run->netns = -1;
	run->started_ms = clock_now_ms();
	run->namespace = namespace_none();
	run->state = -1;
	run->claims.file = -1;
}

static int resolve(struct run *run, struct failure *failure)
{
	if (run->plan->link_count == 0)
		return 0;
	if (netlink_open(&run->netlink, failure) < 0 ||
		resolve_links(run->netlink, run->plan, run->links, failure) < 0 ||
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
	if (signals_take(&run->signals, failure) < 0)
		return -1;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return fail(failure, errno, "become the subreaper of the command");
	return 0;
}

static int run_command(struct run *run, struct failure *failure)
{
	int status;

	if (descriptors_find(run->plan, &run->descriptors, failure) < 0 ||
		prepare(run, failure) < 0 || resolve(run, failure) < 0)
		return -1;
	if (launch(run, failure) < 0) {
		ending_abandon(run);
		return -1;
	}
	status = supervise(run);
	return ending_finish(run, failure) < 0 ? -1 : status;
}

static int print_dry_run(struct run *run, struct failure *failure)
{
	if (resolve(run, failure) < 0)
		return -1;
	return dryrun_print(run->plan, run->links, run->link_count, &run->access, failure);
}

int command_run(char **words, struct failure *failure)
{
	static struct plan plan;
	static struct run run;
	int result;

	plan_start(&plan);
	if (options_parse(words, &plan, failure) < 0)
		return -1;
	if (plan.help)
		return help_print(failure);
	if (plan.version)
		return help_print_version(failure);
	if (plan_check(&plan, failure) < 0)
		return -1;
	start_run(&run, &plan);
	steps_start(&run.steps, plan.verbose);
	result = plan.dry_run ? print_dry_run(&run, failure) : run_command(&run, failure);
	netlink_close(&run.netlink);
	return result;
}
