/* SPDX-License-Identifier: MIT */
#include "hostend.h"

#include "sysctls.h"

static int raise(struct netlink *netlink, const struct link_info *info, const char *alias,
	int master, const char *title, struct failure *failure)
{
	if (link_mute(netlink, info->index, sysctls_have_ipv6(), alias, failure) < 0 ||
		sysctls_mute_link(info->name, failure) < 0)
		return -1;
	if (master != 0 && link_enslave(netlink, info->index, master, title, failure) < 0)
		return -1;
	return link_up(netlink, info->index, false, title, failure);
}

int hostend_raise(struct netlink *netlink, const char *name, const char *alias, int master,
	const char *title, struct failure *failure)
{
	struct link_info info;

	if (link_find(netlink, name, &info, failure) < 0)
		return -1;
	if (raise(netlink, &info, alias, master, title, failure) == 0)
		return info.index;
	link_delete(netlink, info.index);
	return -1;
}
