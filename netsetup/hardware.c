/* SPDX-License-Identifier: MIT */
#include "hardware.h"

static const struct link_choice none[] = {
	{ NULL, 0 },
};

/* It exists already: nothing is ever described. */
static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	(void)request;
	(void)link;
	(void)mode;
	return 0;
}

const struct link_kind_entry hardware_kind = {
	.name = "physical",
	.title = "a physical interface",
	.modes = none,
	.flags = none,
	.describe = describe,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_never,
	.takes_parent = kind_always,
	.is_default_route = kind_never,
	.is_moved = true,
};
