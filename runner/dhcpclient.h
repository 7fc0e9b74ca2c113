/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DHCPCLIENT_H
#define RUNNER_DHCPCLIENT_H

/*
 * The DHCP clients that nsrun can use, in a table: how each is called, and what it says when it has
 * a lease. All files of a client are below DHCPCLIENT_DIRECTORY, which is private to it (confine.h).
 */
#include <limits.h>
#include <stdio.h>

#include "../netsetup/lease.h"

#define DHCPCLIENT_DIRECTORY "/run/nsrun-dhcp"
#define DHCPCLIENT_EVENTS    "/run/nsrun-dhcp/events" /* the FIFO of its events */

enum { MOST_CLIENT_WORDS = 32 };

/* A client as it is called for one link. */
struct dhcp_call {
	const struct link_config *link;
	const char *hostname;      /* to tell the server; NULL: nothing */
	const char *path;          /* of the program */
	char client_id[3 * 8 + 1]; /* "00:01:02:…"; empty: that of the MAC address */
	char words[MOST_CLIENT_WORDS][96];
	char *arguments[MOST_CLIENT_WORDS + 2];
	size_t count;
};

struct dhcp_client {
	const char *name;
	bool configures; /* it adds and removes addresses and routes itself */
	/* Writes its configuration, if it takes one from a file. Returns 0 or -1 (errno). */
	int (*write_configuration)(const struct dhcp_call *call);
	/* Fills in the arguments. */
	void (*call)(struct dhcp_call *call);
};

/* Finds the first of the table that the system has, and its path. NULL when there is none. */
const struct dhcp_client *dhcpclient_find(char path[PATH_MAX]);

/*
 * Prepares a call for the link: its arguments, its script, its configuration. A link that has its MAC
 * address from an interface of the host's gets a client id of its own, or the server would take it
 * for the host.
 */
int dhcpclient_prepare(
	const struct dhcp_client *client, struct dhcp_call *call, struct failure *failure);

enum dhcp_event {
	DHCP_NOTHING, /* that need be known */
	DHCP_LEASED,  /* or once more, or another */
	DHCP_LOST,
};

/* Reads a line of the events' FIFO, which it takes apart. The lease is set for DHCP_LEASED. */
enum dhcp_event dhcpclient_read(char *line, struct lease *lease);

#endif
