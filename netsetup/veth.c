/* SPDX-License-Identifier: MIT */
#include "veth.h"

#include <linux/if_link.h>
#include <linux/veth.h>

int veth_put_peer(struct nl_msg *request, const char *name, const struct mac_address *mac)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	struct nlattr *peer = nla_nest_start(request, VETH_INFO_PEER);

	if (peer == NULL || nlmsg_append(request, &header, sizeof(header), NLMSG_ALIGNTO) < 0 ||
		nla_put_string(request, IFLA_IFNAME, name) < 0)
		return -1;
	if (mac != NULL && nla_put(request, IFLA_ADDRESS, sizeof(mac->bytes), mac->bytes) < 0)
		return -1;
	nla_nest_end(request, peer);
	return 0;
}

/*
 * A bridge takes the lowest MAC address of its ports for its own, and its neighbours would know
 * the host by another: so its port gets one of the highest.
 */
static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	(void)mode;
	return veth_put_peer(request, link->host_end, &link->host_end_mac);
}

const struct link_kind_entry veth_kind = {
	.name = "veth",
	.title = "a veth",
	.modes = kind_no_choices,
	.flags = kind_no_choices,
	.describe = describe,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_always,
	.takes_parent = kind_never,
	.is_default_route = kind_never,
	.has_host_end = true,
};
