/* SPDX-License-Identifier: MIT */
#include "hostaccess.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "addresses.h"
#include "hostend.h"
#include "neighbours.h"
#include "routes.h"
#include "sysctls.h"
#include "veth.h"

static const char title[] = "host access";

/* For a host that has no address at all: an IPv4 link-local one (RFC 3927), of the pair only. */
static const struct ip_prefix spare = { { AF_INET, { 169, 254, 86, 1 } }, 32 };

static void note_host_address(const struct ip_prefix *address, void *context)
{
	struct host_access *access = context;

	if (ip_is_loopback(&address->address) || access->count == ACCESS_MOST)
		return;
	access->inside[access->count++].there = address->address;
}

static const struct ip_address *first_of_family(
	const struct access_pair *pairs, size_t count, sa_family_t family)
{
	for (size_t i = 0; i < count; i++) {
		if (pairs[i].there.family == family)
			return &pairs[i].there;
	}
	return NULL;
}

/* The host talks to an address from the one that it would have used, had it been elsewhere. */
static int choose_source(struct netlink *netlink, struct host_access *access,
	struct access_pair *pair, struct failure *failure)
{
	const struct ip_address *first;

	if (route_source(netlink, &pair->there, &pair->here, failure) < 0)
		return -1;
	if (pair->here.family != AF_UNSPEC && !ip_is_loopback(&pair->here))
		return 0;
	first = first_of_family(access->inside, access->count, pair->there.family);
	pair->here = first != NULL ? *first : (struct ip_address){ AF_UNSPEC, { 0 } };
	return 0;
}

static int add_link(struct netlink *netlink, const struct link_config *link,
	struct host_access *access, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count && access->host_count < ACCESS_MOST; i++) {
		struct access_pair *pair = &access->host[access->host_count];

		if (ip_is_link_local(&link->addresses[i].address))
			continue;
		pair->there = link->addresses[i].address;
		if (choose_source(netlink, access, pair, failure) < 0)
			return -1;
		access->host_count++;
	}
	return 0;
}

static void add_spare(struct host_access *access)
{
	access->needs_ipv4 = first_of_family(access->host, access->host_count, AF_INET) != NULL &&
		first_of_family(access->inside, access->count, AF_INET) == NULL;
	if (access->needs_ipv4 && access->count < ACCESS_MOST)
		access->inside[access->count++].there = spare.address;
}

/* The command talks to the host from its first address of the family. */
static void choose_own(struct host_access *access)
{
	size_t kept = 0;

	for (size_t i = 0; i < access->count; i++) {
		struct access_pair *pair = &access->inside[i];
		const struct ip_address *own =
			first_of_family(access->host, access->host_count, pair->there.family);

		if (own == NULL)
			continue;
		access->inside[kept].there = pair->there;
		access->inside[kept++].here = *own;
	}
	access->count = kept;
}

static int name_ends(struct host_access *access, struct failure *failure)
{
	uint32_t random;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail(failure, errno, "getrandom for a name");
	snprintf(access->host_end, sizeof(access->host_end), "nsrun%08x", random);
	if (mac_random(&access->host_mac, failure) < 0)
		return -1;
	return mac_random(&access->mac, failure);
}

int host_access_resolve(struct netlink *netlink, const struct link_config *links, size_t count,
	struct host_access *access, struct failure *failure)
{
	bool is_wanted = false;

	memset(access, 0, sizeof(*access));
	for (size_t i = 0; i < count; i++)
		is_wanted = is_wanted || links[i].host_access;
	if (!is_wanted)
		return 0;
	if (address_each(netlink, 0, note_host_address, access, failure) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (links[i].host_access && add_link(netlink, &links[i], access, failure) < 0)
			return -1;
	}
	if (access->host_count == 0)
		return fail(failure, 0,
			"--host-access: the link has no address that this host could reach: give "
			"it one with --ip");
	add_spare(access);
	choose_own(access);
	return name_ends(access, failure);
}

static int put_pair(struct nl_msg *request, const struct host_access *access, int netns)
{
	struct nlattr *info, *data;

	if (nla_put_string(request, IFLA_IFNAME, "nsrun%d") < 0 ||
		nla_put_u32(request, IFLA_NET_NS_FD, (uint32_t)netns) < 0 ||
		nla_put(request, IFLA_ADDRESS, sizeof(access->mac.bytes), access->mac.bytes) < 0)
		return -1;
	info = nla_nest_start(request, IFLA_LINKINFO);
	if (info == NULL || nla_put_string(request, IFLA_INFO_KIND, "veth") < 0)
		return -1;
	data = nla_nest_start(request, IFLA_INFO_DATA);
	if (data == NULL || veth_put_peer(request, access->host_end, &access->host_mac) < 0)
		return -1;
	nla_nest_end(request, data);
	nla_nest_end(request, info);
	return 0;
}

static int create_pair(struct netlink *netlink, const struct host_access *access, int netns,
	struct failure *failure)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));

	if (request == NULL || put_pair(request, access, netns) < 0)
		return fail(failure, ENOMEM, "%s", title);
	return netlink_execute(netlink, request, failure, "%s", title);
}

/* A way to each address of the other side, and nobody to ask for it. */
static int add_ways(struct netlink *netlink, int index, const struct access_pair *pairs,
	size_t count, const struct mac_address *mac, struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		const struct access_pair *pair = &pairs[i];
		const struct route route = {
			.destination = { pair->there, ip_bits(&pair->there) },
			.source = pair->here,
		};

		if (neighbour_fix(netlink, index, &pair->there, mac, failure) < 0 ||
			route_add(netlink, index, title, &route, failure) < 0)
			return -1;
	}
	return 0;
}

int host_access_make(struct netlink *netlink, const struct host_access *access, int netns,
	const char *alias, struct failure *failure)
{
	int index;

	if (access->host_end[0] == '\0')
		return 0;
	if (create_pair(netlink, access, netns, failure) < 0)
		return -1;
	index = hostend_raise(netlink, access->host_end, alias, 0, title, failure);
	if (index < 0)
		return -1;
	if (access->needs_ipv4 && address_add(netlink, index, title, &spare, failure) < 0)
		return -1;
	return add_ways(netlink, index, access->host, access->host_count, &access->mac, failure);
}

/* The end inside is numbered by the kernel, name and all; what is known of it is its MAC address. */
struct search {
	const struct mac_address *mac;
	struct link_info info;
};

static void compare(const struct link_info *info, void *context)
{
	struct search *search = context;

	if (mac_equal(&info->mac, search->mac))
		search->info = *info;
}

int host_access_find(struct netlink *netlink, const struct host_access *access,
	struct link_info *info, struct failure *failure)
{
	struct search search = { .mac = &access->mac };

	if (link_each(netlink, compare, &search, failure) < 0)
		return -1;
	if (search.info.index == 0)
		return fail(failure, ENODEV, "%s", title);
	*info = search.info;
	return 0;
}

int host_access_settle(struct netlink *netlink, struct host_access *access, struct failure *failure)
{
	bool ipv6 = sysctls_have_ipv6();
	struct link_info info = { .index = 0 };

	if (access->host_end[0] == '\0')
		return 0;
	if (host_access_find(netlink, access, &info, failure) < 0)
		return -1;
	access->index = info.index;
	if (link_settle(netlink, access->index, ipv6, failure) < 0)
		return -1;
	return ipv6 && sysctls_settle_link(info.name, failure) < 0 ? -1 : 0;
}

int host_access_enter(
	struct netlink *netlink, const struct host_access *access, struct failure *failure)
{
	if (access->host_end[0] == '\0')
		return 0;
	if (link_up(netlink, access->index, true, title, failure) < 0)
		return -1;
	return add_ways(
		netlink, access->index, access->inside, access->count, &access->host_mac, failure);
}
