/* SPDX-License-Identifier: MIT */
#include "mark.h"

#include <stdio.h>
#include <string.h>

#include "../../netsetup/links.h"

enum { LO_INDEX = 1 };

struct mark {
	char text[32];
};

static struct mark mark_of(uid_t uid)
{
	struct mark mark;

	snprintf(mark.text, sizeof(mark.text), "nsrun for user %u", uid);
	return mark;
}

int mark_make(struct netlink *netlink, uid_t uid, struct failure *failure)
{
	return link_set_alias(netlink, LO_INDEX, mark_of(uid).text, failure);
}

bool mark_is_there(uid_t uid)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct link_info lo;
	struct failure ignored;

	return netlink_open(&netlink, &ignored) == 0 &&
		link_find_index(netlink, LO_INDEX, &lo, &ignored) == 0 &&
		strcmp(lo.alias, mark_of(uid).text) == 0;
}
