/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_DUMMY_H
#define NETSETUP_DUMMY_H

/* The kind "dummy": a link that leads nowhere (drivers/net/dummy.c). */
#include "kind.h"

extern const struct link_kind_entry dummy_kind;

#endif
