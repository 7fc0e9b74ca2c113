/* SPDX-License-Identifier: MIT */
#include "addresses.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <string.h>

static int put_address(struct nl_msg *request, const struct ip_prefix *prefix)
{
	const struct ip_address *address = &prefix->address;
	int size = (int)ip_size(address);
	struct ip_address broadcast = ip_prefix_broadcast(prefix);

	if (nla_put(request, IFA_LOCAL, size, address->bytes) < 0 ||
		nla_put(request, IFA_ADDRESS, size, address->bytes) < 0)
		return -1;
	if (address->family == AF_INET6)
		return nla_put_u32(request, IFA_FLAGS, IFA_F_NODAD);
	if (prefix->length > 30)
		return 0;
	return nla_put(request, IFA_BROADCAST, size, broadcast.bytes);
}

/* cache NULL: for ever. */
static int send_address(struct netlink *netlink, int index, int flags, const char *name,
	const struct ip_prefix *address, const struct ifa_cacheinfo *cache, struct failure *failure)
{
	struct ifaddrmsg header = {
		.ifa_family = (unsigned char)address->address.family,
		.ifa_prefixlen = address->length,
		.ifa_scope =
			ip_is_link_local(&address->address) ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.ifa_index = (unsigned)index,
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWADDR, NLM_F_CREATE | flags, &header, sizeof(header));
	char text[PREFIX_TEXT_SIZE];

	ip_prefix_format(address, text);
	if (request == NULL || put_address(request, address) < 0 ||
		(cache != NULL && nla_put(request, IFA_CACHEINFO, sizeof(*cache), cache) < 0))
		return fail(failure, ENOMEM, "address %s on '%s'", text, name);
	return netlink_execute(netlink, request, failure, "address %s on '%s'", text, name);
}

int address_add(struct netlink *netlink, int index, const char *name,
	const struct ip_prefix *address, struct failure *failure)
{
	return send_address(netlink, index, NLM_F_EXCL, name, address, NULL, failure);
}

int address_lend(struct netlink *netlink, int index, const char *name,
	const struct ip_prefix *address, uint32_t seconds, struct failure *failure)
{
	const struct ifa_cacheinfo cache = { .ifa_prefered = seconds, .ifa_valid = seconds };

	return send_address(netlink, index, NLM_F_REPLACE, name, address, &cache, failure);
}

void address_remove(struct netlink *netlink, int index, const struct ip_prefix *address)
{
	struct ifaddrmsg header = {
		.ifa_family = (unsigned char)address->address.family,
		.ifa_prefixlen = address->length,
		.ifa_index = (unsigned)index,
	};
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_DELADDR, 0, &header, sizeof(header));
	struct failure ignored;

	if (request != NULL &&
		nla_put(request, IFA_LOCAL, (int)ip_size(&address->address),
			address->address.bytes) == 0)
		netlink_execute(netlink, request, &ignored, "remove an address");
}

/* An address as the kernel lists it. */
struct listed {
	struct ip_prefix prefix;
	int index; /* of its link */
	unsigned char scope;
	unsigned char flags;
};

/* Which addresses to list. */
struct selection {
	sa_family_t family; /* AF_UNSPEC: of both */
	int index;          /* of the link; 0: of all */
	int namespace_id;   /* -1: of the socket's own namespace */
};

typedef void listed_reader(const struct listed *address, void *context);

struct listing {
	listed_reader *read;
	void *context;
};

static int read_listed(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	const struct listing *listing = context;
	struct listed listed;
	struct nlattr *address;

	if (reply->nlmsg_type != RTM_NEWADDR || !nlmsg_valid_hdr(reply, sizeof(*header)))
		return 0;
	listed = (struct listed){
		.prefix = { .address.family = header->ifa_family, .length = header->ifa_prefixlen },
		.index = (int)header->ifa_index,
		.scope = header->ifa_scope,
		.flags = header->ifa_flags,
	};
	/* Of a pair of IPv4 addresses IFA_ADDRESS is the far one; IPv6 has IFA_LOCAL in pairs only. */
	address = nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header),
		header->ifa_family == AF_INET ? IFA_LOCAL : IFA_ADDRESS);
	if (address == NULL || nla_len(address) != (int)ip_size(&listed.prefix.address))
		return 0;
	memcpy(listed.prefix.address.bytes, nla_data(address), ip_size(&listed.prefix.address));
	listing->read(&listed, listing->context);
	return 0;
}

/* The socket checks requests strictly, so the kernel itself passes over what was not selected. */
static int list_addresses(struct netlink *netlink, const struct selection *selection,
	listed_reader *read, void *context, struct failure *failure)
{
	struct ifaddrmsg header = {
		.ifa_family = (unsigned char)selection->family,
		.ifa_index = (unsigned)selection->index,
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct listing listing = { read, context };

	if (request == NULL ||
		(selection->namespace_id >= 0 &&
			nla_put_u32(request, IFA_TARGET_NETNSID,
				(uint32_t)selection->namespace_id) < 0))
		return fail(failure, ENOMEM, "addresses of interface number %d", selection->index);
	return netlink_query(netlink, request, read_listed, &listing, failure,
		"addresses of interface number %d", selection->index);
}

static void note_any(const struct listed *address, void *context)
{
	bool *found = context;

	if (address->prefix.address.family == AF_INET || address->scope != RT_SCOPE_LINK)
		*found = true;
}

int address_exists(struct netlink *netlink, int index, struct failure *failure)
{
	const struct selection of_link = { AF_UNSPEC, index, -1 };
	bool found = false;

	if (list_addresses(netlink, &of_link, note_any, &found, failure) < 0)
		return -1;
	return found;
}

struct visit {
	void (*function)(const struct ip_prefix *address, void *context);
	void *context;
};

static void visit_given(const struct listed *address, void *context)
{
	const struct visit *visit = context;

	if (address->prefix.address.family == AF_INET ||
		(address->scope != RT_SCOPE_LINK && (address->flags & IFA_F_PERMANENT)))
		visit->function(&address->prefix, visit->context);
}

int address_each(struct netlink *netlink, int index,
	void (*visit)(const struct ip_prefix *address, void *context), void *context,
	struct failure *failure)
{
	const struct selection of_link = { AF_UNSPEC, index, -1 };
	struct visit each = { visit, context };

	return list_addresses(netlink, &of_link, visit_given, &each, failure);
}

struct visit_of_all {
	void (*function)(int index, const struct ip_prefix *address, void *context);
	void *context;
};

static void visit_any(const struct listed *address, void *context)
{
	const struct visit_of_all *visit = context;

	visit->function(address->index, &address->prefix, visit->context);
}

int address_each_of_all(struct netlink *netlink,
	void (*visit)(int index, const struct ip_prefix *address, void *context), void *context,
	struct failure *failure)
{
	const struct selection all = { AF_UNSPEC, 0, -1 };
	struct visit_of_all each = { visit, context };

	return list_addresses(netlink, &all, visit_any, &each, failure);
}

enum { MOST_FLUSHED = 128 };

struct collection {
	size_t count;
	struct ip_prefix addresses[MOST_FLUSHED];
};

static void collect(const struct listed *address, void *context)
{
	struct collection *collection = context;

	if (collection->count < MOST_FLUSHED)
		collection->addresses[collection->count++] = address->prefix;
}

void address_flush(struct netlink *netlink, int index)
{
	const struct selection of_link = { AF_UNSPEC, index, -1 };
	struct collection found = { .count = 0 };
	struct failure ignored;

	if (list_addresses(netlink, &of_link, collect, &found, &ignored) < 0)
		return;
	for (size_t i = 0; i < found.count; i++)
		address_remove(netlink, index, &found.addresses[i]);
}

static void note_made(const struct listed *address, void *context)
{
	const unsigned char unfit = IFA_F_PERMANENT | IFA_F_TENTATIVE | IFA_F_DEPRECATED;
	struct ip_address *found = context;

	if (address->scope != RT_SCOPE_LINK && !(address->flags & unfit))
		*found = address->prefix.address;
}

bool address_made(struct netlink *netlink, int index, struct ip_address *address)
{
	const struct selection ipv6_of_link = { AF_INET6, index, -1 };
	struct failure ignored;

	memset(address, 0, sizeof(*address));
	return list_addresses(netlink, &ipv6_of_link, note_made, address, &ignored) == 0 &&
		address->family != AF_UNSPEC;
}

struct search {
	const struct ip_address *address;
	bool is_found;
};

static void compare_address(const struct listed *address, void *context)
{
	struct search *search = context;

	if (ip_equal(&address->prefix.address, search->address))
		search->is_found = true;
}

static bool is_among(struct netlink *netlink, const struct selection *selection,
	const struct ip_address *address)
{
	struct search search = { .address = address };
	struct failure ignored;

	return list_addresses(netlink, selection, compare_address, &search, &ignored) == 0 &&
		search.is_found;
}

bool address_is_on(struct netlink *netlink, int index, const struct ip_address *address)
{
	return is_among(netlink, &(struct selection){ address->family, index, -1 }, address);
}

bool address_is_in(struct netlink *netlink, int namespace_id, const struct ip_address *address)
{
	return is_among(netlink, &(struct selection){ address->family, 0, namespace_id }, address);
}
