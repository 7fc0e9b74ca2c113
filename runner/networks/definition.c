/* SPDX-License-Identifier: MIT */
#include "definition.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/kinds.h"
#include "../numbers.h"
#include "reader.h"

enum {
	LEAST_MTU = 68, /* RFC 791 */
	GREATEST_MTU = 65535,
	LAN_DIGITS = 12, /* of the network's ID, in the name of its LAN */
};

#define OPTIONS "Options"

/* Docker's own, which stand for something else there. */
static const char *const reserved[] = { "none", "host", "bridge", "default" };

int definition_check_name(const char *what, const char *name, struct failure *failure)
{
	for (size_t i = 0; i < ARRAY_SIZE(reserved); i++) {
		if (strcmp(name, reserved[i]) == 0)
			return fail(failure, 0, "%s %s: this cannot be the name of a network", what,
				name);
	}
	if (strlen(name) >= NETWORK_NAME_SIZE)
		return fail(failure, 0, "%s %s: too long: at most %d characters", what, name,
			NETWORK_NAME_SIZE - 1);
	for (const char *letter = name; *letter != '\0' || letter == name; letter++) {
		if (!isalnum((unsigned char)*letter) &&
			(letter == name || strchr("-._", *letter) == NULL))
			return fail(failure, 0,
				"%s %s: must be of letters, digits, '-', '.' and '_', and begin "
				"with a letter or digit",
				what, name);
	}
	return 0;
}

/* What is read before all of it is known: what else it depends on may stand behind it. */
struct found {
	struct named_network *network;
	json_t *mode, *flag, *ipv6; /* not owned */
	const char *mode_key, *flag_key, *mtu;
	unsigned mode_number, flag_number, ipv6_number, mtu_number;
};

static int read_into(
	const struct reader *reader, const char *key, json_t *value, char *text, size_t size)
{
	const char *found = reader_text(reader, key, value);

	if (found == NULL)
		return -1;
	if ((size_t)snprintf(text, size, "%s", found) >= size)
		return reader_wrong(reader, key, reader->number, found, "too long");
	if (found[0] == '\0')
		return reader_wrong(reader, key, reader->number, "", "is empty");
	return 0;
}

static int read_name(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;
	const char *name = reader_text(reader, key, value);

	if (name == NULL)
		return -1;
	if (strcmp(name, found->network->name) != 0)
		return reader_wrong(reader, key, reader->number, name,
			"must be \"%s\", as the file is called", found->network->name);
	return 0;
}

static int read_id(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;
	char *id = found->network->id;

	if (read_into(reader, key, value, id, NETWORK_ID_SIZE) < 0)
		return -1;
	if (strlen(id) != NETWORK_ID_SIZE - 1 ||
		strspn(id, "0123456789abcdef") != NETWORK_ID_SIZE - 1)
		return reader_wrong(reader, key, reader->number, id,
			"must be %d hexadecimal digits", NETWORK_ID_SIZE - 1);
	return 0;
}

static int read_driver(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;
	const char *driver = reader_text(reader, key, value);

	if (driver == NULL)
		return -1;
	if (strcmp(driver, "macvlan") == 0)
		found->network->kind = LINK_MACVLAN;
	else if (strcmp(driver, "ipvlan") == 0)
		found->network->kind = LINK_IPVLAN;
	else
		return reader_wrong(
			reader, key, reader->number, driver, "must be macvlan or ipvlan");
	return 0;
}

static int read_ipv6(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;
	bool flag;

	found->ipv6 = value;
	found->ipv6_number = reader->number;
	return reader_flag(reader, key, value, &flag);
}

static int read_internal(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;

	return reader_flag(reader, key, value, &found->network->is_internal);
}

/* When nsrun made it, and labels: for people. */
static int read_for_people(struct reader *reader, const char *key, json_t *value, void *into)
{
	(void)into;
	return reader_text(reader, key, value) != NULL ? 0 : -1;
}

static int read_parent(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;

	if (found->network->parent[0] != '\0')
		return reader_wrong(reader, key, reader->number, "",
			"the parent is %s already: leave one of them out", found->network->parent);
	return read_into(reader, key, value, found->network->parent, NETWORK_PARENT_SIZE);
}

static int read_mode(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;

	if (found->mode != NULL)
		return reader_wrong(reader, key, reader->number, "",
			"there is \"%s\", too: leave one of them out", found->mode_key);
	found->mode = value;
	found->mode_key = key;
	found->mode_number = reader->number;
	return reader_text(reader, key, value) != NULL ? 0 : -1;
}

static int read_flag(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;

	found->flag = value;
	found->flag_key = key;
	found->flag_number = reader->number;
	return reader_text(reader, key, value) != NULL ? 0 : -1;
}

static int read_mtu(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;

	found->mtu = reader_text(reader, key, value);
	found->mtu_number = reader->number;
	if (found->mtu == NULL)
		return -1;
	if (number_parse(found->mtu, LEAST_MTU, GREATEST_MTU, &found->network->mtu) < 0)
		return reader_wrong(reader, key, reader->number, found->mtu,
			"must be a whole number from %d to %d", LEAST_MTU, GREATEST_MTU);
	return 0;
}

static const struct reader_field option_fields[] = {
	{ "parent", read_parent },
	{ "macvlan_parent", read_parent },
	{ "ipvlan_parent", read_parent },
	{ "mode", read_mode },
	{ "macvlan_mode", read_mode },
	{ "ipvlan_mode", read_mode },
	{ "ipvlan_flag", read_flag },
	{ "mtu", read_mtu },
};

static int read_options(struct reader *reader, const char *key, json_t *value, void *into)
{
	return reader_fields(reader, key, value, option_fields, ARRAY_SIZE(option_fields), into);
}

static int read_labels(struct reader *reader, const char *key, json_t *value, void *into)
{
	return reader_each(reader, key, value, read_for_people, into);
}

static int read_config(struct reader *reader, const char *key, json_t *value, void *into)
{
	struct found *found = into;
	size_t index;
	json_t *subnet;

	if (!json_is_array(value))
		return reader_wrong(reader, key, reader->number, "", "must be an array, [...]");
	json_array_foreach(value, index, subnet) {
		if (found->network->subnet_count == NETWORK_MOST_SUBNETS)
			return reader_wrong(reader, key, reader->number, "",
				"more than %d subnets: a network can have no more",
				NETWORK_MOST_SUBNETS);
		if (subnet_read(reader, key, subnet, found->network->subnets,
			    found->network->subnet_count++) < 0)
			return -1;
	}
	return 0;
}

static const struct reader_field ipam_fields[] = { { "Config", read_config } };

static int read_ipam(struct reader *reader, const char *key, json_t *value, void *into)
{
	return reader_fields(reader, key, value, ipam_fields, ARRAY_SIZE(ipam_fields), into);
}

static const struct reader_field fields[] = {
	{ "Name", read_name },
	{ "Id", read_id },
	{ "Created", read_for_people },
	{ "Driver", read_driver },
	{ "EnableIPv6", read_ipv6 },
	{ "Internal", read_internal },
	{ "IPAM", read_ipam },
	{ OPTIONS, read_options },
	{ "Labels", read_labels },
};

/* "macvlan_mode" of a macvlan, and of whatever driver "mode". */
static int check_prefix(const struct reader *reader, const struct named_network *network,
	const char *key, unsigned number)
{
	const char *driver = link_kind(network->kind)->name;
	const char *end = strchr(key, '_');

	if (end == NULL || strncmp(key, driver, (size_t)(end - key)) == 0)
		return 0;
	return reader_wrong(reader, key, number, "", "the driver is %s: leave it out", driver);
}

static int check_choice(const struct reader *reader, const struct link_choice *choices,
	const char *key, unsigned number, const json_t *value, int *choice)
{
	const char *text = json_string_value(value);
	char names[LINK_CHOICES_SIZE];

	if (link_choice_by_name(choices, text, choice) == 0)
		return 0;
	return reader_wrong(
		reader, key, number, text, "must be one of %s", link_choice_names(choices, names));
}

static int check_options(const struct reader *reader, const struct found *found)
{
	struct named_network *network = found->network;
	const struct link_kind_entry *kind = link_kind(network->kind);

	network->mode = kind->modes[0].value;
	if (found->mode != NULL &&
		(check_prefix(reader, network, found->mode_key, found->mode_number) < 0 ||
			check_choice(reader, kind->modes, found->mode_key, found->mode_number,
				found->mode, &network->mode) < 0))
		return -1;
	if (found->flag != NULL &&
		(check_prefix(reader, network, found->flag_key, found->flag_number) < 0 ||
			check_choice(reader, kind->flags, found->flag_key, found->flag_number,
				found->flag, &network->flags) < 0))
		return -1;
	return 0;
}

static int check_ipv6(const struct reader *reader, const struct found *found)
{
	const struct named_network *network = found->network;
	bool has_ipv6 = network_has_family(network, AF_INET6);

	if (has_ipv6 && network->mtu != 0 && network->mtu < IPV6_LEAST_MTU)
		return reader_wrong(reader, "mtu", found->mtu_number, found->mtu,
			"IPv6 needs at least %d, and there is a subnet of IPv6", IPV6_LEAST_MTU);
	if (found->ipv6 == NULL || json_is_true(found->ipv6) == has_ipv6)
		return 0;
	return reader_wrong(reader, "EnableIPv6", found->ipv6_number, "",
		has_ipv6 ? "a subnet is of IPv6: this must be true"
			 : "there is no subnet of IPv6: give it one");
}

/* Which of the keys that must be there is not; NULL: none. */
static const char *find_missing(const json_t *root)
{
	static const char *const needed[] = { "Name", "Id", "Driver" };

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		if (json_object_get(root, needed[i]) == NULL)
			return needed[i];
	}
	return NULL;
}

/* The option of `network create` that gave the value of a key. */
static const char *option_of(const char *object, const char *key)
{
	static const struct {
		const char *key, *option;
	} options[] = {
		{ "Driver", "--driver " },
		{ "EnableIPv6", "--ipv6" },
		{ "Subnet", "--subnet " },
		{ "Config", "--subnet" },
		{ "IPRange", "--ip-range " },
		{ "Gateway", "--gateway " },
	};
	static char text[300];
	bool is_auxiliary = strcmp(object, SUBNET_AUXILIARY) == 0;

	/* The keys of both are the user's own words. */
	for (size_t i = 0; !is_auxiliary && strcmp(object, OPTIONS) != 0 && i < ARRAY_SIZE(options);
		i++) {
		if (strcmp(options[i].key, key) == 0)
			return options[i].option;
	}
	snprintf(text, sizeof(text), "%s %s=", is_auxiliary ? "--aux-address" : "--opt", key);
	return text;
}

static void place_on_lan(struct named_network *network)
{
	network->is_lan = network->parent[0] == '\0';
	if (network->is_lan)
		snprintf(network->parent, sizeof(network->parent), "net-%.*s", LAN_DIGITS,
			network->id);
}

static int read_root(struct reader *reader, struct named_network *network)
{
	struct found found = { .network = network };
	const char *missing;

	if (reader_fields(reader, "network", network->json, fields, ARRAY_SIZE(fields), &found) < 0)
		return -1;
	missing = find_missing(network->json);
	if (missing != NULL)
		return reader_missing(reader, missing);
	if (check_options(reader, &found) < 0 || check_ipv6(reader, &found) < 0)
		return -1;
	place_on_lan(network);
	return 0;
}

int definition_read(const char *text, const char *path, const char *name,
	struct named_network *network, struct failure *failure)
{
	struct reader reader = {
		.path = path,
		.text = text,
		.option_of = option_of,
		.object = "",
		.failure = failure,
	};

	memset(network, 0, sizeof(*network));
	snprintf(network->name, sizeof(network->name), "%s", name);
	network->json = reader_parse(&reader);
	if (network->json == NULL)
		return -1;
	if (read_root(&reader, network) == 0)
		return 0;
	definition_release(network);
	return -1;
}

void definition_release(struct named_network *network)
{
	json_decref(network->json);
	network->json = NULL;
}

const struct subnet *network_subnet_of(
	const struct named_network *network, const struct ip_address *address)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (ip_prefix_contains(&network->subnets[i].prefix, address))
			return &network->subnets[i];
	}
	return NULL;
}

bool network_has_family(const struct named_network *network, sa_family_t family)
{
	for (size_t i = 0; i < network->subnet_count; i++) {
		if (network->subnets[i].prefix.address.family == family)
			return true;
	}
	return false;
}

const char *network_subnets_text(const struct named_network *network, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < network->subnet_count && used < size; i++) {
		char prefix[PREFIX_TEXT_SIZE];

		used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "" : " and ",
			ip_prefix_format(&network->subnets[i].prefix, prefix));
	}
	return text;
}
