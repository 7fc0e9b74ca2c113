/* SPDX-License-Identifier: MIT */
#include "dryrun.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "../netsetup/kinds.h"
#include "../netsetup/sysctls.h"

/* One word for the shell, in single quotes; it stays on its line, also in a comment. */
static void print_word(const char *word)
{
	putchar('\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			printf("'\\''");
		else
			putchar(iscntrl((unsigned char)*word) ? '?' : *word);
	}
	putchar('\'');
}

static void print_create(const struct link_config *link)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	char mac[MAC_TEXT_SIZE];

	printf("\n# %s is not born under this name: older kernels look for it on the host, too.\n",
		link->name);
	printf("ip link add link ");
	print_word(link->parent);
	printf(" name 'nsrun%%d' netns \"$ns\"");
	if (link->has_mac)
		printf(" address %s", mac_format(&link->mac, mac));
	if (link->mtu != 0)
		printf(" mtu %u", link->mtu);
	printf(" type %s mode %s\n", kind->name, link_mode_name(link->kind, link->mode));
	printf("ip -n \"$ns\" link set nsrun0 name ");
	print_word(link->name);
	printf("\n# sysctl: arp_notify=1, ndisc_notify=1, accept_ra=0, autoconf=0\n");
}

static void print_address(const struct link_config *link, const struct ip_prefix *prefix)
{
	struct ip_address broadcast = ip_prefix_broadcast(prefix);
	char text[PREFIX_TEXT_SIZE];

	printf("ip -n \"$ns\" address add %s", ip_prefix_format(prefix, text));
	if (prefix->address.family == AF_INET6)
		printf(" nodad");
	else if (prefix->length <= 30)
		printf(" broadcast %s", ip_format(&broadcast, text));
	printf(" dev ");
	print_word(link->name);
	putchar('\n');
}

static void print_addresses(const struct link_config *link)
{
	struct ip_prefix local = ip_link_local_of(&link->mac);

	for (size_t i = 0; i < link->address_count; i++)
		print_address(link, &link->addresses[i]);
	if (!sysctls_have_ipv6())
		return;
	if (!link->has_mac) {
		printf("# The kernel chooses the MAC address and makes fe80:: of it; nsrun adds that "
		       "with nodad.\n");
		return;
	}
	printf("ip -n \"$ns\" link set addrgenmode none dev ");
	print_word(link->name);
	putchar('\n');
	print_address(link, &local);
}

static void print_route(const struct link_config *link, const struct route *route)
{
	char text[PREFIX_TEXT_SIZE];
	bool is_ipv6 = route->destination.address.family == AF_INET6;

	printf("ip -n \"$ns\" %sroute add ", is_ipv6 ? "-6 " : "");
	printf("%s",
		route->destination.length == 0 ? "default"
					       : ip_prefix_format(&route->destination, text));
	if (route->gateway.family != AF_UNSPEC)
		printf(" via %s", ip_format(&route->gateway, text));
	printf(" dev ");
	print_word(link->name);
	if (route->metric != 0)
		printf(" metric %u", route->metric);
	printf("%s\n", route->onlink ? " onlink" : "");
}

static void print_link(const struct link_config *link)
{
	print_create(link);
	print_addresses(link);
	printf("ip -n \"$ns\" link set up dev ");
	print_word(link->name);
	putchar('\n');
	for (size_t i = 0; i < link->route_count; i++)
		print_route(link, &link->routes[i]);
}

static void print_rest(const struct plan *plan)
{
	printf("\n# The rest of the set-up:\n");
	if (plan->hostname != NULL)
		printf("# - a UTS namespace with the host name %s\n", plan->hostname);
	printf("# - a mount namespace%s\n",
		plan->keep_sys ? "" : ", in it a /sys that shows this network");
	printf("# - and the command, for as long as which all this lives:\n"
	       "# ip netns exec \"$ns\"");
	for (char **word = plan->command; *word != NULL; word++) {
		putchar(' ');
		print_word(*word);
	}
	putchar('\n');
}

int dryrun_print(const struct plan *plan, const struct link_config *links, size_t count,
	struct failure *failure)
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
		print_link(&links[i]);
	print_rest(plan);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail(failure, errno, "write to stdout");
	return 0;
}
