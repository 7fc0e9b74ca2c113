/* SPDX-License-Identifier: MIT */
#include "subnet.h"

#include <string.h>

#include "../../netsetup/cleanup.h"

/* A subnet with the numbers of its keys. */
struct found_subnet {
	struct subnet *subnet;
	unsigned prefix, range, gateway;
	unsigned auxiliary[SUBNET_MOST_AUXILIARY];
	const char *auxiliary_keys[SUBNET_MOST_AUXILIARY];
};

static int read_prefix(
	struct reader *reader, const char *key, json_t *value, struct ip_prefix *prefix)
{
	const char *text = reader_text(reader, key, value);
	struct failure why;
	struct ip_address network;
	char plain[PREFIX_TEXT_SIZE];

	if (text == NULL)
		return -1;
	if (ip_prefix_parse("", text, 1, prefix, &why) < 0) {
		/* It begins with " TEXT: ", which is said here already. */
		const char *reason = strstr(why.text, ": ");

		return reader_wrong(reader, key, reader->number, text, "%s",
			reason != NULL ? reason + 2 : why.text);
	}
	network = ip_prefix_network(prefix);
	if (ip_equal(&network, &prefix->address))
		return 0;
	prefix->address = network;
	return reader_wrong(reader, key, reader->number, text,
		"the prefix has host bits: the net is %s", ip_prefix_format(prefix, plain));
}

static int read_address(
	struct reader *reader, const char *key, json_t *value, struct ip_address *address)
{
	const char *text = reader_text(reader, key, value);

	if (text == NULL)
		return -1;
	if (ip_parse(text, address) < 0)
		return reader_wrong(reader, key, reader->number, text,
			"not an IPv4 or IPv6 address: write it without a length");
	return 0;
}

static int read_subnet_prefix(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found_subnet *found = into;

	found->prefix = reader->number;
	return read_prefix(reader, key, value, &found->subnet->prefix);
}

static int read_range(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found_subnet *found = into;

	found->range = reader->number;
	return read_prefix(reader, key, value, &found->subnet->range);
}

static int read_gateway(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found_subnet *found = into;

	found->gateway = reader->number;
	return read_address(reader, key, value, &found->subnet->gateway);
}

static int read_one_auxiliary(struct reader *reader, const char *name, json_t *address, void *into)
{
	struct found_subnet *found = into;
	size_t i = found->subnet->auxiliary_count;

	if (i == SUBNET_MOST_AUXILIARY)
		return reader_wrong(reader, SUBNET_AUXILIARY, reader->number, "",
			"more than %d addresses: a subnet can have no more", SUBNET_MOST_AUXILIARY);
	found->subnet->auxiliary_count++;
	found->auxiliary[i] = reader->number;
	found->auxiliary_keys[i] = name;
	return read_address(reader, name, address, &found->subnet->auxiliary[i]);
}

static int read_auxiliary(struct reader *reader, const char *key, json_t *value, void *into)
{
	return reader_each(reader, key, value, read_one_auxiliary, into);
}

static const struct reader_field subnet_fields[] = {
	{ "Subnet", read_subnet_prefix },
	{ "IPRange", read_range },
	{ "Gateway", read_gateway },
	{ SUBNET_AUXILIARY, read_auxiliary },
};

static int check_host(const struct reader *reader, const char *key, unsigned number,
	const struct subnet *subnet, const struct ip_address *address)
{
	const char *why = ip_prefix_refuses(&subnet->prefix, address);
	char text[IP_TEXT_SIZE], prefix[PREFIX_TEXT_SIZE];

	if (why == NULL)
		return 0;
	return reader_wrong(reader, key, number, ip_format(address, text), "%s (%s)", why,
		ip_prefix_format(&subnet->prefix, prefix));
}

static int check_range(const struct reader *reader, const struct found_subnet *found)
{
	struct subnet *subnet = found->subnet;
	char text[PREFIX_TEXT_SIZE], prefix[PREFIX_TEXT_SIZE];

	if (found->range == 0) {
		subnet->range = subnet->prefix;
		return 0;
	}
	if (subnet->range.length >= subnet->prefix.length &&
		ip_prefix_contains(&subnet->prefix, &subnet->range.address))
		return 0;
	return reader_wrong(reader, "IPRange", found->range, ip_prefix_format(&subnet->range, text),
		"not within the subnet (%s)", ip_prefix_format(&subnet->prefix, prefix));
}

/* Runs on one of two overlapping subnets would not reach those on the other. */
static int check_overlap(const struct reader *reader, const struct subnet *subnets, size_t number,
	const struct found_subnet *found)
{
	const struct ip_prefix *prefix = &found->subnet->prefix;
	char text[PREFIX_TEXT_SIZE], other[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < number; i++) {
		if (ip_prefix_overlap(&subnets[i].prefix, prefix))
			return reader_wrong(reader, "Subnet", found->prefix,
				ip_prefix_format(prefix, text), "overlaps with %s",
				ip_prefix_format(&subnets[i].prefix, other));
	}
	return 0;
}

static int check_auxiliary(struct reader *reader, const struct found_subnet *found)
{
	const struct subnet *subnet = found->subnet;
	const char *outer = reader->object;

	reader->object = SUBNET_AUXILIARY;
	for (size_t i = 0; i < subnet->auxiliary_count; i++) {
		if (check_host(reader, found->auxiliary_keys[i], found->auxiliary[i], subnet,
			    &subnet->auxiliary[i]) < 0)
			return -1;
	}
	reader->object = outer;
	return 0;
}

static int check_subnet(struct reader *reader, const struct subnet *subnets, size_t number,
	const struct found_subnet *found)
{
	struct subnet *subnet = found->subnet;
	char text[PREFIX_TEXT_SIZE];

	if (ip_is_multicast(&subnet->prefix.address) || ip_is_loopback(&subnet->prefix.address) ||
		ip_is_unspecified(&subnet->prefix.address))
		return reader_wrong(reader, "Subnet", found->prefix,
			ip_prefix_format(&subnet->prefix, text), "no host can be in this net");
	if (check_overlap(reader, subnets, number, found) < 0 || check_range(reader, found) < 0)
		return -1;
	if (found->gateway != 0 &&
		check_host(reader, "Gateway", found->gateway, subnet, &subnet->gateway) < 0)
		return -1;
	return check_auxiliary(reader, found);
}

int subnet_read(struct reader *reader, const char *key, json_t *value, struct subnet *subnets,
	size_t number)
{
	struct found_subnet found = { .subnet = &subnets[number] };

	if (reader_fields(reader, key, value, subnet_fields, ARRAY_SIZE(subnet_fields), &found) < 0)
		return -1;
	if (found.prefix == 0)
		return reader_wrong(
			reader, key, reader->number, "", "a \"Subnet\" is missing in it");
	return check_subnet(reader, subnets, number, &found);
}
