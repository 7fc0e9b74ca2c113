/* SPDX-License-Identifier: MIT */
#include "lan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ifname.h"
#include "veth.h"

enum { MOST_NAMES = 100 }; /* tried before one that is free is given up on */

/* The names "lan-NAME", "lan-NAME.2" …, cut where they are too long for an interface. */
static void choose_name(const struct lan *lan, int number, const char *end, char name[IFNAMSIZ])
{
	char front[LAN_NAME_SIZE + 4];
	char suffix[16];

	if (number > 1)
		snprintf(suffix, sizeof(suffix), ".%d%s", number, end);
	else
		snprintf(suffix, sizeof(suffix), "%s", end);
	snprintf(front, sizeof(front), "lan-%s", lan->name);
	ifname_join(front, suffix, name);
}

/* As far as the name of a LAN is ever written out, whatever the number behind it. */
bool lan_has_name(const struct lan *lan, const char *name)
{
	char whole[IFNAMSIZ];

	choose_name(lan, MOST_NAMES, "~", whole);
	return strncmp(name, whole, (size_t)(strchr(whole, '.') - whole)) == 0;
}

static int describe_veth(struct nl_msg *request, const void *other)
{
	return veth_put_peer(request, other, NULL);
}

/* What comes out of the pair's other end is heard by nobody: it is mute, too. */
static int make_pair(struct netlink *netlink, struct lan *lan, const char *name, const char *other,
	const char *title, struct failure *failure)
{
	const struct link_recipe recipe = {
		.kind = "veth",
		.name = name,
		.describe = describe_veth,
		.context = other,
		.title = title,
	};

	if (link_make(netlink, &recipe, failure) < 0)
		return -1;
	if (hostend_raise(netlink, other, lan->alias, 0, title, failure) < 0)
		return -1;
	lan->index = hostend_raise(netlink, name, lan->alias, 0, title, failure);
	return lan->index < 0 ? -1 : 0;
}

static int make_named(struct netlink *netlink, struct lan *lan, int number, const char *title,
	struct failure *failure)
{
	char name[IFNAMSIZ], other[IFNAMSIZ];
	const struct link_recipe recipe = { .kind = "dummy", .name = name, .title = title };

	choose_name(lan, number, "", name);
	if (link_make(netlink, &recipe, failure) == 0) {
		lan->index = hostend_raise(netlink, name, lan->alias, 0, title, failure);
		return lan->index < 0 ? -1 : 0;
	}
	if (failure->code != EOPNOTSUPP)
		return -1;
	choose_name(lan, number, "~", other);
	return make_pair(netlink, lan, name, other, title, failure);
}

int lan_make(struct netlink *netlink, struct lan *lan, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	snprintf(title, sizeof(title), "LAN '%s'", lan->name);
	for (int number = 1; number < MOST_NAMES; number++) {
		if (make_named(netlink, lan, number, title, failure) == 0)
			return 0;
		if (failure->code != EEXIST)
			return -1;
	}
	return -1;
}
