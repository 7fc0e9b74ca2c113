/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_NAMESPACE_H
#define NETSETUP_NAMESPACE_H

/*
 * A command's network namespace, as its supervisor holds it from outside. The three handles:
 *
 * The rtnetlink socket that the child configured the network with. It reaches in there, has the
 * namespace's cookie, and keeps it alive. (The kernel frees a netlink socket only after an RCU
 * grace period of about 18 ms; a child that closed it would make the namespace look held for as
 * long. So it is closed last, and counted.)
 *
 * The namespace's /proc/net/sockstat, opened inside. It counts the sockets that keep the namespace
 * alive, also those that no process has any more: a connection that is not over, a datagram that
 * waits for an ARP reply. Such a namespace lives on for minutes, and its links with it.
 *
 * The id that the host's namespace has for it (RTM_NEWNSID, net/core/net_namespace.c). It holds
 * nothing, and is gone with the namespace; links are deleted by it.
 */
#include <sys/types.h>

#include "link.h"
#include "netlink.h"

struct namespace_handle {
	int route;       /* the rtnetlink socket, or -1 */
	int sockstat;    /* or -1 */
	int id;          /* in the host's namespace; -1 when none was given */
	uint64_t cookie; /* by netlink_cookie() of the route socket */
};

/* A handle of nothing. */
struct namespace_handle namespace_none(void);

/* Opens the caller's network namespace; the caller owns the descriptor. -1 (errno). */
int namespace_open_own(void);

/* Opens the network namespace that the socket route is of; the caller owns the descriptor. -1 (errno). */
int namespace_open(int route);

/* Opens the sockstat of the caller's namespace. Returns the descriptor, or -1 with a failure. */
int namespace_open_sockstat(struct failure *failure);

/* Gives the namespace that is open as netns an id in the namespace of the socket netlink. */
int namespace_assign_id(struct netlink *netlink, int netns, int *id, struct failure *failure);

/* Finds the id that the socket's namespace has for the one that is open as netns; -1 when it has none. */
int namespace_find_id(struct netlink *netlink, int netns, int *id, struct failure *failure);

/*
 * Calls visit with each id that the socket's namespace has given: nsrun's of each run, the kernel's own of
 * others that a link leads to. The socket is busy meanwhile.
 */
int namespace_each_id(struct netlink *netlink, void (*visit)(int id, void *context), void *context,
	struct failure *failure);

/*
 * Removes the addresses of the links, so that no one in there answers for them any more: the
 * kernel may take many milliseconds to take a dead namespace apart. What is gone already is fine.
 */
void namespace_silence(
	const struct namespace_handle *handle, const struct link_config *links, size_t count);

/* Whether other sockets than the handle's own keep the namespace alive. */
bool namespace_has_sockets(const struct namespace_handle *handle);

/* Closes the descriptors: the handle keeps the namespace alive no longer. */
void namespace_let_go(struct namespace_handle *handle);

/*
 * Whether nothing at all keeps the namespace with this id alive. Certain from about 18 ms after
 * the last netlink socket of the namespace was closed; before that the answer may be a false no.
 */
bool namespace_is_gone(struct netlink *netlink, int id);

/* Whether the namespace with this id has a link with the MAC address. */
bool namespace_has_mac(struct netlink *netlink, int id, const struct mac_address *mac);

/* Whether the namespace has this VLAN of the parent, which is the number of a link elsewhere. */
bool namespace_has_vlan(struct netlink *netlink, int id, int parent, const struct vlan_tag *tag);

/*
 * Calls visit in the network namespace that is open as netns, and comes back into the caller's, open as
 * own. Returns 0, or -1 (errno) when it cannot be entered. There is no going on without the way back,
 * which cannot fail by what others do: then the process ends.
 */
int namespace_visit(int netns, int own, void (*visit)(void *context), void *context);

/*
 * Deletes the links of a namespace that something still keeps alive although its run is over, so
 * that their MAC addresses are free again. Takes about 20 ms. An id may have been given to another
 * namespace since it was noted: the caller has made sure that it is the one.
 */
void namespace_delete_links(struct netlink *netlink, int id);

#endif
