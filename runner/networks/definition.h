/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_DEFINITION_H
#define RUNNER_NETWORKS_DEFINITION_H

/*
 * A named network: what the links of the runs that are on it have in common. It is one file, in JSON
 * and in the words of docker network inspect, made by `nsrun network create` and fit for an editor:
 *
 *     {
 *       "Name": "my-macvlan-net",            as the file is called, without .json
 *       "Id": "64 hexadecimal digits",
 *       "Created": "2026-11-22T01:34:36.123456Z",
 *       "Driver": "macvlan",                 or "ipvlan"
 *       "EnableIPv6": false,                 whether a subnet is of IPv6
 *       "Internal": false,                   true: no default route
 *       "IPAM": { "Config": [ {
 *         "Subnet": "172.16.86.0/24",
 *         "IPRange": "172.16.86.128/25",     addresses are given from here only
 *         "Gateway": "172.16.86.1",
 *         "AuxiliaryAddresses": { "router": "172.16.86.5" }
 *       } ] },
 *       "Options": { "parent": "eth0", "macvlan_mode": "bridge", "mtu": "1400" },
 *       "Labels": { "owner": "me" }
 *     }
 *
 * Name, Id and Driver must be there. A key that is not known is an error, for whoever wrote it meant
 * something by it.
 */
#include <jansson.h>

#include "../../netsetup/link.h"
#include "subnet.h"

enum {
	NETWORK_NAME_SIZE = 64,
	NETWORK_ID_SIZE = 65,
	NETWORK_PARENT_SIZE = 128,
	NETWORK_MOST_SUBNETS = 8,
};

struct named_network {
	char name[NETWORK_NAME_SIZE];
	char id[NETWORK_ID_SIZE];
	enum link_kind kind; /* LINK_MACVLAN or LINK_IPVLAN */
	int mode, flags;     /* of the kind's tables */
	bool is_internal;
	char parent[NETWORK_PARENT_SIZE]; /* of --macvlan; or, with is_lan, the name of a LAN */
	bool is_lan;
	unsigned mtu; /* 0: the parent's */
	size_t subnet_count;
	struct subnet subnets[NETWORK_MOST_SUBNETS];
	json_t *json; /* the file as it is; owned */
};

/* Whether a network may be called so; else a failure that begins with what ("network create"). */
int definition_check_name(const char *what, const char *name, struct failure *failure);

/*
 * Reads the text of a file. path is the file's, for failures, which name it, the line and the key;
 * NULL: the text was made of the options of `nsrun network create`, and those are named instead. name
 * is what the file's name says. After success the caller releases the network.
 */
int definition_read(const char *text, const char *path, const char *name,
	struct named_network *network, struct failure *failure);
void definition_release(struct named_network *network);

/* The subnet that an address lies in, or NULL. */
const struct subnet *network_subnet_of(
	const struct named_network *network, const struct ip_address *address);

bool network_has_family(const struct named_network *network, sa_family_t family);

/* "172.16.86.0/24 and 2001:db8::/64", written into text. */
const char *network_subnets_text(const struct named_network *network, char *text, size_t size);

#endif
