/* SPDX-License-Identifier: MIT */
#include "docker.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../netsetup/address.h"
#include "../netsetup/cleanup.h"
#include "record.h"

#define NO_TIME "0001-01-01T00:00:00Z" /* what Docker writes for what has not happened yet */

enum { ENDPOINT_DIGITS = 64 };

static const char *time_of(const json_t *record, const char *key)
{
	const char *time = record_text(record, key);

	return time[0] != '\0' ? time : NO_TIME;
}

static json_t *describe_state(const json_t *record)
{
	const char *state = record_text(record, "state");
	bool is_running = strcmp(state, "running") == 0;
	json_int_t pid = json_integer_value(json_object_get(record, "pid"));

	return json_pack("{ss sb sI sI ss ss}", "Status",
		is_running || record_has_ended(record) ? state : "created", "Running", is_running,
		"Pid", record_has_ended(record) ? 0 : pid, "ExitCode",
		json_integer_value(json_object_get(record, "status")), "StartedAt",
		time_of(record, "started"), "FinishedAt", time_of(record, "finished"));
}

/* The first address of a family that others than the link's neighbours may know, with its length. */
static int find_address(const json_t *link, sa_family_t family, char text[PREFIX_TEXT_SIZE])
{
	struct ip_prefix prefix;
	struct failure ignored;
	size_t index;
	json_t *value;

	json_array_foreach(json_object_get(link, "addresses"), index, value) {
		if (json_is_string(value) &&
			ip_prefix_parse("", json_string_value(value), 0, &prefix, &ignored) == 0 &&
			prefix.address.family == family && !ip_is_link_local(&prefix.address)) {
			ip_format(&prefix.address, text);
			return prefix.length;
		}
	}
	text[0] = '\0';
	return 0;
}

/*
 * Docker's is a random number of 256 bits. Here it says whose it is: the run's ID, and in the digits
 * behind it the number of the link.
 */
static void name_endpoint(const json_t *record, size_t number, char text[ENDPOINT_DIGITS + 1])
{
	snprintf(text, ENDPOINT_DIGITS + 1, "%.*s%0*zx", RUN_ID_SIZE - 1, record_text(record, "id"),
		ENDPOINT_DIGITS - (RUN_ID_SIZE - 1), number);
}

/* An ipvlan has none of its own, and so Docker shows none. */
static const char *mac_of(const json_t *link)
{
	return strcmp(record_text(link, "kind"), "ipvlan") != 0 ? record_text(link, "mac") : "";
}

/* With link NULL: of a run that has no network any more. */
static json_t *describe_network(const json_t *record, const json_t *link, size_t number)
{
	char address[PREFIX_TEXT_SIZE], address6[PREFIX_TEXT_SIZE];
	char endpoint[ENDPOINT_DIGITS + 1] = "";
	int length = find_address(link, AF_INET, address);
	int length6 = find_address(link, AF_INET6, address6);

	if (link != NULL)
		name_endpoint(record, number, endpoint);
	return json_pack("{sn sn sn ss ss ss ss si ss ss si ss sn}", "IPAMConfig", "Links",
		"Aliases", "NetworkID", record_text(link, "network_id"), "EndpointID", endpoint,
		"Gateway", record_text(link, "gateway"), "IPAddress", address, "IPPrefixLen",
		length, "IPv6Gateway", record_text(link, "gateway6"), "GlobalIPv6Address", address6,
		"GlobalIPv6PrefixLen", length6, "MacAddress", mac_of(link), "DriverOpts");
}

/*
 * By the network's name, or that of the link inside. Docker has a container in a network once only;
 * of a second link in one the link's name is added, which is no network's with its slash.
 */
static void add_network(json_t *networks, const json_t *record, const json_t *link, size_t number)
{
	char key[128];
	const char *name = record_text(link, "network");

	snprintf(key, sizeof(key), "%s", name[0] != '\0' ? name : record_text(link, "ifname"));
	if (json_object_get(networks, key) != NULL)
		snprintf(key, sizeof(key), "%s/%s", name, record_text(link, "ifname"));
	json_object_set_new(networks, key,
		describe_network(record, record_has_ended(record) ? NULL : link, number));
}

static json_t *describe_networks(const json_t *record)
{
	json_t *networks = json_object();
	size_t index;
	json_t *link;

	json_array_foreach(json_object_get(record, "links"), index, link) {
		add_network(networks, record, link, index);
	}
	return networks;
}

/* "172.16.86.2/24", or "" */
static json_t *describe_prefix(const json_t *link, sa_family_t family)
{
	char address[PREFIX_TEXT_SIZE];
	int length = find_address(link, family, address);

	return length == 0 ? json_string("") : json_sprintf("%s/%d", address, length);
}

/* A run by one of its links. */
static json_t *describe_member(const json_t *record, const json_t *link, size_t number)
{
	char endpoint[ENDPOINT_DIGITS + 1];

	name_endpoint(record, number, endpoint);
	return json_pack("{ss ss ss so so}", "Name", record_text(record, "name"), "EndpointID",
		endpoint, "MacAddress", mac_of(link), "IPv4Address", describe_prefix(link, AF_INET),
		"IPv6Address", describe_prefix(link, AF_INET6));
}

void docker_add_member(json_t *containers, const json_t *record, const char *network)
{
	size_t index;
	json_t *link;

	json_array_foreach(json_object_get(record, "links"), index, link) {
		char key[64];

		if (strcmp(record_text(link, "network_id"), network) != 0)
			continue;
		snprintf(key, sizeof(key), "%s", record_text(record, "id"));
		if (json_object_get(containers, key) != NULL)
			snprintf(key, sizeof(key), "%s/%s", record_text(record, "id"),
				record_text(link, "ifname"));
		json_object_set_new(containers, key, describe_member(record, link, index));
	}
}

/* What a network's file may leave out. */
static json_t *value_or(const json_t *file, const char *key, json_t *other)
{
	json_t *value = json_object_get(file, key);

	if (value == NULL)
		return other;
	json_decref(other);
	return json_incref(value);
}

json_t *docker_describe_network(const json_t *file, json_t *containers)
{
	const json_t *ipam = json_object_get(file, "IPAM");

	return json_pack("{ss ss so ss ss so s{ss s{} so} so sb sb s{ss} sb sO so so}", "Name",
		record_text(file, "Name"), "Id", record_text(file, "Id"), "Created",
		value_or(file, "Created", json_string(NO_TIME)), "Scope", "local", "Driver",
		record_text(file, "Driver"), "EnableIPv6",
		value_or(file, "EnableIPv6", json_false()), "IPAM", "Driver", "default", "Options",
		"Config", value_or(ipam, "Config", json_array()), "Internal",
		value_or(file, "Internal", json_false()), "Attachable", false, "Ingress", false,
		"ConfigFrom", "Network", "", "ConfigOnly", false, "Containers", containers,
		"Options", value_or(file, "Options", json_object()), "Labels",
		value_or(file, "Labels", json_object()));
}

static json_t *list_arguments(const json_t *words)
{
	json_t *arguments = json_array();

	for (size_t i = 1; i < json_array_size(words); i++)
		json_array_append(arguments, json_array_get(words, i));
	return arguments;
}

json_t *docker_describe(json_t *record)
{
	json_t *words = json_object_get(record, "argv");
	const char *path = json_string_value(json_array_get(words, 0));

	return json_pack("{ss ss ss ss so so s{ss so} ss s{so} sO}", "Id",
		record_text(record, "id"), "Name", record_text(record, "name"), "Created",
		time_of(record, "created"), "Path", path != NULL ? path : "", "Args",
		list_arguments(words), "State", describe_state(record), "Config", "Hostname",
		record_text(record, "hostname"), "Cmd",
		words != NULL ? json_incref(words) : json_array(), "LogPath",
		record_text(record, "log"), "NetworkSettings", "Networks",
		describe_networks(record), "Nsrun", record);
}
