/* SPDX-License-Identifier: MIT */
#include "netconf.h"

#include <string.h>

static int read_conf(const struct nlmsghdr *reply, void *context)
{
	struct netconf *netconf = context;
	struct nlattr *attributes[NETCONF_COUNT];

	if (reply->nlmsg_type != RTM_NEWNETCONF ||
		nlmsg_parse((struct nlmsghdr *)(uintptr_t)reply, sizeof(struct netconfmsg),
			attributes, NETCONF_COUNT - 1, NULL) < 0)
		return -1;
	for (int i = 0; i < NETCONF_COUNT; i++) {
		if (attributes[i] == NULL || nla_len(attributes[i]) != sizeof(netconf->values[i]))
			continue;
		netconf->is_known[i] = true;
		memcpy(&netconf->values[i], nla_data(attributes[i]), sizeof(netconf->values[i]));
	}
	return 0;
}

void netconf_read_all(struct netlink *netlink, sa_family_t family, struct netconf *netconf)
{
	const struct netconfmsg header = { .ncm_family = (unsigned char)family };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETNETCONF, 0, &header, sizeof(header));
	struct failure ignored;

	memset(netconf, 0, sizeof(*netconf));
	if (request != NULL &&
		nla_put_u32(request, NETCONFA_IFINDEX, (uint32_t)NETCONFA_IFINDEX_ALL) == 0)
		netlink_query(netlink, request, read_conf, netconf, &ignored, "settings");
}
