/* SPDX-License-Identifier: MIT */
#include "dryrun.h"

#include <stdio.h>

#include "iplines.h"
#include "say.h"

static void print_rest(const struct plan *plan)
{
	printf("\n# The rest of the set-up:\n");
	if (plan->hostname != NULL)
		printf("# - a UTS namespace with the host name %s\n", plan->hostname);
	printf("# - a mount namespace%s\n",
		plan->keep_sys ? "" : ", in it a /sys that shows this network");
	for (size_t i = 0; i < plan->bind_count; i++)
		printf("# - --bind %s\n", plan->binds[i].text);
	printf("# - and the command, for as long as which all this lives:\n"
	       "# ip netns exec \"$ns\"");
	for (char **word = plan->command; *word != NULL; word++) {
		putchar(' ');
		iplines_word(*word);
	}
	putchar('\n');
}

/* A network that is used as it is needs no more than its name. */
static void print_joined(const struct plan *plan)
{
	printf("#!/bin/sh\nns=");
	iplines_word(plan->netns);
	putchar('\n');
}

static void print_new(
	const struct link_config *links, size_t count, const struct host_access *access)
{
	printf("#!/bin/sh\n"
	       "# What nsrun would do, for root to try: ip netns delete \"$ns\" removes it.\n"
	       "set -e\n"
	       "ns=${1:-nsrun}\n"
	       "ip netns add \"$ns\"\n"
	       "# sysctl: ip_forward=0, and rp_filter, arp_ignore, accept_local ... as a new "
	       "kernel has them\n"
	       "ip -n \"$ns\" link set lo up\n");
	for (size_t i = 0; i < count; i++)
		iplines_link(&links[i]);
	iplines_access(access);
}

int dryrun_print(const struct plan *plan, const struct link_config *links, size_t count,
	const struct host_access *access, struct failure *failure)
{
	if (plan->netns != NULL)
		print_joined(plan);
	else
		print_new(links, count, access);
	print_rest(plan);
	return say_flush(failure);
}
