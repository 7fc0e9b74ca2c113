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

int address_add(struct netlink *netlink, int index, const char *name,
	const struct ip_prefix *address, struct failure *failure)
{
	struct ifaddrmsg header = {
		.ifa_family = (unsigned char)address->address.family,
		.ifa_prefixlen = address->length,
		.ifa_scope =
			ip_is_link_local(&address->address) ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.ifa_index = (unsigned)index,
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	char text[PREFIX_TEXT_SIZE];

	ip_prefix_format(address, text);
	if (request == NULL || put_address(request, address) < 0)
		return fail(failure, ENOMEM, "address %s on '%s'", text, name);
	return netlink_execute(netlink, request, failure, "address %s on '%s'", text, name);
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
