/* SPDX-License-Identifier: MIT */
#include "hardware.h"

const struct link_kind_entry hardware_kind = {
	.name = "physical",
	.title = "a physical interface",
	.modes = kind_no_choices,
	.flags = kind_no_choices,
	.describe = kind_describe_nothing,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_never,
	.takes_parent = kind_always,
	.is_default_route = kind_never,
	.is_moved = true,
};
