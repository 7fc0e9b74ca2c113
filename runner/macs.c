/* SPDX-License-Identifier: MIT */
#include "macs.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"

static const struct ip_address *first_ipv4(const struct link_config *link)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (link->addresses[i].address.family == AF_INET)
			return &link->addresses[i].address;
	}
	return NULL;
}

/* FNV-1a, 64 bits: https://www.ietf.org/archive/id/draft-eastlake-fnv-21.html, section 2 */
static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

/*
 * A link without an IPv4 address of a run with a name has the same MAC address each time, too: the
 * network knows it again. It is 02 and five bytes of a hash of what makes it this link.
 */
static void mac_of_name(const struct plan *plan, size_t number, struct link_config *link)
{
	AUTO_CLOSE int file = -1;
	char machine[33] = "", text[256];
	uint64_t hash;

	if (plan->name == NULL)
		return;
	file = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, machine, sizeof(machine) - 1) != sizeof(machine) - 1)
		return;
	snprintf(text, sizeof(text), "%s %s %s %zu", machine, link->parent, plan->name, number);
	hash = hash_text(text);
	link->mac.bytes[0] = 0x02;
	for (int i = 1; i < 6; i++)
		link->mac.bytes[i] = (unsigned char)(hash >> (8 * i));
	link->has_mac = true;
}

int macs_resolve(
	const struct plan *plan, size_t number, struct link_config *link, struct failure *failure)
{
	const struct link_request *request = &plan->links[number];
	const struct ip_address *ipv4 = first_ipv4(link);

	if (!link_kind(link->kind)->has_own_mac(link->mode))
		return 0;
	switch (request->mac_choice) {
	case MAC_GIVEN:
		link->mac = request->mac;
		link->has_mac = true;
		break;
	case MAC_RANDOM:
		link->has_mac = true;
		if (mac_random(&link->mac, failure) < 0)
			return -1;
		break;
	case MAC_BY_RULE:
		break;
	}
	if (!link->has_mac && ipv4 != NULL) {
		link->mac = mac_of_ipv4(ipv4);
		link->has_mac = true;
		link->has_rule_mac = true;
	}
	if (!link->has_mac)
		mac_of_name(plan, number, link);
	/* By the rule one IPv4 address has one MAC for ever; of any other a sibling may know another. */
	link->tell_siblings =
		request->mac_choice != MAC_BY_RULE || link->address_count != 1 || !link->has_mac;
	return 0;
}

static bool has_link_local(const struct link_config *link)
{
	for (size_t i = 0; i < link->address_count; i++) {
		if (ip_is_link_local(&link->addresses[i].address))
			return true;
	}
	return false;
}

/*
 * The link-local address follows from the MAC address. Links that share one need an address each,
 * all different: it follows from the MAC address that they would have by the rule.
 */
int macs_resolve_link_local(struct link_config *link, unsigned mtu, struct failure *failure)
{
	const struct ip_address *ipv4 = first_ipv4(link);
	struct mac_address mac = link->mac;

	link->wants_link_local = mtu >= IPV6_LEAST_MTU && !has_link_local(link);
	if (!link->has_mac && !link_kind(link->kind)->shares_mode)
		return 0;
	if (!link->has_mac && ipv4 != NULL)
		mac = mac_of_ipv4(ipv4);
	else if (!link->has_mac && mac_random(&mac, failure) < 0)
		return -1;
	link->link_local = ip_link_local_of(&mac);
	return 0;
}
