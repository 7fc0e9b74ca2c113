/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#include <assert.h>

#include "cleanup.h"
#include "dummy.h"
#include "hardware.h"
#include "ipvlan.h"
#include "macvlan.h"
#include "veth.h"
#include "vlan.h"

static const struct link_kind_entry *const kinds[] = {
	[LINK_MACVLAN] = &macvlan_kind,
	[LINK_IPVLAN] = &ipvlan_kind,
	[LINK_VLAN] = &vlan_kind,
	[LINK_VETH] = &veth_kind,
	[LINK_DUMMY] = &dummy_kind,
	[LINK_PHYSICAL] = &hardware_kind,
};
static_assert(ARRAY_SIZE(kinds) == LINK_KIND_COUNT, "a link kind is missing here");

const struct link_kind_entry *link_kind(enum link_kind kind)
{
	return kinds[kind];
}

const char *link_mode_name(enum link_kind kind, int mode)
{
	return link_choice_name(kinds[kind]->modes, mode);
}

bool link_has_flag(const struct link_config *link, const struct link_choice *flag)
{
	if (kinds[link->kind]->flags_add_up)
		return (link->flags & flag->value) != 0;
	return link->flags == flag->value;
}
