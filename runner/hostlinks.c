/* SPDX-License-Identifier: MIT */
#include "hostlinks.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/patience.h"
#include "sweep.h"

#define VLAN_END "-vlan" /* of the key of a VLAN */
#define LAN_END  "-lan"  /* of that of a private Ethernet; no claim ends so, whatever its name */

enum {
	DEATH_MS = 2000,
	DEATH_PAUSE_US = 2000,
};

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

/* What is looked for among all links of the host. */
struct unfinished {
	const struct host_link *link;
	struct link_info info;
};

static int delete (struct host_link *link, const struct link_info *info)
{
	memcpy(link->removed, info->name, sizeof(link->removed));
	return link_delete(link->netlink, info->index);
}

/* A number may have been given to another interface since: the alias tells. */
static int delete_marked(struct host_link *link, int index)
{
	struct link_info info;
	struct failure failure;

	if (link_find_index(link->netlink, index, &info, &failure) < 0)
		return failure.code == ENODEV ? 0 : -1;
	return strcmp(info.alias, link->alias) == 0 ? delete (link, &info) : 0;
}

/* Which VLAN it is that a run has to itself, by the record of that: 0 or -1. */
static int read_place(const char *record, int *parent, struct vlan_tag *tag)
{
	json_t *root = json_loads(record, JSON_REJECT_DUPLICATES, NULL);
	int id, protocol;
	int result = json_unpack(
		root, "{si si si}", "parent", parent, "vlan", &id, "protocol", &protocol);

	json_decref(root);
	if (result == 0)
		*tag = (struct vlan_tag){ (unsigned short)id, (unsigned short)protocol };
	return result;
}

/* The run that had the VLAN to itself is over. Its processes may not be, nor its namespace. */
static void bury(const struct identity *dead, const char *record, const struct host_link *link)
{
	const struct identity *own = link->identity;
	struct vlan_tag tag;
	int parent;

	if (strcmp(dead->id, own->id) != 0 && identity_is_here(dead, own) &&
		read_place(record, &parent, &tag) == 0)
		sweep_dead_vlan(dead, parent, &tag, link->netlink);
}

/* Of a veth pair the other end goes with it. */
static int remove_link(const char *record, void *context)
{
	struct host_link *link = context;
	struct identity holder;
	int index, is_ours;

	if (strcmp(record, SHARED_CREATING) == 0)
		link->recover(link);
	else if (read_record(record, &index, &is_ours) == 0)
		return is_ours ? delete_marked(link, index) : 0;
	else if (identity_from_json(record, &holder) == 0)
		bury(&holder, record, link);
	return 0;
}

static int make(char *record, void *context, struct failure *failure)
{
	struct host_link *link = context;
	bool is_ours;

	if (link->make(link, &is_ours, failure) < 0) {
		/* One whose answer was lost may be there; its pair's other end is, when the first could not be raised. */
		link->recover(link);
		return -1;
	}
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

/* Between its making and its marking a link has no alias. */
static bool is_unfinished(const struct link_info *info, const char *alias)
{
	return strcmp(info->alias, alias) == 0 ||
		(info->alias[0] == '\0' && info->group == LINK_NEWBORN_GROUP);
}

static void recover_vlan(struct host_link *link)
{
	struct failure ignored;
	struct link_info info;

	if (subinterface_find(link->netlink, &link->vlan, &ignored) == 1 &&
		link_find_index(link->netlink, link->vlan.index, &info, &ignored) == 0 &&
		is_unfinished(&info, link->alias))
		delete (link, &info);
}

/* One that was there before stays as it is: it is not brought up. */
static int use_found(struct host_link *link, struct failure *failure)
{
	struct link_info info;

	if (link_find_index(link->netlink, link->vlan.index, &info, failure) < 0)
		return -1;
	if (info.flags & IFF_UP)
		return 0;
	fail(failure, ENETDOWN, "%s", link->title);
	return fail_advise(
		failure, "this host has it as %s; ip link set %s up", info.name, info.name);
}

/*
 * The kernel refuses a second VLAN of one id on a parent, so the one that is there is found after
 * the refusal; before it would cost every launch a search. What is in no namespace that can be seen
 * may be of a run that is over, and there until the kernel has taken its namespace apart.
 */
static int make_vlan(struct host_link *link, bool *is_ours, struct failure *failure)
{
	struct patience patience = patience_for(DEATH_MS, DEATH_PAUSE_US);
	struct subinterface *vlan = &link->vlan;

	*is_ours = true;
	while (subinterface_make(link->netlink, vlan, failure) < 0) {
		if (failure->code != EEXIST)
			return fail_in(failure, link->title);
		switch (subinterface_find(link->netlink, vlan, failure)) {
		case 0:
			break;
		case 1:
			*is_ours = false;
			link->index = vlan->index;
			return use_found(link, failure);
		default:
			return -1;
		}
		if (!patience_wait(&patience)) {
			fail(failure, EEXIST, "%s", link->title);
			return fail_advise(failure,
				"another network namespace has VLAN %u of this parent; end what is "
				"in it",
				vlan->tag.id);
		}
	}
	link->index = vlan->index;
	return 0;
}

static void place_vlan(
	struct host_link *link, const struct subinterface_place *place, char key[SHARED_KEY_SIZE])
{
	snprintf(key, SHARED_KEY_SIZE, "%" PRIu64 "-%s" VLAN_END, link->identity->host,
		place->segment);
	snprintf(link->title, sizeof(link->title), "%s", place->title);
	link->make = make_vlan;
	link->recover = recover_vlan;
	link->vlan = (struct subinterface){ .parent = place->parent, .tag = place->tag };
	snprintf(link->vlan.name, sizeof(link->vlan.name), "%s", place->name);
	mark(link->alias, key);
	memcpy(link->vlan.alias, link->alias, sizeof(link->alias));
}

int host_link_share_vlan(struct shared *shared, int directory, struct host_link *link,
	const struct subinterface_place *place, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];

	place_vlan(link, place, key);
	return shared_join(shared, directory, key, link->title, &host_links, link, failure);
}

int host_link_forget_vlan(int directory, struct host_link *link, int index, const char *segment,
	struct failure *failure)
{
	const struct subinterface_place place = { .name = "", .segment = segment, .title = "" };
	char key[SHARED_KEY_SIZE];
	struct link_info info;

	place_vlan(link, &place, key);
	if (faccessat(directory, key, F_OK, 0) < 0)
		return 0;
	if (link_find_index(link->netlink, index, &info, failure) < 0)
		return -1;
	link->vlan.parent = info.parent;
	link->vlan.tag = info.tag;
	return shared_sweep(directory, key, &host_links, link, failure) < 0 ? -1 : 0;
}

/*
 * It is made with the other links of the run; here it becomes known whose it is, and which one for
 * who clears up behind that run.
 */
static int note_holder(char *record, void *context, struct failure *failure)
{
	const struct host_link *link = context;
	json_t *root = identity_to_object(link->identity);
	AUTO_FREE char *text = NULL;

	json_object_set_new(root, "parent", json_integer(link->vlan.parent));
	json_object_set_new(root, "vlan", json_integer(link->vlan.tag.id));
	json_object_set_new(root, "protocol", json_integer(link->vlan.tag.protocol));
	text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	json_decref(root);
	if (text == NULL || strlen(text) >= SHARED_RECORD_SIZE)
		return fail(failure, ENOMEM, "record of %s", link->title);
	memcpy(record, text, strlen(text) + 1);
	return 0;
}

static const struct shared_kind own_vlans = {
	.make = note_holder,
	.accepts = accepts,
	.remove = remove_link,
	.advice = "end them, or use it as they do, as the parent of a macvlan",
};

int host_link_take_vlan(struct shared *shared, int directory, struct host_link *link,
	const struct subinterface_place *place, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];

	place_vlan(link, place, key);
	return shared_take(shared, directory, key, link->title, &own_vlans, link, failure);
}

static void note_unfinished(const struct link_info *info, void *context)
{
	struct unfinished *unfinished = context;
	const struct host_link *link = unfinished->link;

	if (is_unfinished(info, link->alias) &&
		(link->lan.name[0] == '\0' || lan_has_name(&link->lan, info->name)))
		unfinished->info = *info;
}

/*
 * All that is unfinished, of a LAN only what is called like it. One at a time: of a pair the other end goes with it, and
 * a socket whose answers are being read cannot be asked anything else.
 */
static void recover_each(struct host_link *link)
{
	struct failure ignored;
	int last = 0;

	for (;;) {
		struct unfinished unfinished = { .link = link };

		if (link_each(link->netlink, note_unfinished, &unfinished, &ignored) < 0 ||
			unfinished.info.index == 0 || unfinished.info.index == last)
			return;
		last = unfinished.info.index;
		delete (link, &unfinished.info);
	}
}

static int make_lan(struct host_link *link, bool *is_ours, struct failure *failure)
{
	*is_ours = true;
	if (lan_make(link->netlink, &link->lan, failure) < 0)
		return -1;
	link->index = link->lan.index;
	return 0;
}

int host_link_share_lan(struct shared *shared, int directory, struct host_link *link,
	const char *name, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];

	snprintf(key, sizeof(key), "%" PRIu64 "-%s" LAN_END, link->identity->host, name);
	snprintf(link->title, sizeof(link->title), "%s", name);
	link->make = make_lan;
	link->recover = recover_each;
	link->lan = (struct lan){ .index = 0 };
	snprintf(link->lan.name, sizeof(link->lan.name), "%s", name);
	mark(link->alias, key);
	memcpy(link->lan.alias, link->alias, sizeof(link->alias));
	return shared_join(shared, directory, key, link->title, &host_links, link, failure);
}

static bool ends_with(const char *key, const char *end)
{
	size_t length = strlen(key);

	return length > strlen(end) && strcmp(key + length - strlen(end), end) == 0;
}

bool host_link_is_key(const char *key)
{
	const char *rest = key + strspn(key, "0123456789");

	return rest != key && *rest == '-' &&
		(ends_with(rest, VLAN_END) || ends_with(rest, LAN_END));
}

/* Who has the mutex knows that nobody is making anything: what is unfinished is the dead run's. */
int host_link_sweep(int directory, const char *key, const struct identity *own,
	struct netlink *netlink, char what[LINK_TITLE_SIZE], struct failure *failure)
{
	struct host_link link = { .netlink = netlink, .identity = own, .recover = recover_each };
	int result;

	mark(link.alias, key);
	result = shared_sweep(directory, key, &host_links, &link, failure);
	what[0] = '\0';
	if (link.removed[0] != '\0')
		snprintf(what, LINK_TITLE_SIZE, "%s %s",
			ends_with(key, LAN_END) ? "private Ethernet" : "VLAN", link.removed);
	return result;
}
