/* SPDX-License-Identifier: MIT */
#include "dummy.h"

const struct link_kind_entry dummy_kind = {
	.name = "dummy",
	.title = "a dummy",
	.modes = kind_no_choices,
	.flags = kind_no_choices,
	.describe = kind_describe_nothing,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_always,
	.takes_parent = kind_never,
	.is_default_route = kind_never,
	.has_no_parent = true,
};
