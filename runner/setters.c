/* SPDX-License-Identifier: MIT */
#include "setters.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"

enum {
	LONGEST_HOSTNAME = 64, /* __NEW_UTS_LEN of the kernel */
	LEAST_MTU = 68,        /* RFC 791 */
	GREATEST_MTU = 65535,
};

/* A whole number, decimal digits only, from least to greatest. Returns 0 or -1. */
static int parse_number(
	const char *text, unsigned long least, unsigned long greatest, unsigned *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < least || value > greatest)
		return -1;
	*number = (unsigned)value;
	return 0;
}

static int add_link(const struct option_use *use, enum link_kind kind, struct failure *failure)
{
	struct plan *plan = use->plan;
	struct link_request *link;

	if (plan->link_count == PLAN_MAX_LINKS)
		return fail(failure, 0, "--%s %s: more than %d links: a command can have no more",
			use->option->name, use->value, PLAN_MAX_LINKS);
	link = &plan->links[plan->link_count++];
	link->kind = kind;
	link->parent = use->value;
	link->mode = link_kind(kind)->modes[0].value;
	return 0;
}

int set_macvlan(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_MACVLAN, failure);
}

int set_mode(const struct option_use *use, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(use->link->kind);

	if (link_mode_by_name(use->link->kind, use->value, &use->link->mode) == 0)
		return 0;
	fail(failure, 0, "--mode %s: a %s has no such mode", use->value, kind->name);
	fail_advise(failure, "it has %s", kind->modes[0].name);
	for (const struct link_mode *mode = kind->modes + 1; mode->name != NULL; mode++) {
		strncat(failure->text, mode[1].name != NULL ? ", " : " and ",
			sizeof(failure->text) - strlen(failure->text) - 1);
		strncat(failure->text, mode->name,
			sizeof(failure->text) - strlen(failure->text) - 1);
	}
	return -1;
}

/* Whether the host bits of an IPv4 prefix say "the net" or "all hosts of it" and not a host. */
static int check_host_bits(
	const char *text, const struct ip_prefix *prefix, struct failure *failure)
{
	struct ip_address network = ip_prefix_network(prefix);
	struct ip_address broadcast = ip_prefix_broadcast(prefix);

	if (prefix->address.family != AF_INET || prefix->length > 30)
		return 0;
	if (ip_equal(&prefix->address, &network))
		return fail(failure, 0,
			"--ip %s: this is the address of the net itself: give a host's", text);
	if (ip_equal(&prefix->address, &broadcast))
		return fail(failure, 0,
			"--ip %s: this is the broadcast address of the net: give a host's", text);
	return 0;
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

int set_ip(const struct option_use *use, struct failure *failure)
{
	struct link_request *link = use->link;
	struct ip_prefix prefix;

	if (ip_prefix_parse("--ip", use->value, 1, &prefix, failure) < 0 ||
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
	if (parse_number(use->value, 1, UINT32_MAX, &use->link->metric) < 0)
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
	if (parse_number(use->value, LEAST_MTU, GREATEST_MTU, &use->link->mtu) < 0)
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

int set_take_parent(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->link->take_parent = true;
	return 0;
}

/* RFC 1123, section 2.1, with the underscore that people use. */
int set_hostname(const struct option_use *use, struct failure *failure)
{
	const char *name = use->value;

	if (strlen(name) > LONGEST_HOSTNAME)
		return fail(failure, 0, "--hostname %s: too long: at most %d characters", name,
			LONGEST_HOSTNAME);
	for (const char *letter = name; *letter != '\0'; letter++) {
		if (!isalnum((unsigned char)*letter) && strchr("-._", *letter) == NULL)
			return fail(failure, 0,
				"--hostname %s: must be of letters, digits, '-', '.' and '_'",
				name);
	}
	use->plan->hostname = name;
	return 0;
}

int set_sys(const struct option_use *use, struct failure *failure)
{
	if (strcmp(use->value, "keep") != 0)
		return fail(failure, 0, "--sys %s: the one choice is keep", use->value);
	use->plan->keep_sys = true;
	return 0;
}

int set_keep_fd(const struct option_use *use, struct failure *failure)
{
	struct plan *plan = use->plan;
	unsigned number;

	if (parse_number(use->value, 0, INT_MAX, &number) < 0)
		return fail(failure, 0, "--keep-fd %s: must be the number of an open descriptor",
			use->value);
	if (plan->kept_fd_count == PLAN_MAX_KEPT_FDS)
		return fail(failure, 0, "--keep-fd %s: more than %d descriptors", use->value,
			PLAN_MAX_KEPT_FDS);
	plan->kept_fds[plan->kept_fd_count++] = (int)number;
	return 0;
}

/* A number with a fraction, and a unit: ms, s (also when there is none), m or h. */
static int parse_time(const char *text, unsigned *milliseconds)
{
	static const struct {
		const char *name;
		double milliseconds;
	} units[] = { { "", 1e3 }, { "ms", 1 }, { "s", 1e3 }, { "m", 60e3 }, { "h", 3600e3 } };
	char *end;
	double value;

	if (!isdigit((unsigned char)text[0]) && text[0] != '.')
		return -1;
	if (text[strspn(text, "0123456789.msh")] != '\0')
		return -1;
	value = strtod(text, &end);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (end == text || strcmp(end, units[i].name) != 0)
			continue;
		value *= units[i].milliseconds;
		if (value > INT_MAX)
			return -1;
		*milliseconds = (unsigned)value;
		return 0;
	}
	return -1;
}

int set_grace(const struct option_use *use, struct failure *failure)
{
	if (parse_time(use->value, &use->plan->grace_ms) < 0)
		return fail(
			failure, 0, "--grace %s: not a time: write 500ms, 2s or 1m", use->value);
	return 0;
}

int set_dry_run(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->dry_run = true;
	return 0;
}

int set_verbose(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->verbose = true;
	return 0;
}

int set_help(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->help = true;
	return 0;
}

int set_version(const struct option_use *use, struct failure *failure)
{
	(void)failure;
	use->plan->version = true;
	return 0;
}
