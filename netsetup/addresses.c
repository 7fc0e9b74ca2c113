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

static int note_address(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	bool *found = context;

	if (reply->nlmsg_type == RTM_NEWADDR &&
		(header->ifa_family == AF_INET || header->ifa_scope != RT_SCOPE_LINK))
		*found = true;
	return 0;
}

int address_exists(struct netlink *netlink, int index, struct failure *failure)
{
	/* The socket checks requests strictly, so the kernel dumps this link's addresses only. */
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC, .ifa_index = (unsigned)index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	bool found = false;

	if (request == NULL)
		return fail(failure, ENOMEM, "addresses of interface number %d", index);
	if (netlink_query(netlink, request, note_address, &found, failure,
		    "addresses of interface number %d", index) < 0)
		return -1;
	return found;
}

struct visit {
	void (*function)(const struct ip_prefix *address, void *context);
	void *context;
};

static int visit_address(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	struct visit *visit = context;
	struct ip_prefix prefix = { .address.family = header->ifa_family,
		.length = header->ifa_prefixlen };
	struct nlattr *address;

	if (reply->nlmsg_type != RTM_NEWADDR)
		return 0;
	if (header->ifa_family == AF_INET6 &&
		(header->ifa_scope == RT_SCOPE_LINK || !(header->ifa_flags & IFA_F_PERMANENT)))
		return 0;
	address = nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header),
		header->ifa_family == AF_INET ? IFA_LOCAL : IFA_ADDRESS);
	if (address == NULL || nla_len(address) != (int)ip_size(&prefix.address))
		return 0;
	memcpy(prefix.address.bytes, nla_data(address), ip_size(&prefix.address));
	visit->function(&prefix, visit->context);
	return 0;
}

int address_each(struct netlink *netlink, int index,
	void (*visit)(const struct ip_prefix *address, void *context), void *context,
	struct failure *failure)
{
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC, .ifa_index = (unsigned)index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct visit each = { visit, context };

	if (request == NULL)
		return fail(failure, ENOMEM, "addresses of interface number %d", index);
	return netlink_query(netlink, request, visit_address, &each, failure,
		"addresses of interface number %d", index);
}

enum { MOST_FLUSHED = 128 };

struct found {
	size_t count;
	struct ip_prefix addresses[MOST_FLUSHED];
};

static int collect_address(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	struct found *found = context;
	struct ip_prefix prefix = { .address.family = header->ifa_family,
		.length = header->ifa_prefixlen };
	struct nlattr *address;

	if (reply->nlmsg_type != RTM_NEWADDR || found->count == MOST_FLUSHED)
		return 0;
	address = nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header),
		header->ifa_family == AF_INET ? IFA_LOCAL : IFA_ADDRESS);
	if (address == NULL || nla_len(address) != (int)ip_size(&prefix.address))
		return 0;
	memcpy(prefix.address.bytes, nla_data(address), ip_size(&prefix.address));
	found->addresses[found->count++] = prefix;
	return 0;
}

void address_flush(struct netlink *netlink, int index)
{
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC, .ifa_index = (unsigned)index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct found found = { .count = 0 };
	struct failure ignored;

	if (request == NULL ||
		netlink_query(netlink, request, collect_address, &found, &ignored, "addresses") < 0)
		return;
	for (size_t i = 0; i < found.count; i++)
		address_remove(netlink, index, &found.addresses[i]);
}

static int note_made(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	const unsigned char unfit = IFA_F_PERMANENT | IFA_F_TENTATIVE | IFA_F_DEPRECATED;
	struct ip_address *found = context;
	struct nlattr *address =
		nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header), IFA_ADDRESS);

	if (reply->nlmsg_type != RTM_NEWADDR || header->ifa_scope == RT_SCOPE_LINK ||
		(header->ifa_flags & unfit) || address == NULL ||
		nla_len(address) != (int)sizeof(found->bytes))
		return 0;
	found->family = AF_INET6;
	memcpy(found->bytes, nla_data(address), sizeof(found->bytes));
	return 0;
}

bool address_made(struct netlink *netlink, int index, struct ip_address *address)
{
	struct ifaddrmsg header = { .ifa_family = AF_INET6, .ifa_index = (unsigned)index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct failure ignored;

	memset(address, 0, sizeof(*address));
	return request != NULL &&
		netlink_query(netlink, request, note_made, address, &ignored, "addresses") == 0 &&
		address->family != AF_UNSPEC;
}

struct search {
	const struct ip_address *address;
	bool is_found;
};

static int compare_address(const struct nlmsghdr *reply, void *context)
{
	struct search *search = context;
	size_t size = ip_size(search->address);
	struct nlattr *address;

	if (reply->nlmsg_type != RTM_NEWADDR)
		return 0;
	address = nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(struct ifaddrmsg),
		search->address->family == AF_INET ? IFA_LOCAL : IFA_ADDRESS);
	if (address != NULL && nla_len(address) == (int)size &&
		memcmp(nla_data(address), search->address->bytes, size) == 0)
		search->is_found = true;
	return 0;
}

bool address_is_on(struct netlink *netlink, int index, const struct ip_address *address)
{
	struct ifaddrmsg header = {
		.ifa_family = (unsigned char)address->family,
		.ifa_index = (unsigned)index,
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct search search = { .address = address };
	struct failure ignored;

	return request != NULL &&
		netlink_query(netlink, request, compare_address, &search, &ignored, "addresses") ==
		0 &&
		search.is_found;
}

bool address_is_in(struct netlink *netlink, int namespace_id, const struct ip_address *address)
{
	struct ifaddrmsg header = { .ifa_family = (unsigned char)address->family };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));
	struct search search = { .address = address };
	struct failure ignored;

	return request != NULL &&
		nla_put_u32(request, IFA_TARGET_NETNSID, (uint32_t)namespace_id) == 0 &&
		netlink_query(netlink, request, compare_address, &search, &ignored, "addresses") ==
		0 &&
		search.is_found;
}
