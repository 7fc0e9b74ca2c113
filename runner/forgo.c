/* SPDX-License-Identifier: MIT */
#include "forgo.h"

int forgo_bounds(const struct run *run, struct failure *failure)
{
	return run->users_last ? 0 : privileges_bound(&run->privileges, failure);
}

/*
 * When all is made and mounted nsrun's own filter lets the rest pass: but a search in other network namespaces
 * (netsetup/holder.h), and a user namespace. What one of a file forbids nobody knows.
 */
static bool may_filter_early(const struct run *run)
{
	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].kind == LINK_IPVLAN)
			return false;
	}
	return run->privileges.filter == FILTER_OWN && !run->users_last;
}

int forgo_calls(const struct run *run, struct failure *failure)
{
	return may_filter_early(run) ? privileges_filter(run->filter, failure) : 0;
}

int forgo_rest(const struct run *run, struct failure *failure)
{
	if ((run->users_last && privileges_bound(&run->privileges, failure) < 0) ||
		(!may_filter_early(run) && privileges_filter(run->filter, failure) < 0))
		return -1;
	return privileges_drop(&run->privileges, failure);
}
