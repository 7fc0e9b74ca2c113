/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_SUBNET_H
#define RUNNER_NETWORKS_SUBNET_H

/* One entry of "Config" in a network's file (definition.h): a net whose addresses its runs have. */
#include "../../netsetup/address.h"
#include "reader.h"

enum { SUBNET_MOST_AUXILIARY = 16 };

#define SUBNET_AUXILIARY "AuxiliaryAddresses"

struct subnet {
	struct ip_prefix prefix;   /* host bits all zero */
	struct ip_prefix range;    /* within it, as wide as it or narrower */
	struct ip_address gateway; /* AF_UNSPEC: none */
	size_t auxiliary_count;
	struct ip_address auxiliary[SUBNET_MOST_AUXILIARY]; /* of others: not to be given */
};

/*
 * Reads the value of key, which is one of the network's subnets, into subnets[number]. Those before it
 * are read already: none may overlap with it.
 */
int subnet_read(struct reader *reader, const char *key, json_t *value, struct subnet *subnets,
	size_t number);

#endif
