/* SPDX-License-Identifier: MIT */
#include "membership.h"

#include <stdio.h>

#include "store.h"

static const sa_family_t families[FAMILY_COUNT] = { AF_INET, AF_INET6 };

/* What an address must not be, that the network keeps for others. */
static int check_kept(const struct named_network *network, const struct subnet *subnet,
	const struct ip_prefix *prefix, struct failure *failure)
{
	const struct ip_address *address = &prefix->address;
	const char *why = ip_prefix_refuses(&subnet->prefix, address);
	char text[IP_TEXT_SIZE];

	ip_format(address, text);
	if (why != NULL)
		return fail(failure, 0, "--ip %s: %s: give a host's", text, why);
	if (ip_equal(address, &subnet->gateway))
		return fail(failure, 0,
			"--ip %s: this is the gateway of network '%s': choose another", text,
			network->name);
	for (size_t i = 0; i < subnet->auxiliary_count; i++) {
		if (ip_equal(address, &subnet->auxiliary[i]))
			return fail(failure, 0,
				"--ip %s: network '%s' keeps it for others (--aux-address): choose "
				"another",
				text, network->name);
	}
	return 0;
}

/* An address of a network with subnets has the length of its subnet. */
static int complete_address(
	const struct named_network *network, struct ip_prefix *prefix, struct failure *failure)
{
	const struct subnet *subnet = network_subnet_of(network, &prefix->address);
	char text[PREFIX_TEXT_SIZE], subnets[256], address[IP_TEXT_SIZE];

	ip_format(&prefix->address, address);
	if (subnet == NULL)
		return fail(failure, 0,
			"--ip %s: not in network '%s', which is %s: choose another address",
			address, network->name,
			network_subnets_text(network, subnets, sizeof(subnets)));
	if (prefix->length != 0)
		return fail(failure, 0,
			"--ip %s: network '%s' says the length, which is %d: write --ip %s",
			ip_prefix_format(prefix, text), network->name, subnet->prefix.length,
			address);
	prefix->length = subnet->prefix.length;
	return check_kept(network, subnet, prefix, failure);
}

static int check_length(const struct named_network *network, const struct ip_prefix *prefix,
	struct failure *failure)
{
	char text[IP_TEXT_SIZE];

	if (prefix->length != 0)
		return 0;
	ip_format(&prefix->address, text);
	return fail(failure, 0,
		"--ip %s: network '%s' has no subnet that says the length: write --ip %s/%d", text,
		network->name, text, prefix->address.family == AF_INET ? 24 : 64);
}

static int complete_addresses(
	const struct named_network *network, struct link_request *link, struct failure *failure)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (network->subnet_count == 0
				? check_length(network, &link->addresses[i], failure) < 0
				: complete_address(network, &link->addresses[i], failure) < 0)
			return -1;
	}
	return 0;
}

static bool has_address(const struct link_request *link, sa_family_t family)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (link->addresses[i].address.family == family)
			return true;
	}
	return false;
}

/* Which addresses come from the network's subnets: of each family where none is given. */
static int decide_leases(
	const struct named_network *network, struct link_request *link, struct failure *failure)
{
	const bool is_automatic[FAMILY_COUNT] = { link->dhcp, link->slaac };
	bool has_any = link->dhcp || link->slaac || link->address_count != 0;

	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (!network_has_family(network, families[i]))
			continue;
		if (is_automatic[i])
			return fail(failure, 0,
				"--ip %s: network '%s' gives IPv%d addresses itself: leave it out",
				i == FAMILY_IPV4 ? "dhcp" : "slaac", network->name,
				i == FAMILY_IPV4 ? 4 : 6);
		link->leases[i] = !has_address(link, families[i]);
		has_any = true;
	}
	if (has_any)
		return 0;
	return fail(failure, 0,
		"--network %s: it has no subnet to give an address from: add --ip ADDRESS/LEN, or "
		"--ip dhcp",
		network->name);
}

static int decide_gateways(
	const struct named_network *network, struct link_request *link, struct failure *failure)
{
	char text[IP_TEXT_SIZE];

	for (int i = 0; network->is_internal && i < FAMILY_COUNT; i++) {
		if (link->gateways[i].choice == GATEWAY_GIVEN)
			return fail(failure, 0,
				"--gateway %s: network '%s' is internal: leave --gateway out",
				ip_format(&link->gateways[i].address, text), network->name);
		link->gateways[i].choice = GATEWAY_NONE;
	}
	return 0;
}

static int apply(
	const struct named_network *network, struct link_request *link, struct failure *failure)
{
	link->network = network;
	link->kind = network->kind;
	link->mode = network->mode;
	link->flags = network->flags;
	link->parent = network->parent;
	link->is_lan = network->is_lan;
	if (link->mtu == 0)
		link->mtu = network->mtu;
	if (complete_addresses(network, link, failure) < 0 ||
		decide_leases(network, link, failure) < 0)
		return -1;
	return decide_gateways(network, link, failure);
}

int membership_find(struct plan *plan, struct membership *membership, struct failure *failure)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		struct link_request *link = &plan->links[i];
		struct named_network *network = &membership->networks[i];

		if (link->network_name == NULL)
			continue;
		if (store_find(link->network_name, network, failure) <= 0)
			return -1;
		/* What it says is read: the text of it is for those who show it. */
		definition_release(network);
		if (apply(network, link, failure) < 0)
			return -1;
	}
	return 0;
}

const struct ip_address *membership_gateway(
	const struct link_request *request, const struct link_config *link, sa_family_t family)
{
	for (size_t i = 0; request->network != NULL && i < link->address_count; i++) {
		const struct subnet *subnet =
			network_subnet_of(request->network, &link->addresses[i].address);

		if (subnet != NULL && subnet->gateway.family == family)
			return &subnet->gateway;
	}
	return NULL;
}
