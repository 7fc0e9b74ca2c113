/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <errno.h>
#include <linux/if_arp.h>
#include <linux/wireless.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include "addresses.h"
#include "kinds.h"
#include "path.h"
#include "routes.h"
#include "subinterface.h"
#include "suggest.h"

/*
 * Two ways to ask, for neither answers always: the ioctl of the wireless extensions is not there
 * for Wi-Fi 7 devices nor in every kernel, and /sys may show another network namespace's devices.
 */
bool host_is_wireless(const char *name)
{
	AUTO_CLOSE int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct iwreq request = { 0 };
	char path[64];

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd >= 0 && ioctl(fd, SIOCGIWNAME, &request) == 0)
		return true;
	snprintf(path, sizeof(path), "/sys/class/net/%s/phy80211", name);
	return path_exists(path);
}

/* The number of the interface of the host's default route, or 0 when it has none. */
static int default_index(struct netlink *netlink)
{
	static const sa_family_t families[] = { AF_INET, AF_INET6 };
	struct default_route found;
	struct failure ignored;

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (route_default(netlink, families[i], 0, &found, &ignored) == 1)
			return found.index;
	}
	return 0;
}

/* What the host has, gathered for the message about a name that does not exist. */
struct inventory {
	struct suggestion suggestion;
	int default_index;
	size_t count;
	char names[8][48]; /* "enp3s0 (default route)" */
};

static void note_link(const struct link_info *info, void *context)
{
	struct inventory *inventory = context;
	const char *remark = "";

	if (info->flags & IFF_LOOPBACK)
		return;
	suggest_offer(&inventory->suggestion, info->name);
	if (info->index == inventory->default_index)
		remark = " (default route)";
	else if (host_is_wireless(info->name))
		remark = " (wireless)";
	else if (!(info->flags & IFF_UP))
		remark = " (down)";
	if (inventory->count < ARRAY_SIZE(inventory->names))
		snprintf(inventory->names[inventory->count], sizeof(inventory->names[0]), "%s%s",
			info->name, remark);
	inventory->count++;
}

/* Writes "a, b and c", with "and N more" where there was no room for all. */
static void list_names(const struct inventory *inventory, char *text, size_t size)
{
	size_t known = inventory->count < ARRAY_SIZE(inventory->names)
		? inventory->count
		: ARRAY_SIZE(inventory->names);
	size_t used = 0;

	for (size_t i = 0; i < known; i++) {
		const char *between = i == 0 ? "" : i + 1 < inventory->count ? ", " : " and ";

		used += (size_t)snprintf(
			text + used, size - used, "%s%s", between, inventory->names[i]);
	}
	if (known < inventory->count)
		snprintf(text + used, size - used, " and %zu more", inventory->count - known);
}

/* Where the ids of VLANs begin at the end of a name, or its end; what is before them into base. */
static const char *split_ids(const char *name, char *base, size_t size)
{
	struct failure ignored;
	struct vlan_tag tag;
	char rest[128];

	snprintf(base, size, "%s", name);
	for (int i = 0; i < MOST_TAGS; i++) {
		if (vlan_parse(base, rest, sizeof(rest), &tag, &ignored) <= 0)
			break;
		snprintf(base, size, "%s", rest);
	}
	return name + strlen(base);
}

static int unknown_parent(struct netlink *netlink, const char *name, struct failure *failure)
{
	char base[128];
	const char *ids = split_ids(name, base, sizeof(base));
	struct inventory inventory = { .suggestion = suggest_for(base) };
	char names[512];

	inventory.default_index = default_index(netlink);
	if (link_each(netlink, note_link, &inventory, failure) < 0)
		return -1;
	fail(failure, 0, "no interface '%s' on this host", name);
	failure->code = ENODEV;
	if (inventory.suggestion.word[0] != '\0')
		return fail_advise(failure, "did you mean %s%s?", inventory.suggestion.word, ids);
	if (inventory.count == 0)
		return fail_advise(failure, "it has only lo");
	list_names(&inventory, names, sizeof(names));
	return fail_advise(failure, "it has %s", names);
}

int host_find_parent(struct netlink *netlink, const char *name, struct link_info *parent,
	struct failure *failure)
{
	int index;

	if (link_find(netlink, name, parent, failure) == 0)
		return 0;
	if (failure->code != ENODEV)
		return -1;
	if (strcmp(name, "default") != 0)
		return unknown_parent(netlink, name, failure);
	index = default_index(netlink);
	if (index != 0)
		return link_find_index(netlink, index, parent, failure);
	fail(failure, 0, "no default route on this host");
	return fail_advise(failure, "name the interface instead of 'default'");
}

/* What is the whole kernel's and not a namespace's has its settings in the first one only. */
bool host_is_initial(void)
{
	return path_exists("/proc/sys/net/core/netdev_budget");
}

/*
 * Takes ids from the end of the name until the rest exists and is no run's: 1, 0 when nothing
 * does, -1. So a name means the same whether other runs have made a part of it or not.
 */
static int take_tags(struct netlink *netlink, const char *name, struct host_parent *parent,
	struct failure *failure)
{
	struct vlan_tag tags[MOST_TAGS];
	struct link_info found;
	char rest[128];
	char base[128];

	snprintf(rest, sizeof(rest), "%s", name);
	for (size_t i = 0; i < MOST_TAGS; i++) {
		int parsed = vlan_parse(rest, base, sizeof(base), &tags[i], failure);

		if (parsed <= 0)
			return parsed;
		memcpy(rest, base, sizeof(rest));
		if (link_find(netlink, base, &found, failure) < 0) {
			if (failure->code != ENODEV)
				return -1;
			continue;
		}
		if (subinterface_is_made(&found))
			continue;
		parent->base = found;
		parent->tag_count = i + 1;
		for (size_t j = 0; j <= i; j++)
			parent->tags[j] = tags[i - j];
		return 1;
	}
	return 0;
}

/*
 * What other runs made is there, but only as long as they are: it is shared with them. Goes down
 * from such a sub-interface to what is no run's.
 */
static int take_made_tags(
	struct netlink *netlink, struct host_parent *parent, struct failure *failure)
{
	struct link_info below;

	while (subinterface_is_made(&parent->base) && parent->tag_count < MOST_TAGS) {
		if (link_find_index(netlink, parent->base.parent, &below, failure) < 0)
			return -1;
		parent->tags[1] = parent->tags[0];
		parent->tags[0] = parent->base.tag;
		parent->tag_count++;
		parent->base = below;
	}
	return 0;
}

/* Which Ethernet the base is on: the number of the interface at the bottom, and the tags above. */
static int find_segment(
	struct netlink *netlink, struct host_parent *parent, struct failure *failure)
{
	struct link_info info = parent->base;
	struct vlan_tag tags[MOST_TAGS];
	char bottom[SEGMENT_SIZE];
	size_t count = 0;

	while (info.tag.id != 0 && !info.is_parent_elsewhere && count < MOST_TAGS) {
		if (count != 0)
			tags[1] = tags[0];
		tags[0] = info.tag;
		count++;
		if (link_find_index(netlink, info.parent, &info, failure) < 0)
			return -1;
	}
	snprintf(bottom, sizeof(bottom), "%d", info.index);
	vlan_segment(bottom, tags, count, parent->base_segment);
	vlan_segment(parent->base_segment, parent->tags, parent->tag_count, parent->segment);
	return 0;
}

int host_find_tagged(struct netlink *netlink, const char *name, unsigned short protocol,
	struct host_parent *parent, struct failure *failure)
{
	struct failure ignored;
	bool is_there;

	memset(parent, 0, sizeof(*parent));
	is_there = link_find(netlink, name, &parent->base, failure) == 0;
	if (!is_there && failure->code != ENODEV)
		return -1;
	if (is_there && subinterface_is_made(&parent->base)) {
		/* Where its name had to be shortened, it is found by what it is. */
		if (take_tags(netlink, name, parent, &ignored) <= 0 &&
			take_made_tags(netlink, parent, failure) < 0)
			return -1;
	} else if (!is_there) {
		int found = take_tags(netlink, name, parent, failure);

		if (found < 0 ||
			(found == 0 && host_find_parent(netlink, name, &parent->base, failure) < 0))
			return -1;
	}
	if (parent->tag_count != 0 && protocol != 0)
		parent->tags[0].protocol = protocol;
	if (find_segment(netlink, parent, failure) < 0)
		return -1;
	vlan_name(parent->base.name, parent->tags, parent->tag_count, parent->name);
	return 0;
}

static int check_take_parent(struct netlink *netlink, const struct link_config *link,
	bool take_parent, struct failure *failure)
{
	int found;

	if (take_parent || link_kind(link->kind)->is_moved ||
		!link_kind(link->kind)->takes_parent(link->mode))
		return 0;
	found = address_exists(netlink, link->parent_index, failure);
	if (found <= 0)
		return found;
	return fail(failure, 0,
		"%s on '%s': mode %s takes %s away from this host, which has addresses on it: "
		"choose another mode, or --take-parent",
		link_kind(link->kind)->name, link->parent, link_mode_name(link->kind, link->mode),
		link->parent);
}

/* An older kernel passes over the attribute without a word. */
static int check_limit(const struct link_config *link, struct failure *failure)
{
	struct utsname kernel;
	int major = 0, minor = 0;

	if (!link->macvlan.has_broadcast_limit || uname(&kernel) < 0 ||
		sscanf(kernel.release, "%d.%d", &major, &minor) != 2 || major > 6 ||
		(major == 6 && minor >= 4))
		return 0;
	return fail(failure, 0,
		"--bclim %d: this kernel cannot limit broadcasts (Linux 6.4 can): leave it out",
		link->macvlan.broadcast_limit);
}

int host_check_parent(struct netlink *netlink, const struct link_config *link,
	const struct link_info *parent, bool take_parent, struct failure *failure)
{
	const char *kind = link_kind(link->kind)->name;

	if (!(parent->flags & IFF_UP)) {
		/* A macvlan would come up without a carrier, a VLAN would not: no frame leaves either. */
		fail(failure, ENETDOWN, "%s on '%s'", kind, link->parent);
		return fail_advise(
			failure, "%s is down; ip link set %s up", link->parent, link->parent);
	}
	if (!link_kind(link->kind)->has_no_parent && link->mtu > parent->mtu)
		return fail(failure, 0, "--mtu %u: %s has an MTU of %u: the link cannot have more",
			link->mtu, link->parent, parent->mtu);
	if (link->has_mac && mac_equal(&link->mac, &parent->mac))
		return fail(failure, 0,
			"--mac: %s has this address itself: choose another, or leave --mac out",
			link->parent);
	if (link_kind(link->kind)->has_own_mac(link->mode) && parent->kind[0] == '\0' &&
		host_is_wireless(link->base))
		return fail(failure, 0,
			"%s on '%s': %s is wireless, and an access point drops frames from a MAC "
			"address that it does not know: use an ipvlan, which has its parent's",
			kind, link->parent, link->parent);
	if (check_limit(link, failure) < 0)
		return -1;
	return check_take_parent(netlink, link, take_parent, failure);
}

const char *host_write_instead(const char *kind, const struct link_info *port, const char *master,
	char text[HOST_INSTEAD_SIZE])
{
	if (strcmp(port->master_kind, "bridge") == 0)
		snprintf(text, HOST_INSTEAD_SIZE, "--%s %s or --bridge %s", kind, master, master);
	else
		snprintf(text, HOST_INSTEAD_SIZE, "--%s %s", kind, master);
	return text;
}

static int explain_busy(struct netlink *netlink, const struct link_config *link,
	const struct link_info *parent, struct failure *failure)
{
	char instead[HOST_INSTEAD_SIZE];
	struct failure ignored;
	struct link_info master;

	if (parent->master != 0 && link_find_index(netlink, parent->master, &master, &ignored) == 0)
		return fail_advise(failure, "%s is a port of %s %s; use %s", link->parent,
			parent->master_kind, master.name,
			host_write_instead(
				link_kind(link->kind)->name, parent, master.name, instead));
	return fail_advise(failure,
		"%s carries links of another kind, and macvlan and ipvlan cannot share a parent; "
		"end those first, or use another parent",
		link->parent);
}

static int explain_invalid(
	const struct link_config *link, const struct link_info *parent, struct failure *failure)
{
	if (parent->flags & IFF_LOOPBACK)
		return fail_advise(failure, "lo cannot be a parent; name an Ethernet interface");
	if (parent->type != ARPHRD_ETHER)
		return fail_advise(
			failure, "%s is not an Ethernet interface; name one that is", link->parent);
	if (link_kind(link->kind)->takes_parent(link->mode))
		return fail_advise(failure,
			"a passthru link must be alone, and %s carries another; end that first, or "
			"choose another mode",
			link->parent);
	return fail_advise(failure,
		"%s may be taken by a passthru link, which must be alone; end that first",
		link->parent);
}

/* A parent has one VLAN of an id, and no run has this one. */
static int explain_vlan(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	struct subinterface vlan = { .parent = link->parent_index, .tag = link->tag };
	struct failure ignored;

	if (subinterface_find(netlink, &vlan, &ignored) == 1)
		return fail_advise(failure,
			"this host has VLAN %u of %s already, as %s; use --macvlan %s, or remove "
			"it",
			link->tag.id, link->parent, vlan.name, vlan.name);
	return fail_advise(failure,
		"another network namespace has VLAN %u of %s; end what is in it", link->tag.id,
		link->parent);
}

int host_explain(struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	const char *kind = link_kind(link->kind)->name;
	struct failure ignored;
	struct link_info parent = { .index = 0 };

	if (link->parent_index != 0 &&
		link_find_index(netlink, link->parent_index, &parent, &ignored) < 0)
		return -1;
	switch (failure->code) {
	case EBUSY:
		return explain_busy(netlink, link, &parent, failure);
	case EINVAL:
		return explain_invalid(link, &parent, failure);
	case EADDRINUSE:
		if (link_kind(link->kind)->shares_mode)
			return fail_advise(failure,
				"another link on %s, of no run, has it; remove it there, or choose "
				"another",
				link->parent);
		return fail_advise(failure,
			"another link on %s has its MAC address; end that one, or choose --mac",
			link->parent);
	case EADDRNOTAVAIL:
		return fail_advise(
			failure, "--mac must be a unicast address, as 02:00:00:00:00:01");
	case EOPNOTSUPP:
		return fail_advise(failure,
			"this kernel has no %s; modprobe %s, or boot one that has it", kind, kind);
	case EPERM:
		return fail_advise(failure, "this needs CAP_NET_ADMIN on this host; use sudo");
	case EEXIST:
		return link->tag.id == 0 ? -1 : explain_vlan(netlink, link, failure);
	default:
		return -1;
	}
}
