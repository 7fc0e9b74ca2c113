/* SPDX-License-Identifier: MIT */
#include "linksetters.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"
#include "../netsetup/vlan.h"
#include "numbers.h"

enum {
	LEAST_MTU = 68, /* RFC 791 */
	GREATEST_MTU = 65535,
};

/* What a network says of all its links no single one can have otherwise. */
static int refuse_of_network(const struct option_use *use, struct failure *failure)
{
	if (use->link->network_name == NULL)
		return 0;
	return fail(failure, 0,
		"--%s %s: network '%s' says it for all its links: leave it out, or make a network "
		"with it",
		use->option->name, use->value, use->link->network_name);
}

int set_vlan_protocol(const struct option_use *use, struct failure *failure)
{
	if (refuse_of_network(use, failure) < 0)
		return -1;
	if (strcasecmp(use->value, "802.1Q") == 0)
		use->link->vlan_protocol = VLAN_8021Q;
	else if (strcasecmp(use->value, "802.1ad") == 0)
		use->link->vlan_protocol = VLAN_8021AD;
	else
		return fail(
			failure, 0, "--vlan-protocol %s: must be 802.1Q or 802.1ad", use->value);
	return 0;
}

static int advise_choices(const struct link_choice *choices, struct failure *failure)
{
	char names[LINK_CHOICES_SIZE];

	return fail_advise(failure, "it has %s", link_choice_names(choices, names));
}

int set_mode(const struct option_use *use, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(use->link->kind);
	int flag;

	if (refuse_of_network(use, failure) < 0)
		return -1;
	if (kind->modes[0].name == NULL)
		return fail(failure, 0, "--mode %s: %s has no modes: leave --mode out", use->value,
			kind->title);
	if (link_choice_by_name(kind->modes, use->value, &use->link->mode) == 0)
		return 0;
	fail(failure, 0, "--mode %s: %s has no such mode", use->value, kind->title);
	if (link_choice_by_name(kind->flags, use->value, &flag) == 0)
		return fail_advise(failure, "it is a flag there; use --flag %s", use->value);
	return advise_choices(kind->modes, failure);
}

int set_flag(const struct option_use *use, struct failure *failure)
{
	struct link_request *link = use->link;
	const struct link_kind_entry *kind = link_kind(link->kind);
	int flag, mode;

	if (refuse_of_network(use, failure) < 0)
		return -1;
	if (kind->flags[0].name == NULL)
		return fail(failure, 0, "--flag %s: %s has no flags: leave --flag out", use->value,
			kind->title);
	if (link_choice_by_name(kind->flags, use->value, &flag) < 0) {
		fail(failure, 0, "--flag %s: %s has no such flag", use->value, kind->title);
		if (link_choice_by_name(kind->modes, use->value, &mode) == 0)
			return fail_advise(
				failure, "it is a mode there; use --mode %s", use->value);
		return advise_choices(kind->flags, failure);
	}
	if (link->flags_given && !kind->flags_add_up)
		return fail(failure, 0, "--flag %s: another --flag is given: leave out one of them",
			use->value);
	link->flags_given = true;
	link->flags |= flag;
	return 0;
}

/* Whether the host bits of an IPv4 prefix say "the net" or "all hosts of it" and not a host. */
static int check_host_bits(
	const char *text, const struct ip_prefix *prefix, struct failure *failure)
{
	const char *why = ip_prefix_refuses(prefix, &prefix->address);

	return why == NULL ? 0 : fail(failure, 0, "--ip %s: %s: give a host's", text, why);
}

static int check_unicast(
	const struct option_use *use, const struct ip_address *address, struct failure *failure)
{
	const char *what = ip_is_unspecified(address) ? "the unspecified address"
		: ip_is_loopback(address)             ? "a loopback address"
		: ip_is_multicast(address)            ? "a multicast or broadcast address"
						      : NULL;

	if (what == NULL)
		return 0;
	return fail(failure, 0, "--%s %s: this is %s: give a host's", use->option->name, use->value,
		what);
}

/* One of the words for addresses that come from the network. */
static int set_automatic(const struct option_use *use, bool *choice, struct failure *failure)
{
	if (*choice)
		return fail(failure, 0, "--ip %s: given twice: leave one of them out", use->value);
	*choice = true;
	return 0;
}

/* On a network the length is that of its subnet, if it has one: length 0 until that is known. */
static int read_address(
	const struct option_use *use, struct ip_prefix *prefix, struct failure *failure)
{
	if (use->link->network_name != NULL && ip_parse(use->value, &prefix->address) == 0) {
		prefix->length = 0;
		return 0;
	}
	return ip_prefix_parse("--ip", use->value, 1, prefix, failure);
}

int set_ip(const struct option_use *use, struct failure *failure)
{
	struct link_request *link = use->link;
	struct ip_prefix prefix;

	if (strcmp(use->value, "dhcp") == 0)
		return set_automatic(use, &link->dhcp, failure);
	if (strcmp(use->value, "slaac") == 0)
		return set_automatic(use, &link->slaac, failure);
	if (read_address(use, &prefix, failure) < 0 ||
		check_unicast(use, &prefix.address, failure) < 0 ||
		check_host_bits(use->value, &prefix, failure) < 0)
		return -1;
	if (link->address_count == LINK_MAX_ADDRESSES)
		return fail(failure, 0, "--ip %s: more than %d addresses: a link can have no more",
			use->value, LINK_MAX_ADDRESSES);
	link->addresses[link->address_count++] = prefix;
	return 0;
}

static int set_no_gateway(struct link_request *link, struct failure *failure)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (link->gateways[i].choice == GATEWAY_GIVEN)
			return fail(failure, 0,
				"--gateway none: another --gateway is given: leave out one of them");
		link->gateways[i].choice = GATEWAY_NONE;
	}
	return 0;
}

int set_gateway(const struct option_use *use, struct failure *failure)
{
	struct gateway_request *gateway;
	struct ip_address address;

	if (strcmp(use->value, "none") == 0)
		return set_no_gateway(use->link, failure);
	if (ip_parse(use->value, &address) < 0)
		return fail(failure, 0,
			"--gateway %s: not an IPv4 or IPv6 address: give one without a length, or "
			"none",
			use->value);
	if (check_unicast(use, &address, failure) < 0)
		return -1;
	gateway = &use->link->gateways[plan_family(address.family)];
	if (gateway->choice != GATEWAY_OF_HOST)
		return fail(failure, 0,
			"--gateway %s: another --gateway is given: leave out one of them",
			use->value);
	gateway->choice = GATEWAY_GIVEN;
	gateway->address = address;
	return 0;
}

/* Reads the address behind the comma of a route, of the family of its prefix. */
static int parse_hop(const struct option_use *use, const char *text, struct route *route,
	struct failure *failure)
{
	if (ip_parse(text, &route->gateway) < 0)
		return fail(failure, 0,
			"--route %s: '%s' is not an IPv4 or IPv6 address: write PREFIX,ADDRESS",
			use->value, text);
	if (route->gateway.family != route->destination.address.family)
		return fail(failure, 0,
			"--route %s: the prefix and the address are of two families: both must be "
			"IPv4, or both IPv6",
			use->value);
	return check_unicast(use, &route->gateway, failure);
}

static int check_network(
	const struct option_use *use, const struct ip_prefix *prefix, struct failure *failure)
{
	struct ip_prefix network = { ip_prefix_network(prefix), prefix->length };
	char text[PREFIX_TEXT_SIZE];

	if (ip_equal(&network.address, &prefix->address))
		return 0;
	return fail(failure, 0, "--route %s: the prefix has host bits: the net is %s", use->value,
		ip_prefix_format(&network, text));
}

/* As ip route has it. But the default route has an option of its own, with rules of its own. */
static int refuse_default(const struct option_use *use, const char *comma, struct failure *failure)
{
	fail(failure, 0, "--route %s: the default route is what --gateway gives", use->value);
	if (comma != NULL)
		return fail_advise(failure, "write --gateway %s", comma + 1);
	return fail_advise(
		failure, "write --gateway ADDRESS, or --route 0.0.0.0/0 for one without");
}

int set_route(const struct option_use *use, struct failure *failure)
{
	struct link_request *link = use->link;
	struct route route = { 0 };
	const char *comma = strchr(use->value, ',');
	char prefix[PREFIX_TEXT_SIZE + 1] = "";
	size_t size = comma != NULL ? (size_t)(comma - use->value) : strlen(use->value);

	if (size >= sizeof(prefix))
		return fail(failure, 0, "--route %s: not PREFIX or PREFIX,ADDRESS", use->value);
	memcpy(prefix, use->value, size);
	if (strcmp(prefix, "default") == 0)
		return refuse_default(use, comma, failure);
	if (ip_prefix_parse("--route", prefix, 0, &route.destination, failure) < 0 ||
		check_network(use, &route.destination, failure) < 0)
		return -1;
	if (comma != NULL && parse_hop(use, comma + 1, &route, failure) < 0)
		return -1;
	if (link->route_count == ARRAY_SIZE(link->routes))
		return fail(failure, 0, "--route %s: more than %zu routes: a link can have no more",
			use->value, ARRAY_SIZE(link->routes));
	link->routes[link->route_count++] = route;
	return 0;
}

int set_metric(const struct option_use *use, struct failure *failure)
{
	if (number_parse(use->value, 1, UINT32_MAX, &use->link->metric) < 0)
		return fail(failure, 0, "--metric %s: must be a whole number from 1 to %u",
			use->value, UINT32_MAX);
	return 0;
}

int set_mac(const struct option_use *use, struct failure *failure)
{
	static const struct mac_address none;
	struct link_request *link = use->link;

	if (strcmp(use->value, "random") == 0) {
		link->mac_choice = MAC_RANDOM;
		return 0;
	}
	if (mac_parse(use->value, &link->mac) < 0)
		return fail(failure, 0,
			"--mac %s: not a MAC address: write six bytes, as in 02:00:00:00:00:01",
			use->value);
	if (link->mac.bytes[0] & 1)
		return fail(failure, 0,
			"--mac %s: a multicast address: the first byte must be even, as in "
			"02:00:00:00:00:01",
			use->value);
	if (mac_equal(&link->mac, &none))
		return fail(failure, 0, "--mac %s: all zero is no address of a link", use->value);
	link->mac_choice = MAC_GIVEN;
	return 0;
}

int set_mtu(const struct option_use *use, struct failure *failure)
{
	if (number_parse(use->value, LEAST_MTU, GREATEST_MTU, &use->link->mtu) < 0)
		return fail(failure, 0, "--mtu %s: must be a whole number from %d to %d",
			use->value, LEAST_MTU, GREATEST_MTU);
	return 0;
}

/* As dev_valid_name() of the kernel, without names that are templates or mean something else. */
int set_ifname(const struct option_use *use, struct failure *failure)
{
	static const char *const taken[] = { "lo", ".", "..", "all", "default" };
	const char *name = use->value;

	if (strlen(name) >= IFNAMSIZ)
		return fail(failure, 0, "--ifname %s: too long: at most %d characters", name,
			IFNAMSIZ - 1);
	for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
		if (strcmp(name, taken[i]) == 0)
			return fail(failure, 0,
				"--ifname %s: this name is taken by the kernel: choose another",
				name);
	}
	for (const char *letter = name; *letter != '\0'; letter++) {
		if (!isgraph((unsigned char)*letter) || strchr("/:%", *letter) != NULL)
			return fail(failure, 0,
				"--ifname %s: a name has no blank, '/', ':' or '%%' in it", name);
	}
	use->link->name = name;
	return 0;
}

/* One or more addresses with commas between them. */
int set_source_mac(const struct option_use *use, struct failure *failure)
{
	struct macvlan_options *macvlan = &use->link->macvlan;
	const char *rest = use->value;
	size_t size;

	do {
		char address[MAC_TEXT_SIZE] = "";

		size = strcspn(rest, ",");
		if (size < sizeof(address))
			memcpy(address, rest, size);
		if (macvlan->source_count == LINK_MAX_SOURCES)
			return fail(failure, 0, "--source-mac %s: more than %d addresses",
				use->value, LINK_MAX_SOURCES);
		if (mac_parse(address, &macvlan->sources[macvlan->source_count]) < 0)
			return fail(failure, 0,
				"--source-mac %s: not MAC addresses: write six bytes each, as in "
				"02:00:00:00:00:01,02:00:00:00:00:02",
				use->value);
		macvlan->source_count++;
		rest += size + 1;
	} while (rest[-1] == ',');
	return 0;
}

int set_bcqueuelen(const struct option_use *use, struct failure *failure)
{
	if (number_parse(use->value, 1, UINT32_MAX, &use->link->macvlan.broadcast_queue) < 0)
		return fail(failure, 0, "--bcqueuelen %s: must be a whole number from 1 to %u",
			use->value, UINT32_MAX);
	return 0;
}

int set_bclim(const struct option_use *use, struct failure *failure)
{
	unsigned limit = 0;

	if (strcmp(use->value, "-1") != 0 && number_parse(use->value, 0, INT_MAX, &limit) < 0)
		return fail(failure, 0, "--bclim %s: must be a whole number from -1 to %d",
			use->value, INT_MAX);
	use->link->macvlan.broadcast_limit = use->value[0] == '-' ? -1 : (int)limit;
	use->link->macvlan.has_broadcast_limit = true;
	return 0;
}

int set_force(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->link->force = true;
	return 0;
}

int set_host_access(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->link->host_access = true;
	return 0;
}

int set_probe(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->link->probe = true;
	return 0;
}

int set_take_parent(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->link->take_parent = true;
	return 0;
}
