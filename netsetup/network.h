/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_NETWORK_H
#define NETSETUP_NETWORK_H

/*
 * The network of a command, from the inside: called in the new network namespace, before anything
 * of the user's runs there. netlink is a socket of that namespace.
 */
#include "link.h"
#include "netlink.h"
#include "sysctls.h"

/* Settles the namespace; lo's own setting, too, unless links follow: then network_settle() sees to it. */
int network_prepare(struct netlink *netlink, bool links_follow, struct failure *failure);

/* Brings lo up: it has 127.0.0.1/8 and, where IPv6 is on, ::1. */
int network_raise_lo(struct netlink *netlink, struct failure *failure);

/*
 * The three that follow are called in this order, for the order matters: name, settings, addresses, up,
 * routes.
 *
 * Gives the links, which exist and are down, their names and settings. created has the name of each as
 * it was created; it is given its own where that differs. Leaves the number of each in its index.
 */
int network_settle(struct netlink *netlink, struct link_config *links, size_t count,
	char (*created)[IFNAMSIZ], struct failure *failure);

/*
 * Writes what the user set, in order and over what is set by nsrun. What is for new links is for these,
 * too.
 */
int network_tune(const struct link_config *links, size_t count, const struct sysctl_list *sysctls,
	struct failure *failure);

/*
 * Gives the links what they carry, so that all is usable when it returns. An address that is there before the
 * link is up is announced to the neighbours at the moment it comes up; one added after is not. A
 * link that comes up has its addresses at once, with no time in between in which one could be
 * asked for and not answer.
 *
 * Links with probe ask for their addresses before that, all at once and for less than a second: up,
 * without addresses, and down again. failure->code is 0 and failure->link the link's when somebody
 * has one. Their probe_socket is closed.
 */
int network_configure(
	struct netlink *netlink, struct link_config *links, size_t count, struct failure *failure);

#endif
