/* SPDX-License-Identifier: MIT */
#include "hostlinks.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The number of the link that a record names, and whether nsrun made it: 0 or -1. */
static int read_record(const char *record, int *index, int *is_ours)
{
	json_t *root = json_loads(record, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	int result = json_unpack(root, "{si sb}", "index", index, "is_ours", is_ours);

	json_decref(root);
	return result;
}

static void write_record(int index, bool is_ours, char *record)
{
	snprintf(record, SHARED_RECORD_SIZE, "{\"index\":%d,\"is_ours\":%s}", index,
		is_ours ? "true" : "false");
}

/* A number may have been given to another interface since: the alias tells. */
static bool is_marked(const struct host_link *link, int index)
{
	struct link_info info;
	struct failure ignored;

	return link_find_index(link->netlink, index, &info, &ignored) == 0 &&
		strcmp(info.alias, link->alias) == 0;
}

/* Of a veth pair the other end goes with it. */
static void remove_link(const char *record, void *context)
{
	struct host_link *link = context;
	int index, is_ours;

	if (strcmp(record, SHARED_CREATING) == 0)
		link->recover(link);
	else if (read_record(record, &index, &is_ours) == 0 && is_ours && is_marked(link, index))
		link_delete(link->netlink, index);
}

static int make(char *record, void *context, struct failure *failure)
{
	struct host_link *link = context;
	bool is_ours;

	if (link->make(link, &is_ours, failure) < 0)
		return -1;
	write_record(link->index, is_ours, record);
	return 0;
}

static int accepts(const char *record, void *context, struct failure *failure)
{
	struct host_link *link = context;
	struct link_info info;
	int is_ours;

	if (read_record(record, &link->index, &is_ours) < 0)
		return fail(failure, 0, "%s: its record cannot be read", link->title);
	if (link_find_index(link->netlink, link->index, &info, failure) < 0)
		return fail_advise(
			failure, "%s was removed while runs use it; end them", link->title);
	return 0;
}

static const struct shared_kind host_links = {
	.make = make,
	.accepts = accepts,
	.remove = remove_link,
};

static void mark(char *alias, const char *key)
{
	snprintf(alias, HOSTEND_ALIAS_SIZE, HOSTEND_MARK "%s", key);
}

void host_link_remove_dead(const char *record, const char *key, struct netlink *netlink)
{
	struct host_link link = { .netlink = netlink };

	mark(link.alias, key);
	if (strcmp(record, SHARED_CREATING) != 0)
		remove_link(record, &link);
}

/* Between its making and its marking a link has no alias, and is down. */
static bool is_unfinished(const struct link_info *info, const char *alias)
{
	return strcmp(info->alias, alias) == 0 ||
		(info->alias[0] == '\0' && !(info->flags & IFF_UP));
}

static void recover_vlan(struct host_link *link)
{
	struct failure ignored;
	struct link_info info;

	if (subinterface_find(link->netlink, &link->vlan, &ignored) == 1 &&
		link_find_index(link->netlink, link->vlan.index, &info, &ignored) == 0 &&
		is_unfinished(&info, link->alias))
		link_delete(link->netlink, info.index);
}

/*
 * The kernel refuses a second VLAN of one id on a parent, so the one that is there is found after
 * the refusal; before it would cost every launch a search.
 */
static int make_vlan(struct host_link *link, bool *is_ours, struct failure *failure)
{
	struct subinterface *vlan = &link->vlan;
	int found;

	*is_ours = true;
	if (subinterface_make(link->netlink, vlan, failure) < 0) {
		if (failure->code != EEXIST)
			return fail_in(failure, link->title);
		found = subinterface_find(link->netlink, vlan, failure);
		if (found < 0)
			return -1;
		if (found == 0)
			return fail(failure, EEXIST,
				"%s: VLAN %u is in another network namespace: end what has it there",
				link->title, vlan->tag.id);
		*is_ours = false;
	}
	link->index = vlan->index;
	return 0;
}

const char *host_link_vlan_key(uint64_t host, const char *segment, char *key, size_t size)
{
	snprintf(key, size, "%" PRIu64 "-%s-vlan", host, segment);
	return key;
}

int host_link_share_vlan(struct shared *shared, int directory, uint64_t host,
	struct host_link *link, const struct subinterface_place *place, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];

	host_link_vlan_key(host, place->segment, key, sizeof(key));
	link->title = place->title;
	link->make = make_vlan;
	link->recover = recover_vlan;
	link->vlan = (struct subinterface){ .parent = place->parent, .tag = place->tag };
	snprintf(link->vlan.name, sizeof(link->vlan.name), "%s", place->name);
	mark(link->alias, key);
	memcpy(link->vlan.alias, link->alias, sizeof(link->alias));
	return shared_join(shared, directory, key, link->title, &host_links, link, failure);
}

static void delete_unfinished(const struct link_info *info, void *context)
{
	struct host_link *link = context;

	if (lan_has_name(&link->lan, info->name) && is_unfinished(info, link->alias))
		link_delete(link->netlink, info->index);
}

static void recover_lan(struct host_link *link)
{
	struct failure ignored;

	link_each(link->netlink, delete_unfinished, link, &ignored);
}

static int make_lan(struct host_link *link, bool *is_ours, struct failure *failure)
{
	*is_ours = true;
	if (lan_make(link->netlink, &link->lan, failure) < 0)
		return -1;
	link->index = link->lan.index;
	return 0;
}

int host_link_share_lan(struct shared *shared, int directory, uint64_t host, struct host_link *link,
	const char *name, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];

	snprintf(key, sizeof(key), "%" PRIu64 "-lan-%s", host, name);
	link->title = name;
	link->make = make_lan;
	link->recover = recover_lan;
	link->lan = (struct lan){ .index = 0 };
	snprintf(link->lan.name, sizeof(link->lan.name), "%s", name);
	mark(link->alias, key);
	memcpy(link->lan.alias, link->alias, sizeof(link->alias));
	return shared_join(shared, directory, key, link->title, &host_links, link, failure);
}
