/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#include <assert.h>
#include <string.h>

#include "cleanup.h"
#include "macvlan.h"

static const struct link_kind_entry *const kinds[] = {
	[LINK_MACVLAN] = &macvlan_kind,
};
static_assert(ARRAY_SIZE(kinds) == LINK_KIND_COUNT, "a link kind is missing here");

const struct link_kind_entry *link_kind(enum link_kind kind)
{
	return kinds[kind];
}

int link_mode_by_name(enum link_kind kind, const char *name, int *mode)
{
	for (const struct link_mode *known = kinds[kind]->modes; known->name != NULL; known++) {
		if (strcmp(known->name, name) == 0) {
			*mode = known->value;
			return 0;
		}
	}
	return -1;
}

const char *link_mode_name(enum link_kind kind, int mode)
{
	for (const struct link_mode *known = kinds[kind]->modes; known->name != NULL; known++) {
		if (known->value == mode)
			return known->name;
	}
	return "unknown";
}
