/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_ADDRESS_H
#define NETSETUP_ADDRESS_H

/*
 * IP addresses, prefixes and MAC addresses: how they are written, and the questions that can be
 * answered without asking the kernel. All values are plain data in network byte order.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "failure.h"

struct ip_address {
	sa_family_t family;      /* AF_INET or AF_INET6; AF_UNSPEC when unset */
	unsigned char bytes[16]; /* the first four for IPv4; the rest is zero */
};

struct ip_prefix {
	struct ip_address address; /* host bits are kept: 10.0.0.2/24 is an address and its net */
	unsigned char length;      /* 0 to 32 for IPv4, 0 to 128 for IPv6 */
};

struct mac_address {
	unsigned char bytes[6];
};

enum {
	IP_TEXT_SIZE = 46,     /* room for an address with its NUL: INET6_ADDRSTRLEN */
	PREFIX_TEXT_SIZE = 50, /* … and "/128" */
	MAC_TEXT_SIZE = 18,
};

/* Number of significant bytes (4 or 16), and of bits (32 or 128). */
size_t ip_size(const struct ip_address *address);
unsigned char ip_bits(const struct ip_address *address);

/* Reads the forms of inet_pton(3), without a zone or a length. Returns 0, or -1 for any other text. */
int ip_parse(const char *text, struct ip_address *address);

/*
 * Reads "ADDRESS/LEN", of a length not below least: 0 for a route, 1 for an address. option is what
 * the failure begins with, as in
 * "--ip 172.16.86.2: the prefix length is missing, as in 172.16.86.2/24".
 */
int ip_prefix_parse(const char *option, const char *text, int least, struct ip_prefix *prefix,
	struct failure *failure);

/* Reads six hexadecimal bytes with colons between them. Returns 0 or -1. */
int mac_parse(const char *text, struct mac_address *mac);

/* Write into the caller's buffer of IP_TEXT_SIZE, PREFIX_TEXT_SIZE or MAC_TEXT_SIZE; return it. */
const char *ip_format(const struct ip_address *address, char *text);
const char *ip_prefix_format(const struct ip_prefix *prefix, char *text);
const char *mac_format(const struct mac_address *mac, char *text);

bool ip_equal(const struct ip_address *one, const struct ip_address *other);
bool mac_equal(const struct mac_address *one, const struct mac_address *other);

/* Whether address lies in the net of prefix; never so for two families. */
bool ip_prefix_contains(const struct ip_prefix *prefix, const struct ip_address *address);

/* Whether one of them lies within the other. */
bool ip_prefix_overlap(const struct ip_prefix *one, const struct ip_prefix *other);

/*
 * Why the address cannot be a host's in the net of prefix; NULL when it can. Of IPv4 nets of /30 and
 * wider the first address and the last are no host's.
 */
const char *ip_prefix_refuses(const struct ip_prefix *prefix, const struct ip_address *address);

bool ip_is_unspecified(const struct ip_address *address);
bool ip_is_loopback(const struct ip_address *address);
bool ip_is_multicast(const struct ip_address *address);  /* and the IPv4 address of all hosts */
bool ip_is_link_local(const struct ip_address *address); /* IPv6 fe80::/10 only */

/* The host bits all zero, or all one. For IPv4 nets of /30 and wider these are no hosts. */
struct ip_address ip_prefix_network(const struct ip_prefix *prefix);
struct ip_address ip_prefix_broadcast(const struct ip_prefix *prefix);

/* fe80::/64 with the modified EUI-64 of a MAC (RFC 4291, appendix A). */
struct ip_prefix ip_link_local_of(const struct mac_address *mac);

/* 02:42 followed by the four bytes of an IPv4 address, as Docker does. */
struct mac_address mac_of_ipv4(const struct ip_address *address);

/* A random address: unicast, locally administered. */
int mac_random(struct mac_address *mac, struct failure *failure);

#endif
