/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_MACVLAN_H
#define NETSETUP_MACVLAN_H

/* The kind "macvlan": a link with a MAC address of its own on a parent (drivers/net/macvlan.c). */
#include "kind.h"

extern const struct link_kind_entry macvlan_kind;

#endif
