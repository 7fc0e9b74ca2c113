/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "../netsetup/addresses.h"
#include "../netsetup/clock.h"
#include "../netsetup/kinds.h"
#include "../netsetup/links.h"
#include "../netsetup/vlan.h"
#include "networks/definition.h"
#include "numbers.h"
#include "state.h"

json_t *record_time(const struct timespec *time)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(time, text);
	return json_string(text);
}

json_t *record_string(const char *text)
{
	json_t *string = json_string(text);

	return string != NULL ? string : json_null();
}

json_t *record_text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? record_string(text) : json_null();
}

static json_t *describe_flags(const struct link_config *link)
{
	const struct link_choice *flag = link_kind(link->kind)->flags;
	json_t *flags = json_array();

	for (; flag->name != NULL; flag++) {
		if (link_has_flag(link, flag))
			json_array_append_new(flags, json_string(flag->name));
	}
	return flags;
}

/* Also those of a sub-interface that was there before. */
static json_t *describe_vlan(const struct link_config *link)
{
	struct vlan_tag tags[MOST_SEGMENT_TAGS];
	size_t count = vlan_of_segment(link->segment, tags);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
			json_pack("{si ss}", "id", tags[i].id, "protocol",
				vlan_protocol_name(tags[i].protocol)));
	return list;
}

/* The gateway of the default route of a family, or null where there is none. */
static json_t *describe_gateway(const struct link_config *link, sa_family_t family)
{
	char text[IP_TEXT_SIZE];

	for (size_t i = 0; i < link->route_count; i++) {
		const struct route *route = &link->routes[i];

		if (route->destination.length == 0 && route->gateway.family == family)
			return json_string(ip_format(&route->gateway, text));
	}
	return json_null();
}

static void append_address(const struct ip_prefix *prefix, json_t *addresses)
{
	char text[PREFIX_TEXT_SIZE];

	json_array_append_new(addresses, json_string(ip_prefix_format(prefix, text)));
}

/* The addresses of one link, as they are gathered. */
struct gathering {
	int index;
	json_t *addresses;
};

static void gather(int index, const struct ip_prefix *prefix, void *context)
{
	struct gathering *gathering = context;

	if (index == gathering->index && !ip_is_link_local(&prefix->address))
		append_address(prefix, gathering->addresses);
}

/* What a DHCP server or a router gave is known to the kernel alone. */
static bool has_given(const struct link_config *link)
{
	return link->dhcp || link->slaac;
}

static json_t *describe_addresses(struct netlink *inside, const struct link_config *link)
{
	json_t *addresses = json_array();
	struct failure ignored;

	if (inside != NULL && has_given(link)) {
		struct gathering gathering = { link->made.index, addresses };

		address_each_of_all(inside, gather, &gathering, &ignored);
		return addresses;
	}
	for (size_t i = 0; i < link->address_count; i++)
		append_address(&link->addresses[i], addresses);
	return addresses;
}

static void set_measure(json_t *object, const char *option, bool is_given, const char *text)
{
	if (is_given)
		json_object_set_new(object, option, json_string(text));
}

/* By the options' names, as these take them; null where nothing is shaped. */
static json_t *describe_shaping(const struct shaping *shaping)
{
	const struct {
		const char *option;
		double percent;
	} shares[] = {
		{ "loss", shaping->loss },
		{ "duplicate", shaping->duplicate },
		{ "reorder", shaping->reorder },
		{ "corrupt", shaping->corrupt },
	};
	char text[MEASURE_TEXT_SIZE];
	json_t *object;

	if (!shaping_is_wanted(shaping))
		return json_null();
	object = json_object();
	set_measure(object, "rate", shaping->rate != 0, rate_format(shaping->rate, text));
	set_measure(object, "delay", shaping->delay != 0, duration_format(shaping->delay, text));
	set_measure(object, "jitter", shaping->jitter != 0, duration_format(shaping->jitter, text));
	for (size_t i = 0; i < ARRAY_SIZE(shares); i++)
		set_measure(object, shares[i].option, shares[i].percent > 0,
			percent_format(shares[i].percent, text));
	if (shaping->queue != 0)
		json_object_set_new(object, "queue", json_integer(shaping->queue));
	return object;
}

/* inside: a socket of the run's namespace, or NULL. */
static json_t *describe_link(
	struct netlink *inside, const struct link_request *request, const struct link_config *link)
{
	const struct named_network *network = request->network;
	const struct link_kind_entry *kind = link_kind(link->kind);
	char mac[MAC_TEXT_SIZE];

	return json_pack("{so ss so so so sb si so si ss si so so so so so so}", "ifname",
		record_string(link->name), "kind", kind->name, "mode",
		record_text_or_null(kind->modes[0].name != NULL
				? link_mode_name(link->kind, link->mode)
				: NULL),
		"flags", describe_flags(link), "parent", record_text_or_null(link->parent), "lan",
		link->is_lan, "parent_index", link->parent_index, "vlan", describe_vlan(link),
		"ifindex", link->made.index, "mac", mac_format(&link->made.mac, mac), "mtu",
		(int)link->made.mtu, "addresses", describe_addresses(inside, link), "gateway",
		describe_gateway(link, AF_INET), "gateway6", describe_gateway(link, AF_INET6),
		"network", record_text_or_null(network != NULL ? network->name : NULL),
		"network_id", record_text_or_null(network != NULL ? network->id : NULL), "shaping",
		describe_shaping(&link->shaping));
}

json_t *record_links(struct run *run)
{
	AUTO_NETLINK struct netlink *inside = NULL;
	struct failure ignored;
	json_t *links = json_array();

	for (size_t i = 0; i < run->link_count; i++) {
		if (inside == NULL && has_given(&run->links[i]) &&
			netlink_adopt(&inside, run->namespace.route, &ignored) < 0)
			inside = NULL;
		json_array_append_new(
			links, describe_link(inside, &run->plan->links[i], &run->links[i]));
	}
	return links;
}

static void describe_laps(json_t *object, const struct steps *steps)
{
	for (size_t i = 0; i < steps->count; i++)
		json_object_set_new(
			object, steps->laps[i].name, json_integer(steps->laps[i].microseconds));
}

json_t *record_microseconds(const struct run *run)
{
	json_t *supervisor = json_object();
	json_t *child = json_object();

	describe_laps(supervisor, &run->steps);
	describe_laps(child, &run->child_steps);
	return json_pack("{so so}", "supervisor", supervisor, "child", child);
}

static json_t *describe_words(char *const *words)
{
	json_t *list = json_array();

	/* One that is null here is named by the command's text. */
	for (; *words != NULL; words++)
		json_array_append_new(list, record_string(*words));
	return list;
}

json_t *record_netns(const struct run *run)
{
	if (run->nsname.netns < 0)
		return json_null();
	return json_sprintf(NSNAME_DIRECTORY "/%s", run->plan->name);
}

static json_t *describe(struct run *run, const char *state)
{
	json_t *root = identity_to_object(&run->identity);
	const char *inside = plan_hostname(run->plan);
	char hostname[65] = "";

	if (root == NULL)
		return NULL;
	if (inside == NULL)
		gethostname(hostname, sizeof(hostname) - 1);
	json_object_set_new(root, "state", json_string(state));
	json_object_set_new(root, "created", record_time(&run->created));
	json_object_set_new(root, "started", record_time(&run->started));
	json_object_set_new(root, "pid", json_integer(run->job.pid));
	json_object_set_new(root, "hostname", record_string(inside != NULL ? inside : hostname));
	json_object_set_new(root, "argv", describe_words(run->plan->command));
	json_object_set_new(root, "detached", json_boolean(run->plan->detach));
	json_object_set_new(root, "grace_ms", json_integer(run->plan->grace_ms));
	json_object_set_new(root, "log", record_text_or_null(run->streams.path));
	json_object_set_new(root, "netns", record_netns(run));
	json_object_set_new(root, "links", record_links(run));
	json_object_set_new(root, "microseconds", record_microseconds(run));
	return root;
}

int record_write(struct run *run, const char *state, struct failure *failure)
{
	json_t *root = describe(run, state);
	AUTO_FREE char *text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	char key[CLAIM_KEY_SIZE];
	AUTO_CLOSE int file = -1;

	json_decref(root);
	if (text == NULL)
		return fail(failure, ENOMEM, "record of the run");
	file = state_write(run->state, LOCK_EX, text, failure);
	if (file < 0)
		return -1;
	identity_key(&run->identity, RUN_KEY, run->identity.id, key);
	if (state_rename(run->state, file, key) < 0)
		return fail(failure, errno, "record of the run");
	close_fd(&run->record);
	run->record = take_fd(&file);
	return 0;
}

char *record_of_ended(const struct run *run, int status)
{
	AUTO_FREE char *text = state_read_file(run->record);
	json_t *root = text != NULL ? json_loads(text, 0, NULL) : NULL;
	struct timespec now;
	char *ended;

	if (root == NULL)
		return NULL;
	clock_gettime(CLOCK_REALTIME, &now);
	json_object_set_new(root, "state", json_string("exited"));
	json_object_set_new(root, "status", json_integer(status));
	json_object_set_new(root, "finished", record_time(&now));
	ended = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return ended;
}

const char *record_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

bool record_has_ended(const json_t *record)
{
	return strcmp(record_text(record, "state"), "exited") == 0;
}

const json_t *record_live_links(const json_t *record)
{
	return record_has_ended(record) ? NULL : json_object_get(record, "links");
}
