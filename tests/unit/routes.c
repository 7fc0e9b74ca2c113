/* SPDX-License-Identifier: MIT */
/* covers: P1 P6 P7 --route --gateway --metric */
#include "kernel.h"

#include "../../netsetup/addresses.h"
#include "../../netsetup/routes.h"

static void add_address(struct netlink *netlink, int index, const char *text)
{
	struct ip_prefix prefix = prefix_of(text);
	struct failure failure = { .text = "" };

	address_add(netlink, index, "eth0", &prefix, &failure);
	assert_string_equal(failure.text, "");
}

static struct route route_of(const char *destination, const char *gateway)
{
	struct route route = { .destination = prefix_of(destination) };

	if (gateway != NULL)
		route.gateway = address_of(gateway);
	return route;
}

static void add_route(struct netlink *netlink, int index, const struct route *route)
{
	struct failure failure = { .text = "" };

	route_add(netlink, index, "eth0", route, &failure);
	assert_string_equal(failure.text, "");
}

static void expect_default(struct netlink *netlink, sa_family_t family, int index, int expected)
{
	struct default_route found = { .index = 0 };
	struct failure failure = { .text = "" };

	assert_int_equal(route_default(netlink, family, index, &found, &failure), expected != 0);
	if (expected != 0)
		assert_int_equal(found.index, expected);
}

static void expect_gateway(struct netlink *netlink, sa_family_t family, const char *expected)
{
	struct default_route found = { .index = 0 };
	struct failure failure = { .text = "" };
	char text[IP_TEXT_SIZE] = "none";

	assert_int_equal(route_default(netlink, family, 0, &found, &failure), 1);
	if (found.gateway.family != AF_UNSPEC)
		ip_format(&found.gateway, text);
	assert_string_equal(text, expected);
}

static void no_route_is_an_answer(void **state)
{
	struct netlink *netlink = netlink_of(state);

	expect_default(netlink, AF_INET, 0, 0);
	expect_default(netlink, AF_INET6, 0, 0);
	bring_up(netlink, "lo");
	expect_default(netlink, AF_INET, 0, 0);
	expect_default(netlink, AF_INET6, 0, 0);
}

static void a_default_route_is_found_with_its_gateway(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	int other = look(netlink, "veth0").index;
	struct route route = route_of("0.0.0.0/0", "172.16.86.1");

	add_address(netlink, index, "172.16.86.2/24");
	expect_default(netlink, AF_INET, 0, 0);
	add_route(netlink, index, &route);
	expect_default(netlink, AF_INET, 0, index);
	expect_default(netlink, AF_INET, index, index);
	expect_default(netlink, AF_INET, other, 0);
	expect_gateway(netlink, AF_INET, "172.16.86.1");
	expect_default(netlink, AF_INET6, 0, 0);
}

static void a_default_route_without_a_gateway(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route route = route_of("0.0.0.0/0", NULL);

	add_address(netlink, index, "172.16.86.2/24");
	add_route(netlink, index, &route);
	expect_default(netlink, AF_INET, 0, index);
	expect_gateway(netlink, AF_INET, "none");
}

static void an_ipv6_default_route(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index;
	struct route route = route_of("::/0", "fe80::1");

	need(have_ipv6(), "this kernel has no IPv6");
	index = add_ethernet(netlink);
	add_address(netlink, index, "2001:db8::2/64");
	add_route(netlink, index, &route);
	expect_default(netlink, AF_INET6, 0, index);
	expect_default(netlink, AF_INET6, index, index);
	expect_default(netlink, AF_INET6, look(netlink, "veth0").index, 0);
	expect_gateway(netlink, AF_INET6, "fe80::1");
	expect_default(netlink, AF_INET, 0, 0);
}

/* A route to everything but not by length 0, as VPNs make them, is no default route of a host. */
static void half_of_everything_is_no_default_route(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route route = route_of("128.0.0.0/1", NULL);

	add_address(netlink, index, "172.16.86.2/24");
	add_route(netlink, index, &route);
	expect_default(netlink, AF_INET, 0, 0);
}

static void the_least_metric_is_taken(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route first = route_of("0.0.0.0/0", "172.16.86.1");
	struct route second = route_of("0.0.0.0/0", "172.16.86.3");
	struct failure failure;

	add_address(netlink, index, "172.16.86.2/24");
	first.metric = 200;
	second.metric = 100;
	add_route(netlink, index, &first);
	add_route(netlink, index, &second);
	expect_gateway(netlink, AF_INET, "172.16.86.3");
	assert_int_equal(route_add(netlink, index, "eth0", &first, &failure), -1);
	expect_failure(&failure, EEXIST, "route default via 172.16.86.1 on 'eth0': File exists");
}

static void a_gateway_off_the_subnet_must_be_on_link(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route route = route_of("0.0.0.0/0", "10.9.9.9");
	struct failure failure;

	add_address(netlink, index, "172.16.86.2/24");
	assert_int_equal(route_add(netlink, index, "eth0", &route, &failure), -1);
	expect_failure(&failure, ENETUNREACH,
		"route default via 10.9.9.9 on 'eth0': Nexthop has invalid gateway");
	route.onlink = true;
	add_route(netlink, index, &route);
	expect_gateway(netlink, AF_INET, "10.9.9.9");
}

static void a_route_to_a_net_is_refused_by_its_name(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route through = route_of("10.1.0.0/16", "10.9.9.9");
	struct route straight = route_of("10.1.0.0/16", NULL);
	struct failure failure;

	add_address(netlink, index, "172.16.86.2/24");
	assert_int_equal(route_add(netlink, index, "eth0", &through, &failure), -1);
	expect_failure(&failure, ENETUNREACH,
		"route 10.1.0.0/16 via 10.9.9.9 on 'eth0': Nexthop has invalid gateway");
	add_route(netlink, index, &straight);
	assert_int_equal(route_add(netlink, index, "eth0", &straight, &failure), -1);
	expect_failure(&failure, EEXIST, "route 10.1.0.0/16 on 'eth0': File exists");
}

/* A default route that the host forbids, or shares among two ways. */
static void add_by_hand(struct netlink *netlink, unsigned char type, int first, int second)
{
	struct rtmsg header = { .rtm_family = AF_INET,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_BOOT,
		.rtm_scope = type == RTN_UNICAST ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.rtm_type = type };
	struct rtnexthop hops[2] = {
		{ .rtnh_len = sizeof(hops[0]), .rtnh_ifindex = first },
		{ .rtnh_len = sizeof(hops[0]), .rtnh_ifindex = second },
	};
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	struct failure failure = { .text = "" };

	assert_non_null(request);
	if (type == RTN_UNICAST)
		assert_int_equal(nla_put(request, RTA_MULTIPATH, sizeof(hops), hops), 0);
	netlink_execute(netlink, request, &failure, "route by hand");
	need(failure.code != EOPNOTSUPP, "this kernel has no multipath routes");
	assert_string_equal(failure.text, "");
}

static void a_forbidden_way_is_no_default_route(void **state)
{
	struct netlink *netlink = netlink_of(state);

	add_ethernet(netlink);
	bring_up(netlink, "lo");
	add_by_hand(netlink, RTN_UNREACHABLE, 0, 0);
	expect_default(netlink, AF_INET, 0, 0);
}

static void one_of_several_ways_is_the_default_route(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	int other = look(netlink, "veth0").index;
	struct default_route found = { .index = 0 };
	struct failure failure;

	add_address(netlink, index, "172.16.86.2/24");
	add_address(netlink, other, "172.16.87.2/24");
	add_by_hand(netlink, RTN_UNICAST, index, other);
	assert_int_equal(route_default(netlink, AF_INET, 0, &found, &failure), 1);
	assert_true(found.index == index || found.index == other);
}

static void expect_local(struct netlink *netlink, const char *text, int index, int expected)
{
	struct ip_address address = address_of(text);
	struct failure failure = { .text = "" };
	int local = route_is_local(netlink, &address, index, &failure);

	if (local != expected)
		print_error("%s: %d %s\n", text, local, failure.text);
	assert_int_equal(local, expected);
}

/* The kernel gives an IPv6 address its local route from a work queue. */
static void await_local(struct netlink *netlink, const char *text, int index)
{
	struct ip_address address = address_of(text);
	struct failure failure;
	time_t deadline = time(NULL) + 10;

	while (route_is_local(netlink, &address, index, &failure) == 0) {
		assert_true(time(NULL) <= deadline);
		sched_yield();
	}
	expect_local(netlink, text, index, 1);
}

static void own_addresses_are_local_and_no_others(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct route route = route_of("0.0.0.0/0", "172.16.86.1");

	expect_local(netlink, "172.16.86.2", 0, 0); /* there is no route at all */
	bring_up(netlink, "lo");
	add_address(netlink, index, "172.16.86.2/24");
	expect_local(netlink, "172.16.86.2", 0, 1);
	expect_local(netlink, "127.0.0.1", 0, 1);
	expect_local(netlink, "172.16.86.1", 0, 0);
	expect_local(netlink, "172.16.86.255", 0, 0); /* the broadcast address */
	expect_local(netlink, "10.0.0.1", 0, 0);
	add_route(netlink, index, &route);
	expect_local(netlink, "10.0.0.1", 0, 0);
}

static void own_ipv6_addresses_are_local_and_no_others(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index, other;

	need(have_ipv6(), "this kernel has no IPv6");
	index = add_ethernet(netlink);
	other = look(netlink, "veth0").index;
	bring_up(netlink, "lo");
	add_address(netlink, index, "2001:db8::2/64");
	add_address(netlink, index, "fe80::42/64");
	await_local(netlink, "2001:db8::2", 0);
	await_local(netlink, "::1", 0);
	expect_local(netlink, "2001:db8::1", 0, 0);
	expect_local(netlink, "2001:db9::1", 0, 0);
	/* A link-local address is one of the link's: another link may have the same. */
	await_local(netlink, "fe80::42", index);
	expect_local(netlink, "fe80::43", index, 0);
	expect_local(netlink, "fe80::42", other, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(no_route_is_an_answer),
		with_namespace(a_default_route_is_found_with_its_gateway),
		with_namespace(a_default_route_without_a_gateway),
		with_namespace(an_ipv6_default_route),
		with_namespace(half_of_everything_is_no_default_route),
		with_namespace(the_least_metric_is_taken),
		with_namespace(a_gateway_off_the_subnet_must_be_on_link),
		with_namespace(a_route_to_a_net_is_refused_by_its_name),
		with_namespace(a_forbidden_way_is_no_default_route),
		with_namespace(one_of_several_ways_is_the_default_route),
		with_namespace(own_addresses_are_local_and_no_others),
		with_namespace(own_ipv6_addresses_are_local_and_no_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
