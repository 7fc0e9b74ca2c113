/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "../netsetup/kinds.h"

enum { DEFAULT_GRACE_MS = 2000 };

void plan_start(struct plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	plan->grace_ms = DEFAULT_GRACE_MS;
}

int plan_family(sa_family_t family)
{
	return family == AF_INET ? FAMILY_IPV4 : FAMILY_IPV6;
}

void plan_link_name(const struct plan *plan, size_t number, char name[IFNAMSIZ])
{
	if (plan->links[number].name != NULL)
		snprintf(name, IFNAMSIZ, "%s", plan->links[number].name);
	else
		snprintf(name, IFNAMSIZ, "eth%zu", number);
}

static int check_names(const struct plan *plan, struct failure *failure)
{
	char names[PLAN_MAX_LINKS][IFNAMSIZ];

	for (size_t i = 0; i < plan->link_count; i++) {
		plan_link_name(plan, i, names[i]);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(names[i], names[j]) == 0)
				return fail(failure, 0,
					"--ifname %s: two links cannot have one name: give each "
					"its own",
					names[i]);
		}
	}
	return 0;
}

static bool has_address(const struct link_request *link, size_t count, const struct ip_address *ip)
{
	for (size_t i = 0; i < count; i++) {
		if (ip_equal(&link->addresses[i].address, ip))
			return true;
	}
	return false;
}

/* Whether the address number position of link number is given before, on this or another link. */
static bool is_repeated(const struct plan *plan, size_t number, size_t position)
{
	const struct ip_address *ip = &plan->links[number].addresses[position].address;

	for (size_t i = 0; i < number; i++) {
		if (has_address(&plan->links[i], plan->links[i].address_count, ip))
			return true;
	}
	return has_address(&plan->links[number], position, ip);
}

static int check_addresses(const struct plan *plan, size_t number, struct failure *failure)
{
	const struct link_request *link = &plan->links[number];
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < link->address_count; i++) {
		const struct ip_prefix *prefix = &link->addresses[i];

		ip_prefix_format(prefix, text);
		if (is_repeated(plan, number, i))
			return fail(failure, 0,
				"--ip %s: the address is given twice: leave one of them out", text);
		if (prefix->address.family == AF_INET6 && link->mtu != 0 &&
			link->mtu < IPV6_LEAST_MTU)
			return fail(failure, 0,
				"--mtu %u: IPv6 needs at least %d: leave out --ip %s, or the --mtu",
				link->mtu, IPV6_LEAST_MTU, text);
	}
	return 0;
}

static bool has_family(const struct link_request *link, sa_family_t family)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (link->addresses[i].address.family == family)
			return true;
	}
	return false;
}

static bool routes_default(const struct link_request *link, sa_family_t family)
{
	for (size_t i = 0; i < link->route_count; i++) {
		if (link->routes[i].destination.length == 0 &&
			link->routes[i].destination.address.family == family)
			return true;
	}
	return false;
}

bool plan_asks_for_default(const struct link_request *link, sa_family_t family)
{
	return link->gateways[plan_family(family)].choice == GATEWAY_GIVEN ||
		routes_default(link, family);
}

static int check_gateways(const struct link_request *link, struct failure *failure)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct gateway_request *gateway = &link->gateways[i];
		char text[IP_TEXT_SIZE];

		if (gateway->choice != GATEWAY_GIVEN)
			continue;
		ip_format(&gateway->address, text);
		if (!has_family(link, gateway->address.family))
			return fail(failure, 0,
				"--gateway %s: the link has no IPv%d address: give it one with --ip",
				text, i == FAMILY_IPV4 ? 4 : 6);
		if (has_address(link, link->address_count, &gateway->address))
			return fail(failure, 0,
				"--gateway %s: this is the link's own --ip: name the router's",
				text);
		if (routes_default(link, gateway->address.family))
			return fail(failure, 0,
				"--gateway %s: a --route is the default route already: leave one of "
				"them out",
				text);
	}
	return 0;
}

static int check_mac(const struct link_request *link, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(link->kind);

	if (link->mac_choice == MAC_BY_RULE || kind->has_own_mac(link->mode))
		return 0;
	return fail(failure, 0, "--mac: a %s in mode %s has its parent's address: leave --mac out",
		kind->name, link_mode_name(link->kind, link->mode));
}

static int check_take_parent(const struct link_request *link, struct failure *failure)
{
	if (!link->take_parent || link_kind(link->kind)->takes_parent(link->mode))
		return 0;
	return fail(failure, 0,
		"--take-parent: a %s in mode %s takes nothing from the host: leave it out",
		link_kind(link->kind)->name, link_mode_name(link->kind, link->mode));
}

int plan_check(const struct plan *plan, struct failure *failure)
{
	if (plan->command == NULL || plan->command[0] == NULL)
		return fail(failure, 0, "no command: end the line with one, as in nsrun %s-- sh",
			plan->link_count != 0 ? "--macvlan eth0 " : "");
	if (check_names(plan, failure) < 0)
		return -1;
	for (size_t i = 0; i < plan->link_count; i++) {
		if (check_addresses(plan, i, failure) < 0 ||
			check_gateways(&plan->links[i], failure) < 0 ||
			check_mac(&plan->links[i], failure) < 0 ||
			check_take_parent(&plan->links[i], failure) < 0)
			return -1;
	}
	return 0;
}
