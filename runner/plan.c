/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"
#include "numbers.h"

enum {
	DEFAULT_GRACE_MS = 2000,
	DEFAULT_READY_MS = 30000,
};

void plan_start(struct plan *plan)
{
	plan->grace_ms = DEFAULT_GRACE_MS;
	plan->ready.timeout_ms = DEFAULT_READY_MS;
	plan->status_fd = -1;
}

int plan_family(sa_family_t family)
{
	return family == AF_INET ? FAMILY_IPV4 : FAMILY_IPV6;
}

bool plan_takes_output(const struct plan *plan)
{
	return plan->detach || plan->test != NULL;
}

bool plan_records_to_stdout(const struct plan *plan)
{
	return plan->pcap != NULL && strcmp(plan->pcap, "-") == 0;
}

const char *plan_hostname(const struct plan *plan)
{
	return plan->hostname != NULL ? plan->hostname : plan->name;
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

	if (link->leases[FAMILY_IPV6] && link->mtu != 0 && link->mtu < IPV6_LEAST_MTU)
		return fail(failure, 0,
			"--mtu %u: IPv6 needs at least %d, and network '%s' gives an IPv6 address: "
			"leave --mtu out",
			link->mtu, IPV6_LEAST_MTU, link->network_name);

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

/* Whether addresses of the family come from the network. */
static bool is_given_family(const struct link_request *link, sa_family_t family)
{
	return family == AF_INET ? link->dhcp : link->slaac;
}

static bool has_family(const struct link_request *link, sa_family_t family)
{
	if (is_given_family(link, family) || link->leases[plan_family(family)])
		return true;
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
		routes_default(link, family) || plan_leaves_default(link, family);
}

bool plan_leaves_default(const struct link_request *link, sa_family_t family)
{
	return is_given_family(link, family) &&
		link->gateways[plan_family(family)].choice == GATEWAY_OF_HOST &&
		!routes_default(link, family);
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

static int check_default_route(const struct link_request *link, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	char text[IP_TEXT_SIZE];

	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (link->gateways[i].choice == GATEWAY_GIVEN && kind->is_default_route(link->mode))
			return fail(failure, 0,
				"--gateway %s: %s in mode %s has no neighbours and is the default "
				"route itself: leave --gateway out",
				ip_format(&link->gateways[i].address, text), kind->title,
				link_mode_name(link->kind, link->mode));
	}
	return 0;
}

/* "a macvlan in mode passthru", or "a dummy" of a kind that has no modes. */
static const char *describe(const struct link_request *link, char *text, size_t size)
{
	const struct link_kind_entry *kind = link_kind(link->kind);

	if (kind->modes[0].name == NULL)
		snprintf(text, size, "%s", kind->title);
	else
		snprintf(text, size, "%s in mode %s", kind->title,
			link_mode_name(link->kind, link->mode));
	return text;
}

/* The words of --ip that ask the network, on links that no server or router can be heard on. */
static int check_automatic(const struct link_request *link, struct failure *failure)
{
	const char *word = link->dhcp ? "dhcp" : "slaac";

	if (!link->dhcp && !link->slaac)
		return 0;
	if (link->kind == LINK_DUMMY)
		return fail(failure, 0,
			"--ip %s: a dummy leads nowhere, and nobody answers there: give it --ip "
			"ADDRESS/LEN",
			word);
	if (link_kind(link->kind)->is_default_route(link->mode))
		return fail(failure, 0,
			"--ip %s: %s in mode %s hears no broadcasts and no multicasts: use --mode l2, or "
			"--ip ADDRESS/LEN",
			word, link_kind(link->kind)->title, link_mode_name(link->kind, link->mode));
	if (link->slaac && link->mtu != 0 && link->mtu < IPV6_LEAST_MTU)
		return fail(failure, 0,
			"--mtu %u: IPv6 needs at least %d: leave out --ip slaac, or the --mtu",
			link->mtu, IPV6_LEAST_MTU);
	return 0;
}

static int check_mac(const struct link_request *link, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	char what[64];

	if (link->mac_choice == MAC_BY_RULE || kind->has_own_mac(link->mode))
		return 0;
	if (kind->is_moved)
		return fail(failure, 0, "--mac: %s keeps its own address: leave --mac out",
			kind->title);
	return fail(failure, 0, "--mac: %s has its parent's address: leave --mac out",
		describe(link, what, sizeof(what)));
}

/* What some kinds and modes alone can have. Elsewhere it would be ignored without a word. */
static int check_special(const struct link_request *link, struct failure *failure)
{
	const struct link_kind_entry *kind = link_kind(link->kind);
	bool is_macvlan = link->kind == LINK_MACVLAN;
	bool has_interface =
		!link->is_lan && !kind->has_no_parent && !kind->is_moved && !kind->has_host_end;
	bool takes_parent = kind->takes_parent(link->mode) && !kind->is_moved;
	char what[64];
	const struct {
		const char *option;
		bool is_given, is_possible;
		const char *who;
	} rules[] = {
		{ "take-parent", link->take_parent, takes_parent, "a macvlan in mode passthru" },
		{ "force", link->force, kind->is_moved, "a physical interface" },
		{ "vlan-protocol", link->vlan_protocol != 0, has_interface, "a link on PARENT.ID" },
		{ "source-mac", link->macvlan.source_count != 0,
			is_macvlan && kind->chooses_sources(link->mode),
			"a macvlan in mode source" },
		{ "bcqueuelen", link->macvlan.broadcast_queue != 0, is_macvlan, "a macvlan" },
		{ "bclim", link->macvlan.has_broadcast_limit, is_macvlan, "a macvlan" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		if (rules[i].is_given && !rules[i].is_possible)
			return fail(failure, 0, "--%s: it is for %s, and this is %s: leave it out",
				rules[i].option, rules[i].who, describe(link, what, sizeof(what)));
	}
	return 0;
}

static int check_no_network(const struct plan *plan, struct failure *failure)
{
	if (!plan->no_network || (plan->link_count == 0 && plan->netns == NULL))
		return 0;
	return fail(failure, 0,
		"--network none: another network is asked for, too: leave one of them out");
}

static int check_netns(const struct plan *plan, struct failure *failure)
{
	if (plan->netns == NULL)
		return 0;
	if (plan->sysctls.count != 0)
		return fail(failure, 0,
			"--sysctl %s: the network of --netns %s is used as it is: leave one of them out",
			plan->sysctls.entries[0].text, plan->netns);
	if (plan->link_count == 0)
		return 0;
	return fail(failure, 0,
		"--netns %s: that network is used as it is: leave out --netns, or the links",
		plan->netns);
}

static int check_probe(const struct link_request *link, struct failure *failure)
{
	if (!link->probe || link->address_count != 0 || link->leases[FAMILY_IPV4] ||
		link->leases[FAMILY_IPV6])
		return 0;
	return fail(
		failure, 0, "--probe: the link has no address to ask for: give it one with --ip");
}

/* Packets overtake, and delays vary, only where there is a delay, and wait only for something. */
static int check_shaping(const struct shaping *shaping, struct failure *failure)
{
	char text[MEASURE_TEXT_SIZE];

	if (shaping->jitter != 0 && shaping->delay == 0)
		return fail(failure, 0,
			"--jitter %s: the link has no delay that could vary: give it a --delay, too",
			duration_format(shaping->jitter, text));
	if (shaping->reorder > 0 && shaping->delay == 0)
		return fail(failure, 0,
			"--reorder %s: the link delays no packet that others could overtake: give it "
			"a --delay, too",
			percent_format(shaping->reorder, text));
	if (shaping->queue != 0 && !shaping_is_wanted(shaping))
		return fail(failure, 0,
			"--queue %u: nothing waits on this link: give it a --rate or --delay, too",
			shaping->queue);
	return 0;
}

static int check_background(const struct plan *plan, struct failure *failure)
{
	if (plan_takes_output(plan) && plan->tty && plan->log != NULL)
		return fail(failure, 0,
			"--tty: what goes to a terminal of the command's own is in the run's log: "
			"leave out --tty, or --log");
	return 0;
}

static int check_test(const struct plan *plan, struct failure *failure)
{
	if (plan->test != NULL && plan->detach)
		return fail(failure, 0,
			"--test: nsrun waits for the test, and ends the run with it: leave out "
			"--detach");
	return 0;
}

static int check_pcap(const struct plan *plan, struct failure *failure)
{
	const char *file = plan->pcap;

	if (file == NULL)
		return 0;
	if (plan->netns != NULL)
		return fail(failure, 0,
			"--pcap %s: the links of --netns %s are not this run's: leave one of them "
			"out, or write tcpdump -i any -w FILE as the command",
			file, plan->netns);
	if (plan->link_count == 0)
		return fail(failure, 0,
			"--pcap %s: the run has no link: give it one, as --macvlan eth0", file);
	if (plan_records_to_stdout(plan) && plan->detach)
		return fail(failure, 0,
			"--pcap -: in the background there is no standard output: name a file");
	if (plan_records_to_stdout(plan) && plan->test != NULL)
		return fail(
			failure, 0, "--pcap -: standard output is that of the test: name a file");
	if (plan_records_to_stdout(plan) && plan->status_fd == STDOUT_FILENO)
		return fail(failure, 0,
			"--pcap -: standard output is that of --status-fd: choose another "
			"descriptor for it");
	return 0;
}

static int check_ready(const struct plan *plan, struct failure *failure)
{
	if (plan->ready.kind == READY_NOT_ASKED)
		return !plan->ready.timeout_given
			? 0
			: fail(failure, 0,
				  "--ready-timeout: there is nothing to wait for: say what with "
				  "--ready");
	if (plan->command == NULL || plan->command[0] == NULL)
		return fail(failure, 0,
			"--ready %s: there is no command that could be ready: leave out --ready, or "
			"end the line with a command",
			plan->ready.text);
	if (plan->ready.kind == READY_FD && (int)plan->ready.number == plan->status_fd)
		return fail(failure, 0,
			"--ready %s: the descriptor is that of --status-fd: choose another",
			plan->ready.text);
	return 0;
}

static int check_users(const struct plan *plan, struct failure *failure)
{
	const struct privilege_request *privileges = &plan->privileges;

	if (!plan->own_users)
		return 0;
	if (plan->netns != NULL)
		return fail(failure, 0,
			"--userns: a network namespace that was there before is not its own: "
			"leave out --netns %s",
			plan->netns);
	if (privileges->user != NULL || privileges->is_me)
		return fail(failure, 0,
			"--userns: there is no other user in it than root: leave out --%s",
			privileges->is_me ? "me" : "user");
	return 0;
}

/* What is the command's alone: who joins the run says it anew. */
static int check_command(const struct plan *plan, struct failure *failure)
{
	const struct environment_request *environment = &plan->environment;

	if (plan->command != NULL && plan->command[0] != NULL)
		return 0;
	if (!plan->detach)
		return fail(failure, 0, "no command: end the line with one, as in nsrun %s-- sh",
			plan->link_count != 0 ? "--macvlan eth0 " : "");
	if (plan->directory != NULL || environment->is_cleared || environment->count != 0)
		return fail(failure, 0,
			"--%s: there is no command that would have it: give it to nsrun exec, or end "
			"the line with a command",
			plan->directory != NULL           ? "chdir"
				: environment->is_cleared ? "clear-env"
							  : "env");
	return 0;
}

int plan_check(const struct plan *plan, struct failure *failure)
{
	if (check_background(plan, failure) < 0 || check_test(plan, failure) < 0 ||
		check_command(plan, failure) < 0 || check_ready(plan, failure) < 0 ||
		check_pcap(plan, failure) < 0)
		return -1;
	if (check_no_network(plan, failure) < 0 || check_netns(plan, failure) < 0 ||
		check_users(plan, failure) < 0 || check_names(plan, failure) < 0)
		return -1;
	for (size_t i = 0; i < plan->link_count; i++) {
		if (check_addresses(plan, i, failure) < 0 ||
			check_gateways(&plan->links[i], failure) < 0 ||
			check_default_route(&plan->links[i], failure) < 0 ||
			check_automatic(&plan->links[i], failure) < 0 ||
			check_mac(&plan->links[i], failure) < 0 ||
			check_probe(&plan->links[i], failure) < 0 ||
			check_shaping(&plan->links[i].shaping, failure) < 0 ||
			check_special(&plan->links[i], failure) < 0)
			return -1;
	}
	return 0;
}
