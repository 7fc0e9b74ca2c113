/* SPDX-License-Identifier: MIT */
#include "network.h"

#include <errno.h>
#include <string.h>

#include "addresses.h"
#include "links.h"
#include "patience.h"
#include "routes.h"
#include "sysctls.h"

enum {
	LO_INDEX = 1, /* LOOPBACK_IFINDEX of the kernel: the same in every namespace */
	PATIENCE_MS = 5000,
	MAC_PAUSE_US = 500,  /* a MAC address is free again after some milliseconds */
	ROUTE_PAUSE_US = 50, /* a local route is there after some microseconds */
};

int network_prepare(struct netlink *netlink, struct failure *failure)
{
	if (sysctls_settle_namespace(sysctls_have_ipv6(), failure) < 0)
		return -1;
	return link_up(netlink, LO_INDEX, false, "lo up", failure);
}

/*
 * Brings a link up. A macvlan whose MAC address is in use on its parent is refused with
 * EADDRINUSE (macvlan_addr_busy), and an address is in use until the kernel has taken the
 * namespace of the last run apart, which it does at its leisure after that run is over: 15 to 30
 * ms on an idle machine. That no live run has it is known from the claims. So a refusal means
 * "soon", nothing announces the moment, and only the one who needs it waits for it.
 */
static int bring_up(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	struct patience patience = patience_for(PATIENCE_MS, MAC_PAUSE_US);
	char title[LINK_TITLE_SIZE];

	link_title(link, title);
	while (link_up(netlink, link->index, link->is_running, title, failure) < 0) {
		if (failure->code != EADDRINUSE || !patience_wait(&patience))
			return -1;
	}
	return 0;
}

/*
 * The kernel would give the link its IPv6 link-local address itself, and make it wait for 1 to 2
 * seconds. Given by hand without the detection of duplicates it can be bound at once.
 */
static int add_link_local(struct netlink *netlink, struct link_config *link,
	const struct link_info *info, struct failure *failure)
{
	if (link->link_local.length == 0)
		link->link_local = ip_link_local_of(&info->mac);
	return address_add(netlink, info->index, info->name, &link->link_local, failure);
}

/*
 * The kernel gives an IPv6 address its local route, without which nothing can reach it, from a
 * worker of its own: nearly always before this looks, but a busy machine may take its time.
 */
static int wait_for_local(struct netlink *netlink, const struct link_config *link,
	const struct ip_address *address, struct failure *failure)
{
	struct patience patience = patience_for(PATIENCE_MS, ROUTE_PAUSE_US);
	char text[IP_TEXT_SIZE];
	int is_local;

	while ((is_local = route_is_local(netlink, address, link->index, failure)) == 0) {
		if (!patience_wait(&patience))
			return fail(failure, ETIMEDOUT, "local route of %s on '%s'",
				ip_format(address, text), link->name);
	}
	return is_local < 0 ? -1 : 0;
}

/*
 * An address of an ipvlan is unique over all namespaces of its parent. That of a run that is over
 * is in use until the kernel has taken its namespace apart, as in bring_up().
 */
static int add_address(struct netlink *netlink, const struct link_info *info,
	const struct ip_prefix *address, struct failure *failure)
{
	struct patience patience = patience_for(PATIENCE_MS, MAC_PAUSE_US);

	while (address_add(netlink, info->index, info->name, address, failure) < 0) {
		if (failure->code != EADDRINUSE || !patience_wait(&patience))
			return -1;
	}
	return 0;
}

static int add_addresses(struct netlink *netlink, struct link_config *link,
	const struct link_info *info, bool ipv6, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (add_address(netlink, info, &link->addresses[i], failure) < 0)
			return -1;
	}
	if (!ipv6 || !link->wants_link_local)
		return 0;
	return add_link_local(netlink, link, info, failure);
}

static int take_name(struct netlink *netlink, const struct link_config *link,
	struct link_info *info, struct failure *failure)
{
	if (strcmp(info->name, link->name) == 0)
		return 0;
	if (link_rename(netlink, info->index, link->name, failure) < 0)
		return -1;
	memcpy(info->name, link->name, sizeof(info->name));
	return 0;
}

/* What a link has before it is up. */
static int configure_link(struct netlink *netlink, struct link_config *link, const char *created,
	bool ipv6, struct failure *failure)
{
	struct link_info info;

	if (link_find(netlink, created, &info, failure) < 0 ||
		take_name(netlink, link, &info, failure) < 0)
		return -1;
	ipv6 = ipv6 && info.mtu >= IPV6_LEAST_MTU;
	if (link_settle(netlink, info.index, ipv6, failure) < 0 ||
		(ipv6 && sysctls_settle_link(info.name, failure) < 0))
		return -1;
	link->index = info.index;
	return add_addresses(netlink, link, &info, ipv6, failure);
}

static int add_routes(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	for (size_t i = 0; i < link->route_count; i++) {
		if (route_add(netlink, link->index, link->name, &link->routes[i], failure) < 0)
			return -1;
	}
	return 0;
}

static int wait_until_ready(
	struct netlink *netlink, const struct link_config *link, bool ipv6, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count; i++) {
		const struct ip_address *address = &link->addresses[i].address;

		if (address->family == AF_INET6 &&
			wait_for_local(netlink, link, address, failure) < 0)
			return -1;
	}
	if (!ipv6 || !link->wants_link_local || link->link_local.length == 0)
		return 0;
	return wait_for_local(netlink, link, &link->link_local.address, failure);
}

/* What the parent has to do with it can be seen on the host only, and is explained there. */
static int blame(struct failure *failure, size_t number)
{
	failure->link = (int)number + 1;
	return -1;
}

int network_configure(struct netlink *netlink, struct link_config *links, size_t count,
	char (*created)[IFNAMSIZ], struct failure *failure)
{
	bool ipv6 = sysctls_have_ipv6();

	for (size_t i = 0; i < count; i++) {
		if (configure_link(netlink, &links[i], created[i], ipv6, failure) < 0)
			return failure->code == EADDRINUSE ? blame(failure, i) : -1;
		if (bring_up(netlink, &links[i], failure) < 0)
			return blame(failure, i);
		if (link_take_mode(netlink, &links[i], failure) < 0 ||
			add_routes(netlink, &links[i], failure) < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++) {
		if (wait_until_ready(netlink, &links[i], ipv6, failure) < 0)
			return -1;
	}
	return 0;
}
