/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_KNOCK_H
#define RUNNER_KNOCK_H

/*
 * Whether a TCP port of a network namespace takes connections, on any address that the namespace has:
 * tried from inside, with sockets that belong to it.
 */
#include <stdbool.h>
#include <sys/socket.h>

#include "../netsetup/netlink.h"

/* Link-local addresses have one of their own, for a connection to one binds the socket to its link. */
enum knock_sort { KNOCK_IPV4, KNOCK_IPV6, KNOCK_LINK_LOCAL, KNOCK_SORTS };

/* The one who connects, for each sort of address: to one after the other. */
struct knocker {
	int fd;          /* -1: there is none, as on a kernel without IPv6 */
	size_t next;     /* which address comes next */
	bool is_waiting; /* for an answer */
	unsigned rounds; /* how often the answer was looked for */
};

struct knock {
	unsigned short port;
	struct knocker knockers[KNOCK_SORTS];
};

/* Without sockets. */
struct knock knock_none(void);

/* Opens a socket for it in the namespace of the caller, who owns it. The descriptor, or -1 (errno). */
int knock_open(enum knock_sort sort);

/* Takes such a socket, of AF_INET or AF_INET6, and owns it. */
void knock_take(struct knock *knock, int socket, int family);

/*
 * Tries each address once, as far as the answers come at once; those of loopback do. A connection that
 * is not answered, as by a full queue or a firewall, is looked at in later calls. Waits for nothing.
 * netlink is a socket of the namespace. Returns whether a connection was made; that socket is to be
 * closed then.
 */
bool knock_again(struct knock *knock, struct netlink *netlink);

/* Closes the sockets. */
void knock_close(struct knock *knock);

#endif
