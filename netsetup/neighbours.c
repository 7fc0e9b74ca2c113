/* SPDX-License-Identifier: MIT */
#include "neighbours.h"

#include <errno.h>
#include <linux/neighbour.h>

int neighbour_fix(struct netlink *netlink, int index, const struct ip_address *address,
	const struct mac_address *mac, struct failure *failure)
{
	struct ndmsg header = {
		.ndm_family = (unsigned char)address->family,
		.ndm_ifindex = index,
		.ndm_state = NUD_PERMANENT,
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &header, sizeof(header));
	char text[IP_TEXT_SIZE];

	ip_format(address, text);
	if (request == NULL ||
		nla_put(request, NDA_DST, (int)ip_size(address), address->bytes) < 0 ||
		nla_put(request, NDA_LLADDR, sizeof(mac->bytes), mac->bytes) < 0)
		return fail(failure, ENOMEM, "neighbour %s", text);
	return netlink_execute(netlink, request, failure, "neighbour %s", text);
}
