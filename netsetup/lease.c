/* SPDX-License-Identifier: MIT */
#include "lease.h"

#include <errno.h>

#include "addresses.h"
#include "routes.h"

/* Behind those that somebody gave; no two links have the same. dhcpcd has it so, too. */
enum { FIRST_METRIC = 1000 };

/* The route as it is made: only a default route can be unwanted, and have a metric given. */
static bool is_wanted(const struct link_config *link, const struct lease *lease, size_t number,
	struct route *route)
{
	*route = lease->routes[number];
	if (route->destination.length == 0 && !link->dhcp_default)
		return false;
	route->metric = route->destination.length == 0 && link->default_metric != 0
		? link->default_metric
		: FIRST_METRIC + (unsigned)link->made.index;
	route->source = lease->address.address;
	route->onlink = route->gateway.family != AF_UNSPEC &&
		!ip_prefix_contains(&lease->address, &route->gateway);
	return true;
}

static bool is_same_route(const struct route *one, const struct route *other)
{
	return one->destination.length == other->destination.length &&
		ip_equal(&one->destination.address, &other->destination.address) &&
		ip_equal(&one->gateway, &other->gateway);
}

static bool is_same(const struct lease *one, const struct lease *other)
{
	if (!ip_equal(&one->address.address, &other->address.address) ||
		one->address.length != other->address.length ||
		one->route_count != other->route_count)
		return false;
	for (size_t i = 0; i < one->route_count; i++) {
		if (!is_same_route(&one->routes[i], &other->routes[i]))
			return false;
	}
	return true;
}

static int add_routes(struct netlink *netlink, const struct link_config *link,
	const struct lease *lease, struct failure *failure)
{
	struct route route;

	for (size_t i = 0; i < lease->route_count; i++) {
		if (is_wanted(link, lease, i, &route) &&
			route_add(netlink, link->made.index, link->name, &route, failure) < 0 &&
			failure->code != EEXIST)
			return -1;
	}
	return 0;
}

int lease_apply(struct netlink *netlink, const struct link_config *link, const struct lease *old,
	const struct lease *new, struct failure *failure)
{
	bool stays = is_same(old, new);

	if (!stays)
		lease_withdraw(netlink, link, old);
	if (address_lend(netlink, link->made.index, link->name, &new->address, new->seconds,
		    failure) < 0)
		return -1;
	return stays ? 0 : add_routes(netlink, link, new, failure);
}

void lease_withdraw(
	struct netlink *netlink, const struct link_config *link, const struct lease *lease)
{
	struct route route;

	if (lease->address.address.family == AF_UNSPEC)
		return;
	for (size_t i = 0; i < lease->route_count; i++) {
		if (is_wanted(link, lease, i, &route))
			route_remove(netlink, link->made.index, link->name, &route);
	}
	address_remove(netlink, link->made.index, &lease->address);
}
