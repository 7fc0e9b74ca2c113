/* SPDX-License-Identifier: MIT */
#include "dryrun.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>

#include "../netsetup/cleanup.h"
#include "iplines.h"
#include "say.h"
#include "tclines.h"

/* A word of the user's, which must not end the comment that it stands in. */
static void print_note(const char *option, const char *value)
{
	printf("# - --%s%s", option, value != NULL ? " " : "");
	for (; value != NULL && *value != '\0'; value++)
		putchar(iscntrl((unsigned char)*value) ? '?' : *value);
	putchar('\n');
}

static void print_files(const struct plan *plan)
{
	static const char *const options[] = {
		[MOUNT_BIND] = "bind",
		[MOUNT_TMPFS] = "tmpfs",
	};

	static_assert(ARRAY_SIZE(options) == MOUNT_SORT_COUNT, "a sort of mount is missing here");
	if (plan->is_read_only)
		print_note("read-only", NULL);
	for (size_t i = 0; i < plan->mount_count; i++)
		print_note(options[plan->mounts[i].sort], plan->mounts[i].text);
	if (plan->directory != NULL)
		print_note("chdir", plan->directory);
}

static void print_environment(const struct environment_request *environment)
{
	if (environment->is_cleared)
		print_note("clear-env", NULL);
	for (size_t i = 0; i < environment->count; i++)
		print_note("env", environment->variables[i]);
}

static void print_names(const struct name_request *names)
{
	char text[IP_TEXT_SIZE];

	for (size_t i = 0; i < names->server_count; i++)
		printf("# - --dns %s\n", names->servers[i]);
	for (size_t i = 0; i < names->search_count; i++)
		printf("# - --search %s\n", names->searches[i]);
	for (size_t i = 0; i < names->host_count; i++)
		printf("# - --add-host %.*s:%s\n", (int)names->hosts[i].length,
			names->hosts[i].name, ip_format(&names->hosts[i].address, text));
}

static void print_rest(const struct plan *plan)
{
	printf("\n# The rest of the set-up:\n");
	if (plan->hostname != NULL)
		printf("# - a UTS namespace with the host name %s\n", plan->hostname);
	printf("# - a mount namespace%s\n",
		plan->keep_sys ? "" : ", in it a /sys that shows this network");
	print_files(plan);
	print_names(&plan->names);
	print_environment(&plan->environment);
	if (plan->own_users)
		printf("# - a user namespace with one user, root, and a /run of its own\n");
	if (plan->own_pids)
		printf("# - a PID namespace, with a /proc of its own\n");
	if (!plan->privileges.is_all)
		printf("# - few capabilities, no new privileges, a system call filter\n");
	if (plan->pcap != NULL)
		print_note("pcap", plan->pcap);
	printf("# - and the command, with which all of this ends:\n"
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

static void print_new(const struct plan *plan, const struct link_config *links, size_t count,
	const struct host_access *access)
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
		iplines_make(&links[i]);
	iplines_sysctls(&plan->sysctls, links, count);
	for (size_t i = 0; i < count; i++)
		iplines_raise(&links[i]);
	iplines_access(access);
	for (size_t i = 0; i < count; i++)
		tclines_print(&links[i]);
}

int dryrun_print(const struct plan *plan, const struct link_config *links, size_t count,
	const struct host_access *access, struct failure *failure)
{
	if (plan->netns != NULL)
		print_joined(plan);
	else
		print_new(plan, links, count, access);
	print_rest(plan);
	return say_flush(failure);
}
