/* SPDX-License-Identifier: MIT */
#include "subinterface.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool subinterface_is_made(const struct link_info *info)
{
	return strcmp(info->kind, "vlan") == 0 &&
		(info->group == LINK_NEWBORN_GROUP ||
			strncmp(info->alias, HOSTEND_MARK, strlen(HOSTEND_MARK)) == 0);
}

static void note_vlan(const struct link_info *info, void *context)
{
	struct subinterface *vlan = context;

	if (info->parent != vlan->parent || info->is_parent_elsewhere ||
		info->tag.id != vlan->tag.id || info->tag.protocol != vlan->tag.protocol)
		return;
	vlan->index = info->index;
	memcpy(vlan->name, info->name, sizeof(vlan->name));
}

int subinterface_find(struct netlink *netlink, struct subinterface *vlan, struct failure *failure)
{
	vlan->index = 0;
	if (link_each_of_kind(netlink, "vlan", note_vlan, vlan, failure) < 0)
		return -1;
	return vlan->index != 0;
}

static int describe_tag(struct nl_msg *request, const void *context)
{
	return vlan_put_tag(request, context);
}

static int create(struct netlink *netlink, const struct subinterface *vlan, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];
	const struct link_recipe recipe = {
		.kind = "vlan",
		.name = vlan->name,
		.parent = vlan->parent,
		.describe = describe_tag,
		.context = &vlan->tag,
		.title = title,
	};

	snprintf(title, sizeof(title), "VLAN %u (%s)", vlan->tag.id,
		vlan_protocol_name(vlan->tag.protocol));
	return link_make(netlink, &recipe, failure);
}

/* A name of another interface's is no reason not to have the VLAN. */
static int create_named(struct netlink *netlink, struct subinterface *vlan, struct failure *failure)
{
	struct link_info other;
	struct failure ignored;

	if (create(netlink, vlan, failure) == 0)
		return 0;
	if (failure->code != EEXIST || link_find(netlink, vlan->name, &other, &ignored) < 0 ||
		(other.parent == vlan->parent && other.tag.id == vlan->tag.id &&
			other.tag.protocol == vlan->tag.protocol))
		return -1;
	snprintf(vlan->name, sizeof(vlan->name), "vlan%u.%d", vlan->tag.id, vlan->parent);
	return create(netlink, vlan, failure);
}

int subinterface_make(struct netlink *netlink, struct subinterface *vlan, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	if (create_named(netlink, vlan, failure) < 0)
		return -1;
	snprintf(title, sizeof(title), "VLAN %u (%s)", vlan->tag.id, vlan->name);
	vlan->index = hostend_raise(netlink, vlan->name, vlan->alias, 0, title, failure);
	return vlan->index < 0 ? -1 : 0;
}
