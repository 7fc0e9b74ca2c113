/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "../netsetup/host.h"
#include "../netsetup/kinds.h"
#include "../netsetup/routes.h"
#include "../netsetup/vlan.h"

enum { ETHERNET_MTU = 1500 };

static void place_on(struct link_config *link, const struct host_parent *parent)
{
	memcpy(link->parent, parent->name, sizeof(parent->name));
	memcpy(link->base, parent->base.name, sizeof(link->base));
	link->base_index = parent->base.index;
	link->is_running = (parent->base.flags & IFF_RUNNING) != 0;
	link->tag_count = parent->tag_count;
	memcpy(link->tags, parent->tags, sizeof(link->tags));
	memcpy(link->base_segment, parent->base_segment, sizeof(link->base_segment));
}

/* On an interface, perhaps with VLANs that are to be made. A VLAN link is itself the last of them. */
static int place_on_parent(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct link_info *below, struct failure *failure)
{
	struct host_parent parent;

	if (host_find_tagged(netlink, request->parent, request->vlan_protocol, &parent, failure) <
		0)
		return -1;
	if (request->vlan_protocol != 0 && parent.tag_count == 0)
		return fail(failure, 0,
			"--vlan-protocol: %s is there already: leave --vlan-protocol out",
			request->parent);
	if (link->kind == LINK_VLAN && parent.tag_count == 0)
		return fail(failure, 0,
			"--vlan %s: this host has it already: use it as a parent, as in --macvlan %s",
			request->parent, request->parent);
	place_on(link, &parent);
	vlan_segment(link->base_segment, link->tags, link->tag_count, link->segment);
	if (link->kind == LINK_VLAN) {
		link->tag = link->tags[--link->tag_count];
		vlan_name(link->base, link->tags, link->tag_count, link->parent);
	}
	link->parent_index = link->tag_count == 0 ? link->base_index : 0;
	*below = parent.base;
	return 0;
}

/* It need not be there yet, and when it is, only its users know (runner/lan.h). */
static int place_on_lan(
	const struct link_request *request, struct link_config *link, struct link_info *below)
{
	snprintf(link->parent, sizeof(link->parent), "%s", request->parent);
	snprintf(link->segment, sizeof(link->segment), "lan-%s", request->parent);
	link->is_lan = true;
	link->is_running = true;
	below->mtu = ETHERNET_MTU;
	below->flags = IFF_UP;
	return 0;
}

static int name_host_end(struct link_config *link, struct failure *failure)
{
	uint32_t random;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random) ||
		mac_random(&link->host_end_mac, failure) < 0)
		return fail(failure, errno, "getrandom for a name");
	snprintf(link->host_end, sizeof(link->host_end), "nsrun%08x", random);
	/* The highest that is unicast and locally administered: see netsetup/veth.c. */
	link->host_end_mac.bytes[0] = 0xfe;
	return 0;
}

static int place_in_bridge(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct link_info *below, struct failure *failure)
{
	struct host_parent parent;

	if (host_find_tagged(netlink, request->parent, 0, &parent, failure) < 0)
		return -1;
	if (parent.tag_count != 0 || strcmp(parent.base.kind, "bridge") != 0) {
		fail(failure, 0, "--bridge %s: it is no bridge", request->parent);
		return fail_advise(failure, "name one, or use --macvlan %s", request->parent);
	}
	place_on(link, &parent);
	link->parent_index = link->base_index;
	memcpy(link->segment, link->base_segment, sizeof(link->segment));
	link->is_running = true;
	*below = parent.base;
	return name_host_end(link, failure);
}

/* Whether the host would lose its way out. */
static int carries_default_route(struct netlink *netlink, int index, struct failure *failure)
{
	static const sa_family_t families[] = { AF_INET, AF_INET6 };
	struct default_route found;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		int result = route_default(netlink, families[i], index, &found, failure);

		if (result != 0)
			return result;
	}
	return 0;
}

static int place_physical(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct link_info *below, struct failure *failure)
{
	struct host_parent parent;
	int found;

	if (host_find_tagged(netlink, request->parent, 0, &parent, failure) < 0)
		return -1;
	if (parent.tag_count != 0)
		return fail(failure, 0, "--phys %s: a VLAN is no hardware: use --vlan %s",
			request->parent, request->parent);
	found = carries_default_route(netlink, parent.base.index, failure);
	if (found < 0)
		return -1;
	if (found && !request->force)
		return fail(failure, 0,
			"--phys %s: this host's default route is through it, and would be gone "
			"meanwhile: choose another interface, or --force",
			request->parent);
	if (!host_is_initial() && !request->force)
		return fail(failure, 0,
			"--phys %s: this is not the machine's first network namespace, and when "
			"nsrun is killed an interface does not come back here: do this on the "
			"machine itself, or --force",
			request->parent);
	place_on(link, &parent);
	link->parent_index = link->base_index;
	memcpy(link->segment, link->base_segment, sizeof(link->segment));
	*below = parent.base;
	return 0;
}

int place_link(struct netlink *netlink, const struct link_request *request,
	struct link_config *link, struct link_info *below, struct failure *failure)
{
	memset(below, 0, sizeof(*below));
	if (request->is_lan)
		return place_on_lan(request, link, below);
	switch (link->kind) {
	case LINK_DUMMY:
		below->mtu = ETHERNET_MTU;
		below->flags = IFF_UP;
		return 0;
	case LINK_VETH:
		return place_in_bridge(netlink, request, link, below, failure);
	case LINK_PHYSICAL:
		return place_physical(netlink, request, link, below, failure);
	default:
		return place_on_parent(netlink, request, link, below, failure);
	}
}
