/* SPDX-License-Identifier: MIT */
#include "children.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>

#include "links.h"
#include "namespace.h"

enum { NO_ID = -1 };

struct ids {
	size_t count;
	int *numbers; /* owned */
	bool is_out_of_memory;
};

static void add_id(int number, void *context)
{
	struct ids *ids = context;
	int *grown = realloc(ids->numbers, (ids->count + 1) * sizeof(*grown));

	if (grown == NULL) {
		ids->is_out_of_memory = true;
		return;
	}
	ids->numbers = grown;
	ids->numbers[ids->count++] = number;
}

static int find_ids(struct netlink *netlink, struct ids *ids, struct failure *failure)
{
	if (namespace_each_id(netlink, add_id, ids, failure) < 0)
		return -1;
	return ids->is_out_of_memory ? fail(failure, ENOMEM, "list the network namespaces") : 0;
}

struct search {
	int parent;
	int own_id; /* of the parent's namespace in itself, which is how links of others tell of it */
	bool is_elsewhere;
	bool has_seen; /* any link at all: each namespace has lo */
	children_visitor *visit;
	void *context;
};

static void read_kind(struct nlattr *linkinfo, struct child_link *child)
{
	struct nlattr *info[IFLA_INFO_MAX + 1];
	struct nlattr *data[IFLA_MACVLAN_MAX + 1];
	/* The number of the attribute is the same of both kinds, and of the tap of each. */
	const int mode = IFLA_MACVLAN_MODE;

	static_assert((int)IFLA_MACVLAN_MODE == (int)IFLA_IPVLAN_MODE, "modes have two numbers");
	if (nla_parse_nested(info, IFLA_INFO_MAX, linkinfo, NULL) < 0 ||
		info[IFLA_INFO_KIND] == NULL)
		return;
	nla_strlcpy(child->kind, info[IFLA_INFO_KIND], sizeof(child->kind));
	if ((strncmp(child->kind, "macv", 4) != 0 && strncmp(child->kind, "ipv", 3) != 0) ||
		info[IFLA_INFO_DATA] == NULL ||
		nla_parse_nested(data, IFLA_MACVLAN_MAX, info[IFLA_INFO_DATA], NULL) < 0 ||
		data[mode] == NULL)
		return;
	if (nla_len(data[mode]) == sizeof(uint32_t))
		child->mode = (int)nla_get_u32(data[mode]);
	else if (nla_len(data[mode]) == sizeof(uint16_t))
		child->mode = nla_get_u16(data[mode]);
}

static const struct nla_policy policy[IFLA_MAX + 1] = {
	[IFLA_LINK] = { .type = NLA_U32 },
	[IFLA_LINK_NETNSID] = { .type = NLA_U32 },
};

static int read_child(const struct nlmsghdr *reply, void *context)
{
	struct search *search = context;
	struct nlattr *attributes[IFLA_MAX + 1];
	struct child_link child = { .mode = -1, .is_elsewhere = search->is_elsewhere };
	int namespace;

	search->has_seen = true;
	if (reply->nlmsg_type != RTM_NEWLINK ||
		nlmsg_parse((struct nlmsghdr *)(uintptr_t)reply, sizeof(struct ifinfomsg),
			attributes, IFLA_MAX, policy) < 0 ||
		attributes[IFLA_LINK] == NULL || attributes[IFLA_LINKINFO] == NULL ||
		(int)nla_get_u32(attributes[IFLA_LINK]) != search->parent)
		return 0;
	namespace = attributes[IFLA_LINK_NETNSID] != NULL
		? (int)nla_get_u32(attributes[IFLA_LINK_NETNSID])
		: NO_ID;
	if (namespace != (search->is_elsewhere ? search->own_id : NO_ID))
		return 0;
	read_kind(attributes[IFLA_LINKINFO], &child);
	/* The other end of a veth is its "parent", too. */
	if (child.kind[0] != '\0' && strcmp(child.kind, "veth") != 0)
		search->visit(&child, search->context);
	return 0;
}

/* id is NO_ID for the socket's own namespace. */
static int search_in(
	struct netlink *netlink, int id, struct search *search, struct failure *failure)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETLINK, NLM_F_DUMP, &header, sizeof(header));

	search->is_elsewhere = id != NO_ID;
	search->has_seen = false;
	if (request == NULL || nla_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0 ||
		(id != NO_ID && nla_put_u32(request, IFLA_TARGET_NETNSID, (uint32_t)id) < 0))
		return fail(failure, ENOMEM, "list of interfaces");
	return netlink_query(netlink, request, read_child, search, failure, "list of interfaces");
}

static int find_own_id(struct netlink *netlink, struct failure *failure)
{
	AUTO_CLOSE int own = namespace_open_own();
	int id = NO_ID;

	if (own >= 0)
		namespace_find_id(netlink, own, &id, failure);
	return id;
}

/*
 * Returns whether all are the caller's to look into. The kernel refuses a dump by its last message, which
 * libnl takes for a good end: but then there was no link, not even lo.
 */
static bool search_elsewhere(struct netlink *netlink, const struct ids *ids, struct search *search,
	struct failure *failure)
{
	bool is_whole = true;

	for (size_t i = 0; i < ids->count; i++) {
		int id = ids->numbers[i];

		if (id == search->own_id)
			continue;
		search_in(netlink, id, search, failure);
		if (!search->has_seen && !namespace_is_gone(netlink, id))
			is_whole = false;
	}
	return is_whole;
}

static void skip(const struct child_link *child, void *context)
{
	(void)child;
	(void)context;
}

/*
 * A namespace has a number in itself only from when somebody in it has seen a link elsewhere that is on one of
 * its own. So where it has none they are all looked at once, and then it has, or there is no such link.
 */
static void number_own(struct netlink *netlink, const struct ids *ids, struct search *search,
	struct failure *failure)
{
	struct search first = { .parent = search->parent, .own_id = NO_ID, .visit = skip };

	search->own_id = find_own_id(netlink, failure);
	if (search->own_id != NO_ID)
		return;
	search_elsewhere(netlink, ids, &first, failure);
	search->own_id = find_own_id(netlink, failure);
	if (search->own_id == NO_ID)
		search->visit = skip;
}

int children_each(struct netlink *netlink, int parent, children_visitor *visit, void *context,
	bool *is_whole, struct failure *failure)
{
	struct search search = { .parent = parent, .visit = visit, .context = context };
	struct ids ids = { .count = 0 };
	int result = search_in(netlink, NO_ID, &search, failure);

	*is_whole = true;
	if (result == 0)
		result = find_ids(netlink, &ids, failure);
	if (result == 0) {
		number_own(netlink, &ids, &search, failure);
		*is_whole = search_elsewhere(netlink, &ids, &search, failure);
	}
	free(ids.numbers);
	return result;
}
