/* SPDX-License-Identifier: MIT */
#include "macvlan.h"

#include <linux/if_link.h>
#include <netlink/attr.h>

static const struct link_choice modes[] = {
	{ "bridge", MACVLAN_MODE_BRIDGE },
	{ "private", MACVLAN_MODE_PRIVATE },
	{ "vepa", MACVLAN_MODE_VEPA },
	{ "passthru", MACVLAN_MODE_PASSTHRU },
	{ "source", MACVLAN_MODE_SOURCE },
	{ NULL, 0 },
};

static const struct link_choice flags[] = {
	{ "nopromisc", MACVLAN_FLAG_NOPROMISC },
	{ "nodst", MACVLAN_FLAG_NODST },
	{ NULL, 0 },
};

/* IFLA_MACVLAN_BC_CUTOFF of newer headers: Linux 6.4. */
enum { BROADCAST_CUTOFF = 9 };

static int put_sources(struct nl_msg *request, const struct link_config *link)
{
	struct nlattr *list;

	if (nla_put_u32(request, IFLA_MACVLAN_MACADDR_MODE, MACVLAN_MACADDR_SET) < 0)
		return -1;
	list = nla_nest_start(request, IFLA_MACVLAN_MACADDR_DATA);
	if (list == NULL)
		return -1;
	for (size_t i = 0; i < link->macvlan.source_count; i++) {
		if (nla_put(request, IFLA_MACVLAN_MACADDR, sizeof(link->macvlan.sources[i].bytes),
			    link->macvlan.sources[i].bytes) < 0)
			return -1;
	}
	nla_nest_end(request, list);
	return 0;
}

static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	if (nla_put_u32(request, IFLA_MACVLAN_MODE, (uint32_t)mode) < 0 ||
		nla_put_u16(request, IFLA_MACVLAN_FLAGS, (uint16_t)link->flags) < 0)
		return -1;
	if (link->macvlan.broadcast_queue != 0 &&
		nla_put_u32(request, IFLA_MACVLAN_BC_QUEUE_LEN, link->macvlan.broadcast_queue) < 0)
		return -1;
	if (link->macvlan.has_broadcast_limit &&
		nla_put_u32(request, BROADCAST_CUTOFF, (uint32_t)link->macvlan.broadcast_limit) < 0)
		return -1;
	if (mode != MACVLAN_MODE_SOURCE || link->macvlan.source_count == 0)
		return 0;
	return put_sources(request, link);
}

/*
 * In mode bridge the kernel hands a broadcast to every sibling within the request that brings the
 * link up: 1.2 us for each, with a thousand of them more than the rest of the launch. In mode
 * private it only goes out of the parent.
 */
static int announcing_mode(int mode)
{
	return mode == MACVLAN_MODE_BRIDGE ? MACVLAN_MODE_PRIVATE : mode;
}

/* In mode source only those on the list would be heard, and anybody may have the address. */
static int probing_mode(int mode)
{
	return mode == MACVLAN_MODE_SOURCE ? MACVLAN_MODE_BRIDGE : mode;
}

/* A passthru link bears the parent's address: the kernel ignores IFLA_ADDRESS without a word. */
static bool has_own_mac(int mode)
{
	return mode != MACVLAN_MODE_PASSTHRU;
}

static bool takes_parent(int mode)
{
	return mode == MACVLAN_MODE_PASSTHRU;
}

static bool chooses_sources(int mode)
{
	return mode == MACVLAN_MODE_SOURCE;
}

const struct link_kind_entry macvlan_kind = {
	.name = "macvlan",
	.title = "a macvlan",
	.modes = modes,
	.flags = flags,
	.flags_add_up = true,
	.describe = describe,
	.announcing_mode = announcing_mode,
	.probing_mode = probing_mode,
	.has_own_mac = has_own_mac,
	.takes_parent = takes_parent,
	.is_default_route = kind_never,
	.chooses_sources = chooses_sources,
};
