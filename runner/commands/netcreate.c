/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "../../netsetup/cleanup.h"
#include "../networks/store.h"
#include "../options.h"
#include "../record.h"
#include "../say.h"

enum { MOST_ADDRESSES = NETWORK_MOST_SUBNETS * SUBNET_MOST_AUXILIARY };

/* An option's values, in order. */
struct values {
	size_t count;
	const char *texts[MOST_ADDRESSES];
};

struct creation {
	const char *driver; /* NULL: macvlan */
	struct values subnets, gateways, ranges, auxiliary;
	bool ipv6, internal;
	json_t *options, *labels;
};

static int add_value(
	const struct option_use *use, struct values *values, size_t most, struct failure *failure)
{
	if (values->count == most)
		return fail(failure, 0, "--%s %s: more than %zu: a network can have no more",
			use->option->name, use->value, most);
	values->texts[values->count++] = use->value;
	return 0;
}

static int set_driver(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	(void)failure;
	creation->driver = use->value;
	return 0;
}

static int set_subnet(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_value(use, &creation->subnets, NETWORK_MOST_SUBNETS, failure);
}

static int set_gateway_of_subnet(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_value(use, &creation->gateways, NETWORK_MOST_SUBNETS, failure);
}

static int set_range(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_value(use, &creation->ranges, NETWORK_MOST_SUBNETS, failure);
}

static int set_auxiliary(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_value(use, &creation->auxiliary, MOST_ADDRESSES, failure);
}

static int set_ipv6(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	(void)failure;
	creation->ipv6 = true;
	return 0;
}

static int set_internal(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	(void)failure;
	creation->internal = true;
	return 0;
}

/* JSON has no other texts. */
static int fail_no_text(const char *option, struct failure *failure)
{
	return fail(failure, 0, "--%s: this is no UTF-8: write it in ASCII", option);
}

/* Adds KEY=VALUE to an object. */
static int add_pair(const struct option_use *use, json_t *object, struct failure *failure)
{
	const char *equals = strchr(use->value, '=');
	char key[256];

	if (equals == NULL || equals == use->value || (size_t)(equals - use->value) >= sizeof(key))
		return fail(
			failure, 0, "--%s %s: must be KEY=VALUE", use->option->name, use->value);
	snprintf(key, sizeof(key), "%.*s", (int)(equals - use->value), use->value);
	if (json_object_get(object, key) != NULL)
		return fail(failure, 0, "--%s %s: %s is given twice: leave one of them out",
			use->option->name, use->value, key);
	if (json_object_set_new(object, key, json_string(equals + 1)) < 0)
		return fail_no_text(use->option->name, failure);
	return 0;
}

static int set_opt(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_pair(use, creation->options, failure);
}

static int set_label(const struct option_use *use, struct failure *failure)
{
	struct creation *creation = use->target;

	return add_pair(use, creation->labels, failure);
}

static const struct option options[] = {
	{ "driver", 'd', "DRIVER", GROUP_SEEING, "macvlan (default) or ipvlan", set_driver,
		.words = "macvlan ipvlan" },
	{ "opt", 'o', "KEY=VALUE", GROUP_SEEING,
		"parent=, mode=, macvlan_mode=, ipvlan_mode=, ipvlan_flag= or mtu=; repeatable",
		set_opt, .words = "parent= mode= macvlan_mode= ipvlan_mode= ipvlan_flag= mtu=",
		.repeats = true },
	{ "subnet", 0, "PREFIX", GROUP_SEEING,
		"a net, IPv4 or IPv6, whose addresses its runs get; repeatable", set_subnet,
		.repeats = true },
	{ "gateway", 0, "ADDRESS", GROUP_SEEING, "the router of a subnet", set_gateway_of_subnet,
		.repeats = true },
	{ "ip-range", 0, "PREFIX", GROUP_SEEING, "give addresses of this part of a subnet only",
		set_range, .repeats = true },
	{ "aux-address", 0, "NAME=ADDRESS", GROUP_SEEING,
		"an address that another host has: it is never given; repeatable", set_auxiliary,
		.repeats = true },
	{ "ipv6", 0, NULL, GROUP_SEEING, "there must be a subnet of IPv6", set_ipv6 },
	{ "internal", 0, NULL, GROUP_SEEING, "no default route", set_internal },
	{ "label", 0, "KEY=VALUE", GROUP_SEEING, "for whoever reads it; repeatable", set_label,
		.repeats = true },
};
const struct option_list network_create_options = { options, ARRAY_SIZE(options),
	"help network create", true };

/* The object of the --subnet that an address lies in; NULL with a failure. */
static json_t *find_subnet(json_t *config, const char *option, const char *value,
	const struct ip_address *address, struct failure *failure)
{
	struct failure ignored;
	size_t index;
	json_t *subnet;

	json_array_foreach(config, index, subnet) {
		const char *text = json_string_value(json_object_get(subnet, "Subnet"));
		struct ip_prefix prefix;

		if (ip_prefix_parse("", text, 1, &prefix, &ignored) == 0 &&
			ip_prefix_contains(&prefix, address))
			return subnet;
	}
	fail(failure, 0, "%s %s: no --subnet contains it", option, value);
	return NULL;
}

static int put(json_t *subnet, const char *option, const char *key, const char *value,
	struct failure *failure)
{
	if (json_object_get(subnet, key) != NULL)
		return fail(failure, 0, "%s %s: its subnet has one already: leave one of them out",
			option, value);
	return json_object_set_new(subnet, key, json_string(value));
}

static int add_subnets(const struct creation *creation, json_t *config, struct failure *failure)
{
	for (size_t i = 0; i < creation->subnets.count; i++) {
		struct ip_prefix prefix;

		/* Which of the others belong to it depends on it. */
		if (ip_prefix_parse("--subnet", creation->subnets.texts[i], 1, &prefix, failure) <
			0)
			return -1;
		json_array_append_new(
			config, json_pack("{ss}", "Subnet", creation->subnets.texts[i]));
	}
	return 0;
}

static int add_gateways(const struct creation *creation, json_t *config, struct failure *failure)
{
	for (size_t i = 0; i < creation->gateways.count; i++) {
		const char *value = creation->gateways.texts[i];
		struct ip_address address;
		json_t *subnet;

		if (ip_parse(value, &address) < 0)
			return fail(failure, 0,
				"--gateway %s: not an IPv4 or IPv6 address: write it without a "
				"length",
				value);
		subnet = find_subnet(config, "--gateway", value, &address, failure);
		if (subnet == NULL || put(subnet, "--gateway", "Gateway", value, failure) < 0)
			return -1;
	}
	return 0;
}

static int add_ranges(const struct creation *creation, json_t *config, struct failure *failure)
{
	for (size_t i = 0; i < creation->ranges.count; i++) {
		const char *value = creation->ranges.texts[i];
		struct ip_prefix prefix;
		json_t *subnet;

		if (ip_prefix_parse("--ip-range", value, 1, &prefix, failure) < 0)
			return -1;
		subnet = find_subnet(config, "--ip-range", value, &prefix.address, failure);
		if (subnet == NULL || put(subnet, "--ip-range", "IPRange", value, failure) < 0)
			return -1;
	}
	return 0;
}

static int add_auxiliary(const char *value, json_t *config, struct failure *failure)
{
	const char *equals = strchr(value, '=');
	struct ip_address address;
	json_t *subnet, *list;
	char name[256];

	if (equals == NULL || equals == value || (size_t)(equals - value) >= sizeof(name) ||
		ip_parse(equals + 1, &address) < 0)
		return fail(failure, 0,
			"--aux-address %s: must be NAME=ADDRESS, as in router=172.16.86.5", value);
	subnet = find_subnet(config, "--aux-address", value, &address, failure);
	if (subnet == NULL)
		return -1;
	list = json_object_get(subnet, "AuxiliaryAddresses");
	if (list == NULL) {
		list = json_object();
		json_object_set_new(subnet, "AuxiliaryAddresses", list);
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - value), value);
	if (json_object_get(list, name) != NULL)
		return fail(failure, 0, "--aux-address %s: %s is given twice", value, name);
	if (json_object_set_new(list, name, json_string(equals + 1)) < 0)
		return fail_no_text("aux-address", failure);
	return 0;
}

static int describe_subnets(
	const struct creation *creation, json_t *config, struct failure *failure)
{
	if (add_subnets(creation, config, failure) < 0 ||
		add_gateways(creation, config, failure) < 0 ||
		add_ranges(creation, config, failure) < 0)
		return -1;
	for (size_t i = 0; i < creation->auxiliary.count; i++) {
		if (add_auxiliary(creation->auxiliary.texts[i], config, failure) < 0)
			return -1;
	}
	return 0;
}

static int make_id(char id[NETWORK_ID_SIZE], struct failure *failure)
{
	unsigned char random[(NETWORK_ID_SIZE - 1) / 2];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail(failure, errno, "getrandom for the network's ID");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
	return 0;
}

static bool has_ipv6_subnet(const struct creation *creation)
{
	for (size_t i = 0; i < creation->subnets.count; i++) {
		if (strchr(creation->subnets.texts[i], ':') != NULL)
			return true;
	}
	return false;
}

/* The file of the network; NULL with a failure. */
static json_t *describe(const struct creation *creation, const char *name, struct failure *failure)
{
	json_t *config = json_array(), *network;
	struct timespec now;
	char id[NETWORK_ID_SIZE];

	if (make_id(id, failure) < 0 || describe_subnets(creation, config, failure) < 0) {
		json_decref(config);
		return NULL;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	network = json_pack("{ss ss so ss sb sb s{so} sO sO}", "Name", name, "Id", id, "Created",
		record_time(&now), "Driver",
		creation->driver != NULL ? creation->driver : "macvlan", "EnableIPv6",
		creation->ipv6 || has_ipv6_subnet(creation), "Internal", creation->internal, "IPAM",
		"Config", config, "Options", creation->options, "Labels", creation->labels);
	if (network == NULL)
		fail_no_text("driver", failure); /* the others were asked already */
	return network;
}

/* Two networks on one parent that overlap: their runs would be neighbours with foreign routes. */
static int compare(const struct named_network *other, void *context, struct failure *failure)
{
	const struct named_network *network = context;
	char text[PREFIX_TEXT_SIZE], others[PREFIX_TEXT_SIZE];

	if (strcmp(other->parent, network->parent) != 0 || other->is_lan != network->is_lan)
		return 0;
	for (size_t i = 0; i < network->subnet_count; i++) {
		for (size_t j = 0; j < other->subnet_count; j++) {
			const struct ip_prefix *one = &network->subnets[i].prefix;
			const struct ip_prefix *two = &other->subnets[j].prefix;

			if (ip_prefix_overlap(one, two))
				return fail(failure, 0,
					"--subnet %s: it overlaps with %s of network '%s' on the "
					"same parent: choose another, or use that network",
					ip_prefix_format(one, text), ip_prefix_format(two, others),
					other->name);
		}
	}
	return 0;
}

/* One at a time: of two that overlap and are made at once the second is refused. */
static int add(struct named_network *network, const char *text, struct failure *failure)
{
	AUTO_CLOSE int lock = -1;

	if (store_lock(&lock, failure) < 0 || store_each(compare, network, failure) < 0)
		return -1;
	return store_add(network->name, text, failure);
}

static int check_and_add(
	const char *name, const char *text, char id[NETWORK_ID_SIZE], struct failure *failure)
{
	struct named_network network;
	int result;

	if (definition_read(text, NULL, name, &network, failure) < 0)
		return -1;
	memcpy(id, network.id, sizeof(network.id));
	result = add(&network, text, failure);
	definition_release(&network);
	return result;
}

static int create(const struct creation *creation, const char *name, struct failure *failure)
{
	json_t *network = describe(creation, name, failure);
	AUTO_FREE char *text = NULL;
	AUTO_FREE char *file = NULL;
	char id[NETWORK_ID_SIZE];

	if (network == NULL)
		return -1;
	text = json_dumps(network, JSON_INDENT(4));
	json_decref(network);
	if (text == NULL || asprintf(&file, "%s\n", text) < 0)
		return fail(failure, ENOMEM, "network create %s", name);
	if (check_and_add(name, file, id, failure) < 0)
		return -1;
	printf("%s\n", id);
	return say_flush(failure);
}

static int parse_and_create(char **words, struct creation *creation, struct failure *failure)
{
	if (options_parse_names(words, &network_create_options, creation, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"network create: its name is missing: nsrun network create [OPTION]... NAME");
	if (words[1] != NULL)
		return fail(failure, 0,
			"network create %s: a word too many, %s: a network has one name", words[0],
			words[1]);
	if (definition_check_name("network create", words[0], failure) < 0)
		return -1;
	return create(creation, words[0], failure);
}

int command_network_create(char **words, struct failure *failure)
{
	struct creation creation = { .options = json_object(), .labels = json_object() };
	int result = parse_and_create(words, &creation, failure);

	json_decref(creation.options);
	json_decref(creation.labels);
	return result;
}
