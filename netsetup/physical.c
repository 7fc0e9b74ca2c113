/* SPDX-License-Identifier: MIT */
#include "physical.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "namespace.h"

/* Keeps a reply of the kernel's as the request that would bring it about again. */
static void keep(const struct nlmsghdr *reply, struct nl_msg **list, size_t *count)
{
	struct nl_msg *request;

	if (*count == PHYSICAL_MOST)
		return;
	request = nlmsg_convert((struct nlmsghdr *)(uintptr_t)reply);
	if (request == NULL)
		return;
	nlmsg_hdr(request)->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
	nlmsg_hdr(request)->nlmsg_pid = 0;
	nlmsg_hdr(request)->nlmsg_seq = 0;
	list[(*count)++] = request;
}

/* What the kernel made out of a router advertisement it will make again. */
static int note_address(const struct nlmsghdr *reply, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(reply);
	struct physical *physical = context;

	if (reply->nlmsg_type == RTM_NEWADDR && nlmsg_valid_hdr(reply, sizeof(*header)) &&
		(int)header->ifa_index == physical->info.index &&
		(header->ifa_flags & IFA_F_PERMANENT))
		keep(reply, physical->addresses, &physical->address_count);
	return 0;
}

/* The kernel's own routes come with the addresses. */
static int note_route(const struct nlmsghdr *reply, void *context)
{
	const struct rtmsg *header = nlmsg_data(reply);
	struct physical *physical = context;
	struct nlattr *link =
		nlmsg_find_attr((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header), RTA_OIF);

	if (reply->nlmsg_type == RTM_NEWROUTE && link != NULL && nla_len(link) == sizeof(int) &&
		(int)nla_get_u32(link) == physical->info.index &&
		header->rtm_protocol != RTPROT_KERNEL && header->rtm_protocol != RTPROT_RA &&
		!(header->rtm_flags & RTM_F_CLONED))
		keep(reply, physical->routes, &physical->route_count);
	return 0;
}

static int note_routes(struct netlink *netlink, unsigned char family, struct physical *physical,
	struct failure *failure)
{
	struct rtmsg header = { .rtm_family = family };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETROUTE, NLM_F_DUMP, &header, sizeof(header));

	if (request == NULL)
		return fail(failure, ENOMEM, "routes of '%s'", physical->info.name);
	if (netlink_query(netlink, request, note_route, physical, failure, "routes of '%s'",
		    physical->info.name) == 0)
		return 0;
	/* A kernel without IPv6 has no routes of it. */
	return failure->code == EOPNOTSUPP || failure->code == EAFNOSUPPORT ? 0 : -1;
}

static int note_addresses(
	struct netlink *netlink, struct physical *physical, struct failure *failure)
{
	struct ifaddrmsg header = { .ifa_index = (unsigned)physical->info.index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETADDR, NLM_F_DUMP, &header, sizeof(header));

	if (request == NULL)
		return fail(failure, ENOMEM, "addresses of '%s'", physical->info.name);
	return netlink_query(netlink, request, note_address, physical, failure, "addresses of '%s'",
		physical->info.name);
}

int physical_note(
	struct netlink *netlink, int index, struct physical *physical, struct failure *failure)
{
	memset(physical, 0, sizeof(*physical));
	if (link_find_index(netlink, index, &physical->info, failure) < 0)
		return -1;
	sysctls_note(physical->info.name, &physical->settings);
	if (note_addresses(netlink, physical, failure) < 0 ||
		note_routes(netlink, AF_INET, physical, failure) < 0)
		return -1;
	return note_routes(netlink, AF_INET6, physical, failure);
}

static int move(struct netlink *netlink, int index, int netns, const char *name, const char *what,
	struct failure *failure)
{
	struct ifinfomsg header = { .ifi_index = index };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_SETLINK, 0, &header, sizeof(header));

	if (request == NULL || nla_put_u32(request, IFLA_NET_NS_FD, (uint32_t)netns) < 0 ||
		nla_put_string(request, IFLA_IFNAME, name) < 0)
		return fail(failure, ENOMEM, "%s", what);
	return netlink_execute(netlink, request, failure, "%s", what);
}

int physical_give(struct netlink *netlink, struct physical *physical, int netns, const char *name,
	struct failure *failure)
{
	char what[LINK_TITLE_SIZE];

	snprintf(what, sizeof(what), "physical on '%s'", physical->info.name);
	if (move(netlink, physical->info.index, netns, name, what, failure) < 0)
		return -1;
	physical->is_away = true;
	return 0;
}

/* A down link may change its MAC address and its MTU in one request. */
static int reset(struct netlink *netlink, const struct link_info *info, struct failure *failure)
{
	static const struct mac_address no_mac;
	struct ifinfomsg header = { .ifi_index = info->index, .ifi_change = IFF_UP };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_SETLINK, 0, &header, sizeof(header));

	if (request == NULL || nla_put_u32(request, IFLA_MTU, info->mtu) < 0)
		return fail(failure, ENOMEM, "reset '%s'", info->name);
	if (!mac_equal(&info->mac, &no_mac) &&
		nla_put(request, IFLA_ADDRESS, sizeof(info->mac.bytes), info->mac.bytes) < 0)
		return fail(failure, ENOMEM, "reset '%s'", info->name);
	return netlink_execute(netlink, request, failure, "reset '%s'", info->name);
}

/* Its number may be another now: another interface may have taken the old one. */
static void renumber(struct nl_msg *request, int index)
{
	struct nlmsghdr *header = nlmsg_hdr(request);
	struct ifaddrmsg *address = nlmsg_data(header);
	struct nlattr *link;
	uint32_t number = (uint32_t)index;

	if (header->nlmsg_type == RTM_NEWADDR) {
		address->ifa_index = number;
		return;
	}
	link = nlmsg_find_attr(header, sizeof(struct rtmsg), RTA_OIF);
	memcpy(nla_data(link), &number, sizeof(number));
}

/* Says it all to the kernel again. Each is tried whatever became of the others. */
static void replay(struct netlink *netlink, struct nl_msg **list, size_t count, int index,
	const char *what, struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		struct failure next;

		renumber(list[i], index);
		if (netlink_execute(netlink, list[i], &next, "%s", what) < 0 &&
			next.code != EEXIST && failure->text[0] == '\0')
			*failure = next;
		nlmsg_free(list[i]);
	}
}

/* The first failure is kept. */
static void restore(
	struct netlink *netlink, struct physical *physical, int index, struct failure *failure)
{
	struct link_info info = physical->info;
	struct failure next;
	char what[LINK_TITLE_SIZE];

	snprintf(what, sizeof(what), "restore '%s'", info.name);
	info.index = index;
	failure->text[0] = '\0';
	if (reset(netlink, &info, &next) < 0)
		*failure = next;
	sysctls_restore(info.name, &physical->settings);
	replay(netlink, physical->addresses, physical->address_count, index, what, failure);
	if ((info.flags & IFF_UP) && link_up(netlink, index, false, what, &next) < 0 &&
		failure->text[0] == '\0')
		*failure = next;
	replay(netlink, physical->routes, physical->route_count, index, what, failure);
}

int physical_take_back(struct netlink *netlink, struct netlink *inside, int index,
	struct physical *physical, struct failure *failure)
{
	const char *name = physical->info.name;
	AUTO_CLOSE int own = namespace_open(netlink_fd(netlink));
	struct link_info back;
	char what[LINK_TITLE_SIZE];

	snprintf(what, sizeof(what), "give '%s' back", name);
	if (move(inside, index, own, name, what, failure) < 0)
		return -1;
	physical->is_away = false;
	if (link_find(netlink, name, &back, failure) < 0)
		return -1;
	restore(netlink, physical, back.index, failure);
	return failure->text[0] != '\0' ? -1 : 0;
}
