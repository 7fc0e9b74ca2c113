/* SPDX-License-Identifier: MIT */
#include "dummy.h"

static const struct link_choice none[] = {
	{ NULL, 0 },
};

static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	(void)request;
	(void)link;
	(void)mode;
	return 0;
}

const struct link_kind_entry dummy_kind = {
	.name = "dummy",
	.title = "a dummy",
	.modes = none,
	.flags = none,
	.describe = describe,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_always,
	.takes_parent = kind_never,
	.is_default_route = kind_never,
	.has_no_parent = true,
};
