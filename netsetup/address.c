/* SPDX-License-Identifier: MIT */
#include "address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

size_t ip_size(const struct ip_address *address)
{
	return address->family == AF_INET ? 4 : 16;
}

unsigned char ip_bits(const struct ip_address *address)
{
	return address->family == AF_INET ? 32 : 128;
}

int ip_parse(const char *text, struct ip_address *address)
{
	memset(address, 0, sizeof(*address));
	address->family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	return inet_pton(address->family, text, address->bytes) == 1 ? 0 : -1;
}

/* Decimal digits only: no sign, no blanks, at most three of them. Returns -1 for anything else. */
static int parse_length(const char *text)
{
	int length = 0;

	if (*text == '\0' || strlen(text) > 3)
		return -1;
	for (; *text != '\0'; text++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		length = length * 10 + (*text - '0');
	}
	return length;
}

int ip_prefix_parse(const char *option, const char *text, int least, struct ip_prefix *prefix,
	struct failure *failure)
{
	const char *slash = strchr(text, '/');
	size_t size = slash != NULL ? (size_t)(slash - text) : strlen(text);
	char address[IP_TEXT_SIZE];
	int length;

	if (size >= sizeof(address))
		return fail(failure, 0, "%s %s: not an IPv4 or IPv6 address", option, text);
	memcpy(address, text, size);
	address[size] = '\0';
	if (ip_parse(address, &prefix->address) < 0)
		return fail(failure, 0, "%s %s: not an IPv4 or IPv6 address", option, text);
	if (slash == NULL)
		return fail(failure, 0, "%s %s: the prefix length is missing, as in %s/%d", option,
			text, text, prefix->address.family == AF_INET ? 24 : 64);

	length = parse_length(slash + 1);
	if (length < least || length > ip_bits(&prefix->address))
		return fail(failure, 0, "%s %s: the prefix length must be %d to %d", option, text,
			least, ip_bits(&prefix->address));
	prefix->length = (unsigned char)length;
	return 0;
}

static int hex_digit(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = strchr(digits, tolower((unsigned char)digit));

	return digit != '\0' && found != NULL ? (int)(found - digits) : -1;
}

int mac_parse(const char *text, struct mac_address *mac)
{
	if (strlen(text) != MAC_TEXT_SIZE - 1)
		return -1;
	for (size_t i = 0; i < sizeof(mac->bytes); i++) {
		int high = hex_digit(text[3 * i]);
		int low = hex_digit(text[3 * i + 1]);

		if (high < 0 || low < 0 || (i < 5 && text[3 * i + 2] != ':'))
			return -1;
		mac->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

const char *ip_format(const struct ip_address *address, char *text)
{
	return inet_ntop(address->family, address->bytes, text, IP_TEXT_SIZE);
}

const char *ip_prefix_format(const struct ip_prefix *prefix, char *text)
{
	size_t used;

	ip_format(&prefix->address, text);
	used = strlen(text);
	snprintf(text + used, PREFIX_TEXT_SIZE - used, "/%u", prefix->length);
	return text;
}

const char *mac_format(const struct mac_address *mac, char *text)
{
	const unsigned char *b = mac->bytes;

	snprintf(text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4],
		b[5]);
	return text;
}

bool ip_equal(const struct ip_address *one, const struct ip_address *other)
{
	return one->family == other->family &&
		memcmp(one->bytes, other->bytes, sizeof(one->bytes)) == 0;
}

bool mac_equal(const struct mac_address *one, const struct mac_address *other)
{
	return memcmp(one->bytes, other->bytes, sizeof(one->bytes)) == 0;
}

/* The bits of byte number index that belong to the net of prefix. */
static unsigned char net_mask(const struct ip_prefix *prefix, size_t index)
{
	int bits = prefix->length - (int)(8 * index);

	if (bits >= 8)
		return 0xff;
	if (bits <= 0)
		return 0;
	return (unsigned char)((0xffU << (8 - bits)) & 0xffU);
}

bool ip_prefix_contains(const struct ip_prefix *prefix, const struct ip_address *address)
{
	if (prefix->address.family != address->family)
		return false;
	for (size_t i = 0; i < ip_size(address); i++) {
		if ((prefix->address.bytes[i] ^ address->bytes[i]) & net_mask(prefix, i))
			return false;
	}
	return true;
}

static bool all_bytes_are(const struct ip_address *address, unsigned char value)
{
	for (size_t i = 0; i < ip_size(address); i++) {
		if (address->bytes[i] != value)
			return false;
	}
	return true;
}

bool ip_prefix_overlap(const struct ip_prefix *one, const struct ip_prefix *other)
{
	return ip_prefix_contains(one, &other->address) || ip_prefix_contains(other, &one->address);
}

const char *ip_prefix_refuses(const struct ip_prefix *prefix, const struct ip_address *address)
{
	struct ip_address network = ip_prefix_network(prefix);
	struct ip_address broadcast = ip_prefix_broadcast(prefix);

	if (!ip_prefix_contains(prefix, address))
		return "it is not in the net";
	if (prefix->address.family != AF_INET || prefix->length > 30)
		return NULL;
	if (ip_equal(address, &network))
		return "this is the address of the net itself";
	if (ip_equal(address, &broadcast))
		return "this is the broadcast address of the net";
	return NULL;
}

bool ip_is_unspecified(const struct ip_address *address)
{
	return all_bytes_are(address, 0);
}

bool ip_is_loopback(const struct ip_address *address)
{
	static const struct ip_address one = { .family = AF_INET6, .bytes = { [15] = 1 } };

	if (address->family == AF_INET)
		return address->bytes[0] == 127;
	return ip_equal(address, &one);
}

bool ip_is_multicast(const struct ip_address *address)
{
	if (address->family == AF_INET)
		return (address->bytes[0] & 0xf0) == 0xe0 || all_bytes_are(address, 0xff);
	return address->bytes[0] == 0xff;
}

bool ip_is_link_local(const struct ip_address *address)
{
	return address->family == AF_INET6 && address->bytes[0] == 0xfe &&
		(address->bytes[1] & 0xc0) == 0x80;
}

struct ip_address ip_prefix_network(const struct ip_prefix *prefix)
{
	struct ip_address network = prefix->address;

	for (size_t i = 0; i < ip_size(&network); i++)
		network.bytes[i] &= net_mask(prefix, i);
	return network;
}

struct ip_address ip_prefix_broadcast(const struct ip_prefix *prefix)
{
	struct ip_address broadcast = prefix->address;

	for (size_t i = 0; i < ip_size(&broadcast); i++)
		broadcast.bytes[i] |= (unsigned char)~net_mask(prefix, i);
	return broadcast;
}

struct ip_prefix ip_link_local_of(const struct mac_address *mac)
{
	const unsigned char *b = mac->bytes;
	struct ip_prefix prefix = {
		.address = { .family = AF_INET6,
			.bytes = { 0xfe, 0x80, [8] = b[0] ^ 2, b[1], b[2], 0xff, 0xfe, b[3], b[4],
				b[5] } },
		.length = 64,
	};

	return prefix;
}

struct mac_address mac_of_ipv4(const struct ip_address *address)
{
	struct mac_address mac = { { 0x02, 0x42 } };

	memcpy(mac.bytes + 2, address->bytes, 4);
	return mac;
}

int mac_random(struct mac_address *mac, struct failure *failure)
{
	if (getrandom(mac->bytes, sizeof(mac->bytes), 0) != (ssize_t)sizeof(mac->bytes))
		return fail(failure, errno, "getrandom for a MAC address");
	mac->bytes[0] = (unsigned char)((mac->bytes[0] & 0xfc) | 0x02);
	return 0;
}
