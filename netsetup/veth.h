/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_VETH_H
#define NETSETUP_VETH_H

/*
 * The kind "veth": a pair of links, and what goes into one comes out of the other (veth(4)). As a
 * link of a command its other end is a port of a bridge of the host's.
 */
#include "kind.h"

extern const struct link_kind_entry veth_kind;

/*
 * Adds the other end to a request that makes a veth: it is made in the namespace of the request's
 * socket, with this name and MAC address (NULL: the kernel chooses one). Returns 0, or -1 when
 * there is no room.
 */
int veth_put_peer(struct nl_msg *request, const char *name, const struct mac_address *mac);

#endif
