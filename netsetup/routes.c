/* SPDX-License-Identifier: MIT */
#include "routes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

static const char *describe(const struct route *route, char *text, size_t size)
{
	char destination[PREFIX_TEXT_SIZE] = "default";
	char gateway[IP_TEXT_SIZE];

	if (route->destination.length != 0)
		ip_prefix_format(&route->destination, destination);
	if (route->gateway.family == AF_UNSPEC)
		snprintf(text, size, "%s", destination);
	else
		snprintf(text, size, "%s via %s", destination, ip_format(&route->gateway, gateway));
	return text;
}

static int put_route(struct nl_msg *request, int index, const struct route *route)
{
	const struct ip_prefix *destination = &route->destination;
	int size = (int)ip_size(&destination->address);
	struct ip_address network = ip_prefix_network(destination);

	if (nla_put_u32(request, RTA_OIF, (uint32_t)index) < 0)
		return -1;
	if (destination->length != 0 && nla_put(request, RTA_DST, size, network.bytes) < 0)
		return -1;
	if (route->gateway.family != AF_UNSPEC &&
		nla_put(request, RTA_GATEWAY, size, route->gateway.bytes) < 0)
		return -1;
	if (route->source.family != AF_UNSPEC &&
		nla_put(request, RTA_PREFSRC, size, route->source.bytes) < 0)
		return -1;
	if (route->metric != 0 && nla_put_u32(request, RTA_PRIORITY, route->metric) < 0)
		return -1;
	return 0;
}

static int send_route(struct netlink *netlink, int type, int flags, int index, const char *name,
	const struct route *route, struct failure *failure)
{
	struct rtmsg header = {
		.rtm_family = (unsigned char)route->destination.address.family,
		.rtm_dst_len = route->destination.length,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT, /* as ip route marks what an administrator adds */
		.rtm_scope = route->gateway.family == AF_UNSPEC ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
		.rtm_flags = route->onlink ? RTNH_F_ONLINK : 0,
	};
	AUTO_REQUEST struct nl_msg *request = request_new(type, flags, &header, sizeof(header));
	char text[PREFIX_TEXT_SIZE + IP_TEXT_SIZE + 8];

	describe(route, text, sizeof(text));
	if (request == NULL || put_route(request, index, route) < 0)
		return fail(failure, ENOMEM, "route %s on '%s'", text, name);
	return netlink_execute(netlink, request, failure, "route %s on '%s'", text, name);
}

int route_add(struct netlink *netlink, int index, const char *name, const struct route *route,
	struct failure *failure)
{
	return send_route(
		netlink, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, index, name, route, failure);
}

void route_remove(struct netlink *netlink, int index, const char *name, const struct route *route)
{
	struct failure ignored;

	send_route(netlink, RTM_DELROUTE, 0, index, name, route, &ignored);
}

/* What one RTM_GETROUTE said. */
struct answer {
	unsigned char type; /* RTN_… */
	unsigned char length;
	struct default_route route;
	struct ip_address source;
};

static void read_address(struct nlattr *attribute, sa_family_t family, struct ip_address *address)
{
	memset(address, 0, sizeof(*address));
	if (attribute == NULL)
		return;
	address->family = family;
	if (nla_len(attribute) == (int)ip_size(address))
		memcpy(address->bytes, nla_data(attribute), ip_size(address));
	else
		address->family = AF_UNSPEC;
}

/* What is shorter is no such attribute: then the whole reply is passed over. */
static const struct nla_policy route_policy[RTA_MAX + 1] = {
	[RTA_OIF] = { .type = NLA_U32 },
};

static int read_route(const struct nlmsghdr *reply, void *context)
{
	struct answer *answer = context;
	struct nlattr *attributes[RTA_MAX + 1];
	const struct rtmsg *header = nlmsg_data(reply);
	struct nlattr *hops;

	if (reply->nlmsg_type != RTM_NEWROUTE ||
		nlmsg_parse((struct nlmsghdr *)(uintptr_t)reply, sizeof(*header), attributes,
			RTA_MAX, route_policy) < 0)
		return -1;
	answer->type = header->rtm_type;
	answer->length = header->rtm_dst_len;
	read_address(attributes[RTA_PREFSRC], header->rtm_family, &answer->source);
	hops = attributes[RTA_MULTIPATH];
	if (hops != NULL && nla_len(hops) >= (int)sizeof(struct rtnexthop)) {
		struct rtnexthop *hop = nla_data(hops);
		int room = (int)hop->rtnh_len - (int)sizeof(*hop);

		if ((int)hop->rtnh_len > nla_len(hops))
			return -1;
		answer->route.index = hop->rtnh_ifindex;
		read_address(nla_find((struct nlattr *)(hop + 1), room, RTA_GATEWAY),
			header->rtm_family, &answer->route.gateway);
		return 0;
	}
	if (attributes[RTA_OIF] != NULL)
		answer->route.index = (int)nla_get_u32(attributes[RTA_OIF]);
	read_address(attributes[RTA_GATEWAY], header->rtm_family, &answer->route.gateway);
	return 0;
}

/* "No route to there" is an answer here, not a failure. EINVAL is that of a blackhole route. */
static bool is_no_route(int code)
{
	return code == ENETUNREACH || code == EHOSTUNREACH || code == EACCES || code == EINVAL ||
		code == ENODEV || code == EAFNOSUPPORT || code == EOPNOTSUPP;
}

/* Looks up the way to an address. Returns 1, 0 when there is none, -1 with a failure. */
static int look_up(struct netlink *netlink, const struct ip_address *address, int index,
	unsigned flags, struct answer *answer, struct failure *failure)
{
	struct rtmsg header = {
		.rtm_family = (unsigned char)address->family,
		.rtm_dst_len = ip_bits(address),
		.rtm_flags = flags,
	};
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_GETROUTE, 0, &header, sizeof(header));
	char text[IP_TEXT_SIZE];

	memset(answer, 0, sizeof(*answer));
	ip_format(address, text);
	if (request == NULL ||
		nla_put(request, RTA_DST, (int)ip_size(address), address->bytes) < 0 ||
		(index != 0 && nla_put_u32(request, RTA_OIF, (uint32_t)index) < 0))
		return fail(failure, ENOMEM, "route to %s", text);
	if (netlink_query(netlink, request, read_route, answer, failure, "route to %s", text) == 0)
		return 1;
	return is_no_route(failure->code) ? 0 : -1;
}

int route_default(struct netlink *netlink, sa_family_t family, int index,
	struct default_route *found, struct failure *failure)
{
	/*
	 * The way to an address that no one routes specially: of class E (RFC 1112), and of the
	 * block 4000::/3, which was never given out. The route that matches it, and not the
	 * result of following it, tells by its length whether it is the default route.
	 */
	static const struct ip_address nowhere4 = { AF_INET, { 240, 0, 0, 1 } };
	static const struct ip_address nowhere6 = { AF_INET6, { 0x40, [15] = 1 } };
	struct answer answer;
	int result = look_up(netlink, family == AF_INET ? &nowhere4 : &nowhere6, index,
		RTM_F_FIB_MATCH, &answer, failure);

	if (result <= 0)
		return result;
	*found = answer.route;
	return answer.type == RTN_UNICAST && answer.length == 0 &&
		(index == 0 || answer.route.index == index);
}

int route_source(struct netlink *netlink, const struct ip_address *address,
	struct ip_address *source, struct failure *failure)
{
	struct answer answer;

	if (look_up(netlink, address, 0, 0, &answer, failure) < 0)
		return -1;
	*source = answer.source;
	return 0;
}

int route_is_direct(struct netlink *netlink, const struct ip_address *address, int index,
	struct failure *failure)
{
	struct answer answer;
	int result = look_up(netlink, address, 0, RTM_F_FIB_MATCH, &answer, failure);

	if (result <= 0)
		return result;
	return answer.length != 0 && answer.route.index == index &&
		answer.route.gateway.family == AF_UNSPEC;
}

int route_is_local(struct netlink *netlink, const struct ip_address *address, int index,
	struct failure *failure)
{
	struct answer answer;
	int result = look_up(netlink, address, index, 0, &answer, failure);

	return result <= 0 ? result : answer.type == RTN_LOCAL;
}
