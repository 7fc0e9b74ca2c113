/* SPDX-License-Identifier: MIT */
#include "caller.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <unistd.h>

#include "../netsetup/power.h"
#include "launch.h"
#include "netns.h"
#include "state.h"

/* Whose mounts are not root's must have no way to reach the host's. */
static int check_plain(const struct plan *plan, struct failure *failure)
{
	if (geteuid() == 0 || plan->own_users || (plan->mount_count == 0 && !plan->is_read_only))
		return 0;
	return fail(failure, 0,
		"--bind, --tmpfs and --read-only of a plain user need a user namespace: add --userns");
}

/* Who can do nothing to the host and wants nothing of it has a place for it. */
static int go_home(struct run *run, struct failure *failure)
{
	if (run->plan->netns != NULL) {
		run->netns = netns_open(run->plan->netns, failure);
		if (run->netns < 0)
			return -1;
	}
	if (!home_is_needed(run->plan))
		return 0;
	/* It is called from the host, and known there. */
	if (launch_identify(run, failure) < 0)
		return -1;
	run->state = state_open_host(failure);
	if (run->state < 0 && run->plan->link_count != 0)
		return -1;
	if (home_enter(&run->home, run->plan, run->netns, &run->identity, run->state, failure) < 0)
		return -1;
	run->joinable.held[HELD_USERS] = fcntl(run->home.users, F_DUPFD_CLOEXEC, 0);
	return 0;
}

/* The capabilities that a network namespace is changed with. */
static bool has_net_power(uint64_t kept)
{
	const uint64_t net = UINT64_C(1) << CAP_NET_ADMIN | UINT64_C(1) << CAP_NET_RAW;
	uint64_t more = kept & ~capabilities_usual();

	return more != 0 && (more & ~net) == 0;
}

/*
 * The kernel asks for these capabilities in the user namespace that a network belongs to: in root's own it is
 * that of the host's, too. So the run's network belongs to another one, in which all users are who they are.
 */
static void keep_off_host(struct run *run)
{
	if (geteuid() == 0 && run->netns < 0 && run->home.users < 0 && !run->users.is_set &&
		!run->privileges.keeps_all && has_net_power(run->privileges.sets.kept))
		run->users = usermap_of_all();
}

int caller_decide(struct run *run, struct failure *failure)
{
	if (check_plain(run->plan, failure) < 0)
		return -1;
	if (run->plan->own_users && usermap_of_root(&run->users, failure) < 0)
		return -1;
	if (privileges_decide(&run->plan->privileges, &run->privileges, &run->filter, failure) < 0)
		return -1;
	if (go_home(run, failure) < 0)
		return -1;
	keep_off_host(run);
	return 0;
}

/*
 * Who may have only what is granted. In a network with addresses that a grant says the user has no power, and
 * all ends with nsrun; in any other it is the user's own.
 */
int caller_take_grants(struct run *run, struct failure *failure)
{
	bool is_limited;

	if (!power_is_lent() || run->home.users >= 0)
		return 0;
	if (grants_take(run->plan, run->links, &run->tokens, &is_limited, failure) < 0)
		return -1;
	if (is_limited &&
		(run->plan->own_users || run->privileges.sets.kept != 0 ||
			run->plan->sysctls.count != 0))
		return fail(failure, 0,
			"the grant says which addresses: so the network is not the command's to "
			"change: leave out --userns, --net-admin, --cap-add, --privileged and --sysctl");
	if (!run->plan->own_users)
		run->users = usermap_of_caller();
	run->users_last = is_limited;
	run->own_pids = true;
	return 0;
}
