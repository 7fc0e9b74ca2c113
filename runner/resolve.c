/* SPDX-License-Identifier: MIT */
#include "resolve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/addresses.h"
#include "../netsetup/host.h"
#include "../netsetup/kinds.h"
#include "../netsetup/routes.h"
#include "../netsetup/sysctls.h"
#include "macs.h"
#include "networks/membership.h"
#include "networks/pool.h"
#include "place.h"
#include "say.h"

/* An address of the host would be taken from it: its neighbours would send to the command. */
static int check_not_local(struct netlink *netlink, const char *option,
	const struct ip_address *address, const char *advice, struct failure *failure)
{
	char text[IP_TEXT_SIZE];
	int local = route_is_local(netlink, address, 0, failure);

	if (local <= 0)
		return local;
	fail(failure, 0, "%s %s: this is an address of this host", option,
		ip_format(address, text));
	return fail_advise(failure, "%s", advice);
}

/* An interface that is moved in takes its own addresses away from the host in any case. */
static bool comes_with(
	struct netlink *netlink, const struct link_config *link, const struct ip_address *address)
{
	return link_kind(link->kind)->is_moved &&
		address_is_on(netlink, link->parent_index, address);
}

static int resolve_addresses(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct failure *failure)
{
	for (size_t i = 0; i < request->address_count; i++) {
		const struct ip_prefix *prefix = &request->addresses[i];

		if (!comes_with(netlink, link, &prefix->address) &&
			check_not_local(
				netlink, "--ip", &prefix->address, "choose another", failure) < 0)
			return -1;
		link->addresses[link->address_count++] = *prefix;
	}
	return 0;
}

/* After those that were asked for: the link has them first in whatever lists its addresses. */
static int lease_addresses(const struct pool *pool, const struct link_request *request,
	struct link_config *link, struct failure *failure)
{
	static const sa_family_t families[FAMILY_COUNT] = { AF_INET, AF_INET6 };

	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (!request->leases[i])
			continue;
		if (pool_lease(pool, request->network, families[i], link,
			    &link->addresses[link->address_count], failure) < 0)
			return -1;
		link->address_count++;
	}
	return 0;
}

static bool is_on_link(const struct link_config *link, const struct ip_address *address)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (ip_prefix_contains(&link->addresses[i], address))
			return true;
	}
	return ip_is_link_local(address);
}

static void add_route(struct link_config *link, const struct route *asked)
{
	struct route *route = &link->routes[link->route_count++];

	*route = *asked;
	route->onlink = route->gateway.family != AF_UNSPEC && !is_on_link(link, &route->gateway);
}

/* gateway NULL: straight out of the link. */
static void add_default_route(struct link_config *link, sa_family_t family,
	const struct ip_address *gateway, unsigned metric)
{
	struct route route = { .destination.address.family = family, .metric = metric };

	if (gateway != NULL)
		route.gateway = *gateway;

	add_route(link, &route);
}

static bool has_default_route(const struct link_config *link, sa_family_t family)
{
	for (size_t i = 0; i < link->route_count; i++) {
		if (link->routes[i].destination.length == 0 &&
			link->routes[i].destination.address.family == family)
			return true;
	}
	return false;
}

/* Whether a link before the last one has a default route of the family, or any other asks for one. */
static bool is_taken(
	const struct plan *plan, const struct link_config *links, size_t last, sa_family_t family)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (i < last && has_default_route(&links[i], family))
			return true;
		if (i != last && plan_asks_for_default(&plan->links[i], family))
			return true;
	}
	return false;
}

/* The host is a router for what is on its own bridge, and out of reach for all other links. */
static int check_gateway(struct netlink *netlink, const struct link_config *link,
	const struct ip_address *gateway, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	char advice[96];

	if (kind->has_host_end)
		return 0;
	snprintf(advice, sizeof(advice), "%s cannot reach its own host; name the router's",
		kind->title);
	return check_not_local(netlink, "--gateway", gateway, advice, failure);
}

/*
 * A named network's gateway serves its links. Else the host's own serves a link on the same wire when
 * it lies in a net of the link. Nothing is guessed beyond that. It yields to a default route that another link is given, and a second
 * link does not take it again: the first has it. A link with a --metric does not yield: who gives
 * one wants its default route. A link without neighbours is the default route itself.
 */
static int add_gateway_by_rule(struct netlink *netlink, const struct plan *plan,
	struct link_config *links, size_t last, sa_family_t family, struct failure *failure)
{
	struct link_config *link = &links[last];
	const struct ip_address *gateway = membership_gateway(&plan->links[last], link, family);
	struct default_route host;
	int found;

	if (!link_has_family(link, family) || plan_leaves_default(&plan->links[last], family))
		return 0;
	if (plan->links[last].metric == 0 && is_taken(plan, links, last, family))
		return 0;
	if (link_kind(link->kind)->is_default_route(link->mode)) {
		add_default_route(link, family, NULL, plan->links[last].metric);
		return 0;
	}
	if (gateway != NULL) {
		add_default_route(link, family, gateway, plan->links[last].metric);
		return check_gateway(netlink, link, gateway, failure);
	}
	/* The host has no route through a sub-interface that is not there yet. */
	if (link->parent_index == 0)
		return 0;
	found = route_default(netlink, family, link->parent_index, &host, failure);
	if (found <= 0)
		return found;
	if (host.gateway.family == family && !ip_is_link_local(&host.gateway) &&
		is_on_link(link, &host.gateway))
		add_default_route(link, family, &host.gateway, plan->links[last].metric);
	return 0;
}

static int check_metric(
	const struct link_request *request, const struct link_config *link, struct failure *failure)
{
	if (request->metric == 0 || has_default_route(link, AF_INET) ||
		has_default_route(link, AF_INET6) || link->dhcp_default || link->slaac_default)
		return 0;
	return fail(failure, 0,
		"--metric %u: '%s' has no default route that could have it: give it a --gateway",
		request->metric, link->name);
}

static int resolve_gateways(struct netlink *netlink, const struct plan *plan,
	struct link_config *links, size_t last, struct failure *failure)
{
	static const sa_family_t families[FAMILY_COUNT] = { AF_INET, AF_INET6 };
	const struct link_request *request = &plan->links[last];

	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct gateway_request *gateway = &request->gateways[i];

		if (gateway->choice == GATEWAY_NONE)
			continue;
		if (gateway->choice == GATEWAY_OF_HOST) {
			if (has_default_route(&links[last], families[i]))
				continue;
			if (add_gateway_by_rule(netlink, plan, links, last, families[i], failure) <
				0)
				return -1;
			continue;
		}
		if (check_gateway(netlink, &links[last], &gateway->address, failure) < 0)
			return -1;
		add_default_route(&links[last], families[i], &gateway->address, request->metric);
	}
	return check_metric(request, &links[last], failure);
}

static int check_metrics(const struct link_config *links, size_t last, struct failure *failure)
{
	for (size_t i = 0; i < links[last].route_count; i++) {
		const struct route *route = &links[last].routes[i];

		for (size_t j = 0; j < last; j++) {
			for (size_t k = 0; k < links[j].route_count; k++) {
				const struct route *other = &links[j].routes[k];

				if (route->destination.length != 0 ||
					other->destination.length != 0 ||
					route->metric != other->metric ||
					route->destination.address.family !=
						other->destination.address.family)
					continue;
				return fail(failure, 0,
					"--gateway: two links have a default route with one metric: "
					"give each its own --metric, or one --gateway none");
			}
		}
	}
	return 0;
}

/* Two links of one command on one parent cannot have one MAC address. */
static int check_macs(const struct link_config *links, size_t last, struct failure *failure)
{
	char text[MAC_TEXT_SIZE];

	for (size_t i = 0; i < last; i++) {
		if (links[i].has_mac && links[last].has_mac && links[i].segment[0] != '\0' &&
			strcmp(links[i].segment, links[last].segment) == 0 &&
			mac_equal(&links[i].mac, &links[last].mac))
			return fail(failure, 0,
				"--mac %s: two links on %s cannot have one address: give each its "
				"own",
				mac_format(&links[i].mac, text), links[i].parent);
	}
	return 0;
}

/* What the network gives is known when it has: what is decided here is what is taken of it. */
static int resolve_automatic(const struct link_request *request, struct link_config *link,
	unsigned mtu, struct failure *failure)
{
	link->dhcp = request->dhcp;
	link->slaac = request->slaac;
	link->dhcp_default = plan_leaves_default(request, AF_INET);
	link->slaac_default = plan_leaves_default(request, AF_INET6);
	link->default_metric = request->metric;
	if (!request->slaac)
		return 0;
	if (!sysctls_have_ipv6())
		return fail(failure, 0,
			"--ip slaac: this kernel has no IPv6: boot it without ipv6.disable=1");
	if (mtu < IPV6_LEAST_MTU)
		return fail(failure, 0,
			"--ip slaac: the MTU %u of '%s' is too small for IPv6: it needs at least %d",
			mtu, link->parent, IPV6_LEAST_MTU);
	return 0;
}

/* Of a kernel that was booted with ipv6.disable=1. A --gateway has an --ip of its family beside it. */
static int check_ipv6(const struct link_request *request, struct failure *failure)
{
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < request->address_count; i++) {
		if (request->addresses[i].address.family == AF_INET6 && !sysctls_have_ipv6())
			return fail(failure, 0, "--ip %s: this kernel has no IPv6",
				ip_prefix_format(&request->addresses[i], text));
	}
	if (request->leases[FAMILY_IPV6] && !sysctls_have_ipv6())
		return fail(failure, 0,
			"--network %s: it has an IPv6 subnet, and this kernel has no IPv6: make it "
			"without",
			request->network_name);
	for (size_t i = 0; i < request->route_count; i++) {
		if (request->routes[i].destination.address.family == AF_INET6 &&
			!sysctls_have_ipv6())
			return fail(failure, 0, "--route %s: this kernel has no IPv6",
				ip_prefix_format(&request->routes[i].destination, text));
	}
	return 0;
}

/* A link that is to be without IPv6 has no address of its own making; one that was given is a mistake. */
static int heed_sysctls(const struct plan *plan, struct link_config *link, struct failure *failure)
{
	char text[PREFIX_TEXT_SIZE];

	if (!sysctls_turn_off_ipv6(&plan->sysctls, link->name))
		return 0;
	link->wants_link_local = false;
	for (size_t i = 0; i < link->address_count; i++) {
		if (link->addresses[i].address.family == AF_INET6)
			return fail(failure, 0,
				"--ip %s: a --sysctl turns IPv6 off on '%s': leave one of them out",
				ip_prefix_format(&link->addresses[i], text), link->name);
	}
	if (link->slaac)
		return fail(failure, 0,
			"--ip slaac: a --sysctl turns IPv6 off on '%s': leave one of them out",
			link->name);
	return 0;
}

static int resolve_link(struct netlink *netlink, const struct plan *plan, const struct pool *pool,
	struct link_config *links, size_t number, struct failure *failure)
{
	const struct link_request *request = &plan->links[number];
	struct link_config *link = &links[number];
	struct link_info below;
	unsigned mtu;

	memset(link, 0, sizeof(*link));
	link->kind = request->kind;
	link->mode = request->mode;
	link->flags = request->flags;
	link->mtu = request->mtu;
	link->host_access = request->host_access;
	link->probe = request->probe;
	link->probe_socket = -1;
	link->macvlan = request->macvlan;
	link->shaping = request->shaping;
	plan_link_name(plan, number, link->name);
	if (check_ipv6(request, failure) < 0 ||
		place_link(netlink, request, link, &below, failure) < 0 ||
		resolve_addresses(netlink, request, link, failure) < 0 ||
		lease_addresses(pool, request, link, failure) < 0 ||
		macs_resolve(plan, number, link, failure) < 0)
		return -1;
	mtu = link->mtu != 0 ? link->mtu : below.mtu;
	shaping_settle(&link->shaping, mtu);
	if (resolve_automatic(request, link, mtu, failure) < 0 ||
		macs_resolve_link_local(link, mtu, failure) < 0 ||
		heed_sysctls(plan, link, failure) < 0)
		return -1;
	for (size_t i = 0; i < request->route_count; i++) {
		add_route(link, &request->routes[i]);
		if (request->routes[i].destination.length == 0)
			link->routes[i].metric = request->metric;
	}
	if (resolve_gateways(netlink, plan, links, number, failure) < 0)
		return -1;
	return host_check_parent(netlink, link, &below, request->take_parent, failure);
}

/* Nor can one of them take a parent that another is on. */
static int check_alone(const struct link_config *links, size_t last, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	for (size_t i = 0; i < last; i++) {
		if (links[last].segment[0] == '\0' ||
			strcmp(links[i].segment, links[last].segment) != 0)
			continue;
		if (link_kind(links[i].kind)->takes_parent(links[i].mode) ||
			link_kind(links[last].kind)->takes_parent(links[last].mode))
			return fail(failure, 0,
				"%s: a link that takes its parent for itself must be the only one "
				"there: give each its own parent",
				link_title(&links[last], title));
	}
	return 0;
}

/* Whether it is that Ethernet, or a VLAN on it. */
static bool is_within(const char *segment, const char *other)
{
	size_t length = strlen(other);

	return strncmp(segment, other, length) == 0 &&
		(segment[length] == '\0' || segment[length] == '.');
}

/* A VLAN that is a link itself goes to the command: no other link can be on it. */
static int check_vlan(
	const struct link_config *vlan, const struct link_config *other, struct failure *failure)
{
	if (vlan->kind != LINK_VLAN || !is_within(other->segment, vlan->segment))
		return 0;
	return fail(failure, 0,
		"--vlan %s.%u: another link of this command is on that VLAN: use --macvlan %s.%u "
		"for each",
		vlan->parent, vlan->tag.id, vlan->parent, vlan->tag.id);
}

static int check_vlans(const struct link_config *links, size_t last, struct failure *failure)
{
	for (size_t i = 0; i < last; i++) {
		if (check_vlan(&links[i], &links[last], failure) < 0 ||
			check_vlan(&links[last], &links[i], failure) < 0)
			return -1;
	}
	return 0;
}

/*
 * Without neighbours a link answers no ARP request: who is in the same net as the parent asks for
 * the address on the wire, and gets none.
 */
static int warn_of_silence(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	if (!link_kind(link->kind)->is_default_route(link->mode) || link->parent_index == 0)
		return 0;
	for (size_t i = 0; i < link->address_count; i++) {
		const struct ip_address *address = &link->addresses[i].address;
		char text[IP_TEXT_SIZE];
		int found = route_is_direct(netlink, address, link->parent_index, failure);

		if (found < 0)
			return -1;
		if (found)
			say_warning(
				"--ip %s: it lies in %s's own net, where nobody answers ARP requests "
				"for a link in mode %s: it gets no replies; choose another net, and "
				"route it to this host",
				ip_format(address, text), link->parent,
				link_mode_name(link->kind, link->mode));
	}
	return 0;
}

int resolve_links(struct netlink *netlink, const struct plan *plan, const struct pool *pool,
	struct link_config *links, struct failure *failure)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		if (resolve_link(netlink, plan, pool, links, i, failure) < 0 ||
			check_metrics(links, i, failure) < 0 || check_macs(links, i, failure) < 0 ||
			check_alone(links, i, failure) < 0 || check_vlans(links, i, failure) < 0 ||
			warn_of_silence(netlink, &links[i], failure) < 0)
			return -1;
	}
	return 0;
}
