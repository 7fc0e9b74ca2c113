/* SPDX-License-Identifier: MIT */
#include "network.h"

#include <errno.h>
#include <string.h>

#include "addresses.h"
#include "cleanup.h"
#include "holder.h"
#include "kinds.h"
#include "links.h"
#include "patience.h"
#include "probe.h"
#include "routes.h"
#include "slaac.h"
#include "sysctls.h"

enum {
	LO_INDEX = 1, /* LOOPBACK_IFINDEX of the kernel: the same in every namespace */
	PATIENCE_MS = 5000,
	DEATH_MS = 100,      /* of a run's namespace, mostly */
	MAC_PAUSE_US = 500,  /* a MAC address is free again after some milliseconds */
	ROUTE_PAUSE_US = 50, /* a local route is there after some microseconds */
};

int network_prepare(struct netlink *netlink, bool links_follow, struct failure *failure)
{
	bool ipv6 = sysctls_have_ipv6();

	if (sysctls_settle_namespace(netlink, ipv6, failure) < 0 ||
		(ipv6 && !links_follow && sysctls_settle_lo(failure) < 0))
		return -1;
	return sysctls_open_to_all(failure);
}

int network_raise_lo(struct netlink *netlink, struct failure *failure)
{
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
	while (link_up(netlink, link->made.index, link->is_running, title, failure) < 0) {
		if (failure->code != EADDRINUSE || !patience_wait(&patience))
			return -1;
	}
	return 0;
}

/*
 * The kernel gives an IPv6 address its local route, without which nothing can reach it, from a
 * worker of its own: nearly always before this looks, but a busy machine may take its time.
 */
static int wait_for_local(struct netlink *netlink, const struct link_config *link,
	const struct ip_address *address, struct failure *failure)
{
	struct patience patience = patience_yielding(PATIENCE_MS, ROUTE_PAUSE_US);
	char text[IP_TEXT_SIZE];
	int is_local;

	while ((is_local = route_is_local(netlink, address, link->made.index, failure)) == 0) {
		if (!patience_wait(&patience))
			return fail(failure, ETIMEDOUT, "local route of %s on '%s'",
				ip_format(address, text), link->name);
	}
	return is_local < 0 ? -1 : 0;
}

/* Returns 1 when IPv6 was on on the link before. */
static int settle_ipv6(const struct link_config *link, struct failure *failure)
{
	int was_off = sysctls_settle_link(link->name, failure);

	if (was_off < 0 ||
		(link->slaac &&
			sysctls_hear_routers(link->name, link->slaac_default, link->default_metric,
				failure) < 0))
		return -1;
	return !was_off;
}

/* What a link has before all else. Returns 1 when the namespace is seen to have IPv6 on by default. */
static int settle_link(struct netlink *netlink, struct link_config *link, const char *created,
	bool ipv6, struct failure *failure)
{
	int was_on = 0;

	if (link_see(netlink, created, &link->made, failure) < 0 ||
		(strcmp(created, link->name) != 0 &&
			link_rename(netlink, link->made.index, link->name, failure) < 0))
		return -1;
	ipv6 = ipv6 && link->made.mtu >= IPV6_LEAST_MTU;
	if (link_settle(netlink, link->made.index, ipv6, failure) < 0 ||
		(ipv6 && (was_on = settle_ipv6(link, failure)) < 0))
		return -1;
	link->wants_link_local = link->wants_link_local && ipv6;
	if (link->link_local.length == 0)
		link->link_local = ip_link_local_of(&link->made.mac);
	return was_on;
}

static int add_within(struct netlink *netlink, const struct link_config *link,
	const struct ip_prefix *address, long milliseconds, struct failure *failure)
{
	struct patience patience = patience_for(milliseconds, MAC_PAUSE_US);

	while (address_add(netlink, link->made.index, link->name, address, failure) < 0) {
		if (failure->code != EADDRINUSE || !patience_wait(&patience))
			return -1;
	}
	return 0;
}

/*
 * An address of an ipvlan is unique over all namespaces of its parent. That of a run that is over
 * is in use until the kernel has taken its namespace apart, as in bring_up(). When it has had time
 * for that, and a namespace in which there is somebody has the address, it is useless to wait longer.
 */
static int add_address(struct netlink *netlink, const struct link_config *link,
	const struct ip_prefix *address, struct failure *failure)
{
	if (add_within(netlink, link, address, DEATH_MS, failure) == 0)
		return 0;
	if (failure->code != EADDRINUSE ||
		holder_lives(netlink, link->made.index, &address->address))
		return -1;
	return add_within(netlink, link, address, PATIENCE_MS - DEATH_MS, failure);
}

/*
 * The kernel would give the link its IPv6 link-local address itself, and make it wait for 1 to 2
 * seconds. Given by hand without the detection of duplicates it can be bound at once.
 */
static int add_addresses(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (add_address(netlink, link, &link->addresses[i], failure) < 0)
			return -1;
	}
	if (!link->wants_link_local)
		return 0;
	return address_add(netlink, link->made.index, link->name, &link->link_local, failure);
}

/* What the parent has to do with it can be seen on the host only, and is explained there. */
static int blame(struct failure *failure, size_t number)
{
	failure->link = (int)number + 1;
	return -1;
}

static bool asks_itself(const struct link_config *link)
{
	return link->probe && link_kind(link->kind)->probing_mode != NULL;
}

/*
 * Brings the link up to ask. Where the MAC address follows from the IPv4 address, another machine's
 * run with this address has it, too: the switch would not bring an answer from the one to the other,
 * and would take the other's traffic for ours. So it asks from a MAC address that nobody has.
 * One that the user gave is kept: the network may take frames from no other.
 */
static int raise_probe(
	struct netlink *netlink, struct link_config *link, size_t number, struct failure *failure)
{
	struct mac_address mac;

	if (link->has_rule_mac &&
		(mac_random(&mac, failure) < 0 ||
			link_set_mac(netlink, link->made.index, &mac, "--probe", failure) < 0))
		return -1;
	if (bring_up(netlink, link, failure) < 0)
		return blame(failure, number);
	if (probe_open(&link->probe_socket, failure) < 0)
		return -1;
	return probe_bind(link->probe_socket, link->made.index, failure);
}

/* The link is as it was. A link that comes up a second time announces its addresses all the same. */
static int lower_probe(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	if (link_down(netlink, link->made.index, "--probe", failure) < 0)
		return -1;
	if (link->has_rule_mac &&
		link_set_mac(netlink, link->made.index, &link->mac, "--probe", failure) < 0)
		return -1;
	return link_take_mode(netlink, link, failure);
}

/* In the user's words: no stage's name is to go before them. */
static int refuse_address(const struct probe_holder *holder, struct failure *failure)
{
	char address[PREFIX_TEXT_SIZE];
	char mac[MAC_TEXT_SIZE];

	fail(failure, 0,
		"--ip %s: Address already in use: %s on the network has it; choose another address",
		ip_prefix_format(holder->address, address), mac_format(&holder->mac, mac));
	return blame(failure, holder->link);
}

static void close_probes(struct link_config *links, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (links[i].probe)
			close_fd(&links[i].probe_socket);
	}
}

/* All links ask at once, for it takes nearly a second. */
static int ask_network(
	struct netlink *netlink, struct link_config *links, size_t count, struct failure *failure)
{
	struct probe_holder holder;
	int found;

	for (size_t i = 0; i < count; i++) {
		if (asks_itself(&links[i]) && raise_probe(netlink, &links[i], i, failure) < 0) {
			close_probes(links, count);
			return -1;
		}
	}
	found = probe_ask(links, count, &holder, failure);
	close_probes(links, count);
	if (found != 0)
		return found < 0 ? -1 : refuse_address(&holder, failure);
	for (size_t i = 0; i < count; i++) {
		if (asks_itself(&links[i]) && lower_probe(netlink, &links[i], failure) < 0)
			return -1;
	}
	return 0;
}

static bool is_probing(const struct link_config *links, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (links[i].probe)
			return true;
	}
	return false;
}

static int add_routes(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	for (size_t i = 0; i < link->route_count; i++) {
		if (route_add(netlink, link->made.index, link->name, &link->routes[i], failure) < 0)
			return -1;
	}
	return 0;
}

static int wait_until_ready(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count; i++) {
		const struct ip_address *address = &link->addresses[i].address;

		if (address->family == AF_INET6 &&
			wait_for_local(netlink, link, address, failure) < 0)
			return -1;
	}
	if (!link->wants_link_local)
		return 0;
	return wait_for_local(netlink, link, &link->link_local.address, failure);
}

int network_settle(struct netlink *netlink, struct link_config *links, size_t count,
	char (*created)[IFNAMSIZ], struct failure *failure)
{
	bool ipv6 = sysctls_have_ipv6();
	bool lo_is_settled = !ipv6 || count == 0;

	for (size_t i = 0; i < count; i++) {
		int was_on = settle_link(netlink, &links[i], created[i], ipv6, failure);

		if (was_on < 0)
			return -1;
		/* lo is born with what every other link is. */
		lo_is_settled = lo_is_settled || was_on;
	}
	return lo_is_settled ? 0 : sysctls_settle_lo(failure);
}

static int write_sysctl(const struct sysctl *sysctl, const struct link_config *links, size_t count,
	struct failure *failure)
{
	if (sysctl_write(sysctl, failure) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (sysctl_write_default(sysctl, links[i].name, failure) < 0)
			return -1;
	}
	return 0;
}

int network_tune(const struct link_config *links, size_t count, const struct sysctl_list *sysctls,
	struct failure *failure)
{
	for (size_t i = 0; i < sysctls->count; i++) {
		if (write_sysctl(&sysctls->entries[i], links, count, failure) < 0)
			return -1;
	}
	return 0;
}

int network_configure(
	struct netlink *netlink, struct link_config *links, size_t count, struct failure *failure)
{
	if (is_probing(links, count) && ask_network(netlink, links, count, failure) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (add_addresses(netlink, &links[i], failure) < 0)
			return failure->code == EADDRINUSE ? blame(failure, i) : -1;
		if (bring_up(netlink, &links[i], failure) < 0)
			return blame(failure, i);
		if (link_take_mode(netlink, &links[i], failure) < 0 ||
			add_routes(netlink, &links[i], failure) < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++) {
		if (wait_until_ready(netlink, &links[i], failure) < 0)
			return -1;
	}
	return slaac_wait(netlink, links, count, failure);
}
