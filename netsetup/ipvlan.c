/* SPDX-License-Identifier: MIT */
#include "ipvlan.h"

#include <errno.h>
#include <linux/if_link.h>

static const struct link_choice modes[] = {
	{ "l2", IPVLAN_MODE_L2 },
	{ "l3", IPVLAN_MODE_L3 },
	{ "l3s", IPVLAN_MODE_L3S },
	{ NULL, 0 },
};

static const struct link_choice flags[] = {
	{ "bridge", 0 },
	{ "private", IPVLAN_F_PRIVATE },
	{ "vepa", IPVLAN_F_VEPA },
	{ NULL, 0 },
};

/* Both are always sent: a link that leaves them out would turn its siblings to the defaults. */
static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	if (nla_put_u16(request, IFLA_IPVLAN_MODE, (uint16_t)mode) < 0)
		return -1;
	return nla_put_u16(request, IFLA_IPVLAN_FLAGS, (uint16_t)link->flags);
}

static bool is_default_route(int mode)
{
	return mode != IPVLAN_MODE_L2;
}

const struct link_kind_entry ipvlan_kind = {
	.name = "ipvlan",
	.title = "an ipvlan",
	.modes = modes,
	.flags = flags,
	.describe = describe,
	/* Broadcasts go to the siblings from a worker of the kernel's: they cost a launch nothing. */
	.announcing_mode = kind_same_mode,
	.has_own_mac = kind_never,
	.takes_parent = kind_never,
	.is_default_route = is_default_route,
	.shares_mode = true,
};

struct search {
	int parent;
	struct ipvlan_port *port;
	bool is_found;
};

/* What is shorter is no such attribute: then all that it stands among is passed over. */
static const struct nla_policy data_policy[IFLA_IPVLAN_MAX + 1] = {
	[IFLA_IPVLAN_MODE] = { .type = NLA_U16 },
	[IFLA_IPVLAN_FLAGS] = { .type = NLA_U16 },
};

static const struct nla_policy link_policy[IFLA_MAX + 1] = {
	[IFLA_LINK] = { .type = NLA_U32 },
};

static int read_data(struct nlattr *linkinfo, struct ipvlan_port *port)
{
	struct nlattr *info[IFLA_INFO_MAX + 1];
	struct nlattr *data[IFLA_IPVLAN_MAX + 1];

	if (nla_parse_nested(info, IFLA_INFO_MAX, linkinfo, NULL) < 0 ||
		info[IFLA_INFO_DATA] == NULL ||
		nla_parse_nested(data, IFLA_IPVLAN_MAX, info[IFLA_INFO_DATA], data_policy) < 0 ||
		data[IFLA_IPVLAN_MODE] == NULL || data[IFLA_IPVLAN_FLAGS] == NULL)
		return -1;
	port->mode = nla_get_u16(data[IFLA_IPVLAN_MODE]);
	port->flags = nla_get_u16(data[IFLA_IPVLAN_FLAGS]);
	return 0;
}

static int read_sibling(const struct nlmsghdr *reply, void *context)
{
	struct search *search = context;
	struct nlattr *link[IFLA_MAX + 1];

	/* A parent of another namespace has a number of that one, and is marked so. */
	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)reply, sizeof(struct ifinfomsg), link,
		    IFLA_MAX, link_policy) < 0 ||
		link[IFLA_LINK] == NULL || link[IFLA_LINK_NETNSID] != NULL ||
		(int)nla_get_u32(link[IFLA_LINK]) != search->parent ||
		link[IFLA_LINKINFO] == NULL || link[IFLA_IFNAME] == NULL)
		return 0;
	nla_strlcpy(search->port->link, link[IFLA_IFNAME], sizeof(search->port->link));
	if (read_data(link[IFLA_LINKINFO], search->port) == 0)
		search->is_found = true;
	return 0;
}

/* Only ipvlans are asked for: the kernel passes over all other links itself. */
int ipvlan_find_port(
	struct netlink *netlink, int parent, struct ipvlan_port *port, struct failure *failure)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETLINK, NLM_F_DUMP, &header, sizeof(header));
	struct search search = { .parent = parent, .port = port };
	struct nlattr *info;

	if (request == NULL || nla_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0)
		return fail(failure, ENOMEM, "list of ipvlans");
	info = nla_nest_start(request, IFLA_LINKINFO);
	if (info == NULL || nla_put_string(request, IFLA_INFO_KIND, "ipvlan") < 0)
		return fail(failure, ENOMEM, "list of ipvlans");
	nla_nest_end(request, info);
	if (netlink_query(netlink, request, read_sibling, &search, failure, "list of ipvlans") < 0)
		return -1;
	return search.is_found;
}
