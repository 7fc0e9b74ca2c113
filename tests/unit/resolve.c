/* SPDX-License-Identifier: MIT */
/* covers: P5 P6 P7 --macvlan --ip --gateway --route --mac --mtu --ifname --take-parent */
#include "kernel.h"
#include "line.h"

#include "../../netsetup/addresses.h"
#include "../../netsetup/routes.h"
#include "../../runner/resolve.h"

/*
 * The host: eth0 with 172.16.86.250/24, 2001:db8::250/64 and default routes through .1 and ::1, and
 * veth0, its other end, with 172.16.87.250/24. bond7 is down.
 */
static void add_address(struct netlink *netlink, int index, const char *text)
{
	struct ip_prefix prefix = prefix_of(text);
	struct failure failure;

	expect_success(address_add(netlink, index, "eth0", &prefix, &failure), &failure);
}

static void add_default(struct netlink *netlink, int index, const char *net, const char *gateway)
{
	struct route route = { .destination = prefix_of(net), .gateway = address_of(gateway) };
	struct failure failure;

	expect_success(route_add(netlink, index, "eth0", &route, &failure), &failure);
}

static void await_local(struct netlink *netlink, const char *text)
{
	struct ip_address address = address_of(text);
	struct failure failure;
	time_t deadline = time(NULL) + 10;

	while (route_is_local(netlink, &address, 0, &failure) == 0)
		assert_true(time(NULL) <= deadline);
}

static struct netlink *make_host(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct failure failure;

	bring_up(netlink, "lo");
	add_address(netlink, index, "172.16.86.250/24");
	add_address(netlink, look(netlink, "veth0").index, "172.16.87.250/24");
	add_default(netlink, index, "0.0.0.0/0", "172.16.86.1");
	if (have_ipv6()) {
		add_address(netlink, index, "2001:db8::250/64");
		add_default(netlink, index, "::/0", "2001:db8::1");
		await_local(netlink, "2001:db8::250");
	}
	expect_success(add_kind(netlink, "veth", "bond7", &failure), &failure);
	return netlink;
}

/* The links that a line makes, on this host. */
static struct link_config *resolve(struct netlink *netlink, const char *text)
{
	static struct link_config links[PLAN_MAX_LINKS];
	static struct plan plan;
	static struct line line;
	struct failure failure;

	memset(links, 0xff, sizeof(links));
	expect_success(parse_line(&line, text, &plan, &failure), &failure);
	expect_success(plan_check(&plan, &failure), &failure);
	expect_success(resolve_links(netlink, &plan, NULL, links, &failure), &failure);
	return links;
}

static void expect_refused_here(
	struct netlink *netlink, const struct refused *refused, size_t count)
{
	static struct link_config links[PLAN_MAX_LINKS];
	static struct plan plan;
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct line line;
		struct failure failure;
		int result;

		expect_success(parse_line(&line, refused[i].line, &plan, &failure), &failure);
		expect_success(plan_check(&plan, &failure), &failure);
		result = resolve_links(netlink, &plan, NULL, links, &failure);
		if (result < 0 && strcmp(failure.text, refused[i].failure) == 0)
			continue;
		print_error("%s\n  gives    %s\n  and not  %s\n", refused[i].line,
			result < 0 ? failure.text : "no failure", refused[i].failure);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* "default via 172.16.86.1 onlink metric 7 + 10.0.0.0/8" */
static const char *routes_of(const struct link_config *link)
{
	static char text[512];
	char part[PREFIX_TEXT_SIZE];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < link->route_count; i++) {
		const struct route *route = &link->routes[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
			i != 0 ? " + " : "",
			route->destination.length == 0
				? "default"
				: ip_prefix_format(&route->destination, part));
		if (route->gateway.family != AF_UNSPEC)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " via %s",
				ip_format(&route->gateway, part));
		if (route->onlink)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " onlink");
		if (route->metric != 0)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, " metric %u", route->metric);
	}
	return text;
}

static void the_main_line(void **state)
{
	struct netlink *netlink = make_host(state);
	struct link_config *link = resolve(netlink, "--macvlan eth0 --ip 172.16.86.2/24 sh");
	char mac[MAC_TEXT_SIZE];

	assert_int_equal(link->kind, LINK_MACVLAN);
	assert_int_equal(link->mode, MACVLAN_MODE_BRIDGE);
	assert_string_equal(link->parent, "eth0");
	assert_int_equal(link->parent_index, look(netlink, "eth0").index);
	assert_string_equal(link->name, "eth0");
	assert_true(link->has_mac);
	assert_string_equal(mac_format(&link->mac, mac), "02:42:ac:10:56:02");
	assert_int_equal(link->mtu, 0);
	assert_int_equal(link->address_count, 1);
	assert_string_equal(routes_of(link), "default via 172.16.86.1");
}

/* The rule of the gateway: the host's own, through this parent, if it lies in a net of the link. */
static void a_gateway_is_given_or_the_hosts_and_never_guessed(void **state)
{
	static const struct {
		const char *line;
		const char *routes;
	} lines[] = {
		{ "--macvlan eth0 --ip 172.16.86.2/24 x", "default via 172.16.86.1" },
		{ "--macvlan eth0 --ip 172.16.0.2/16 x", "default via 172.16.86.1" },
		{ "--macvlan eth0 --ip 172.16.86.2/32 x", "" },
		{ "--macvlan eth0 --ip 172.16.86.129/25 x", "" },
		{ "--macvlan eth0 --ip 10.0.0.2/24 x", "" },
		{ "--macvlan veth0 --ip 172.16.86.2/24 x", "" }, /* not through this parent */
		{ "--macvlan eth0 x", "" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway none x", "" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.7 x",
			"default via 172.16.86.7" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway 10.1.1.1 x",
			"default via 10.1.1.1 onlink" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --metric 7 x",
			"default via 172.16.86.1 metric 7" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --route 0.0.0.0/0 x", "default" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway none --route 10.0.0.0/8,172.16.86.9 x",
			"10.0.0.0/8 via 172.16.86.9" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway none --route 10.0.0.0/8,10.9.9.9 x",
			"10.0.0.0/8 via 10.9.9.9 onlink" },
	};
	struct netlink *netlink = make_host(state);

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const char *routes = routes_of(resolve(netlink, lines[i].line));

		if (strcmp(routes, lines[i].routes) != 0)
			print_error("%s\n", lines[i].line);
		assert_string_equal(routes, lines[i].routes);
	}
}

static void each_family_has_its_own_gateway(void **state)
{
	static const char line[] = "--macvlan eth0 --ip 172.16.86.2/24 --ip 2001:db8::2/64";
	struct netlink *netlink = make_host(state);
	char text[256];

	need(have_ipv6(), "this kernel has no IPv6");
	snprintf(text, sizeof(text), "%s x", line);
	assert_string_equal(routes_of(resolve(netlink, text)),
		"default via 172.16.86.1 + default via 2001:db8::1");
	snprintf(text, sizeof(text), "%s --gateway fe80::1 x", line);
	assert_string_equal(
		routes_of(resolve(netlink, text)), "default via 172.16.86.1 + default via fe80::1");
	assert_string_equal(
		routes_of(resolve(netlink, "--macvlan eth0 --ip 2001:db8:1::2/64 x")), "");
}

/* What was asked for is there or refused, and never left out without a word. */
static void no_gateway_is_ignored(void **state)
{
	struct netlink *netlink = make_host(state);
	static const char line[] =
		"--macvlan eth0 --ip 172.16.86.2/24 --route 0.0.0.0/0,172.16.86.9 "
		"--gateway 172.16.86.1 x";
	struct link_config links[PLAN_MAX_LINKS];
	static struct plan plan;
	struct line words;
	struct failure failure;
	int result;

	expect_success(parse_line(&words, line, &plan, &failure), &failure);
	result = plan_check(&plan, &failure);
	if (result == 0)
		result = resolve_links(netlink, &plan, NULL, links, &failure);
	if (result == 0)
		assert_non_null(strstr(routes_of(links), "via 172.16.86.1"));
}

static void a_second_link_does_not_take_the_default_route_again(void **state)
{
	struct netlink *netlink = make_host(state);
	struct link_config *links = resolve(netlink,
		"--macvlan eth0 --ip 172.16.86.2/24 --macvlan eth0 --ip 172.16.86.3/24 --ifname b x");

	assert_string_equal(routes_of(&links[0]), "default via 172.16.86.1");
	assert_string_equal(routes_of(&links[1]), "");
	assert_string_equal(links[1].name, "b");
}

static void a_mac_is_given_or_made_of_the_address(void **state)
{
	static const struct {
		const char *line;
		const char *mac; /* NULL: the kernel's */
	} lines[] = {
		{ "--macvlan eth0 --ip 172.16.86.2/24 --ip 172.16.86.3/24 x", "02:42:ac:10:56:02" },
		{ "--macvlan eth0 --ip 2001:db8::2/64 --ip 10.0.0.5/24 x", "02:42:0a:00:00:05" },
		{ "--macvlan eth0 --ip 2001:db8::2/64 x", NULL },
		{ "--macvlan eth0 x", NULL },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --mac 02:00:00:00:00:09 x",
			"02:00:00:00:00:09" },
		{ "--macvlan veth0 --mode passthru --take-parent --ip 10.0.0.5/24 x", NULL },
	};
	struct netlink *netlink = make_host(state);
	char text[MAC_TEXT_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct link_config *link = resolve(netlink, lines[i].line);

		assert_int_equal(link->has_mac, lines[i].mac != NULL);
		if (lines[i].mac != NULL)
			assert_string_equal(mac_format(&link->mac, text), lines[i].mac);
	}
}

/* Whose MAC address follows from its IPv4 address asks from another one (network.c). */
static void what_asks_and_by_which_mac_is_known(void **state)
{
	static const struct {
		const char *line;
		bool probe, has_rule_mac;
	} lines[] = {
		{ "--macvlan eth0 --ip 172.16.86.2/24 x", false, true },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --probe x", true, true },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --mac random --probe x", true, false },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --mac 02:42:ac:10:56:02 --probe x", true,
			false },
		{ "--macvlan eth0 --ip 2001:db8::2/64 --probe x", true, false },
	};
	struct netlink *netlink = make_host(state);

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct link_config *link = resolve(netlink, lines[i].line);

		assert_int_equal(link->probe, lines[i].probe);
		assert_int_equal(link->probe_socket, -1);
		assert_int_equal(link->has_rule_mac, lines[i].has_rule_mac);
	}
}

static void a_random_mac_differs_each_time(void **state)
{
	static const char line[] = "--macvlan eth0 --mac random --ip 172.16.86.2/24 x";
	struct netlink *netlink = make_host(state);
	struct mac_address first = resolve(netlink, line)->mac;
	struct mac_address second = resolve(netlink, line)->mac;

	assert_false(mac_equal(&first, &second));
	assert_int_equal(first.bytes[0] & 3, 2);
}

static void default_is_the_interface_of_the_default_route(void **state)
{
	struct netlink *netlink = make_host(state);

	assert_string_equal(resolve(netlink, "--macvlan default x")->parent, "eth0");
}

static void default_may_be_known_by_ipv6_alone(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index;

	need(have_ipv6(), "this kernel has no IPv6");
	index = add_ethernet(netlink);
	add_address(netlink, index, "2001:db8::250/64");
	add_default(netlink, index, "::/0", "2001:db8::1");
	assert_string_equal(resolve(netlink, "--macvlan default x")->parent, "eth0");
}

static void what_would_harm_the_host_is_refused(void **state)
{
	static const struct refused refused[] = {
		{ "--macvlan eth0 --ip 172.16.86.250/24 x",
			"--ip 172.16.86.250: this is an address of this host: choose another" },
		{ "--macvlan eth0 --ip 172.16.87.250/24 x",
			"--ip 172.16.87.250: this is an address of this host: choose another" },
		{ "--macvlan eth0 --mode passthru --ip 10.0.0.2/24 x",
			"macvlan on 'eth0': mode passthru takes eth0 away from this host, which has "
			"addresses on it: choose another mode, or --take-parent" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --mtu 9000 x",
			"--mtu 9000: eth0 has an MTU of 1500: the link cannot have more" },
		{ "--macvlan bond7 --ip 10.0.0.2/24 x",
			"macvlan on 'bond7': Network is down: bond7 is down; ip link set bond7 up" },
	};
	struct netlink *netlink = make_host(state);

	expect_refused_here(netlink, refused, ARRAY_SIZE(refused));
}

static void the_parents_own_mac_is_refused(void **state)
{
	struct netlink *netlink = make_host(state);
	struct link_info parent = look(netlink, "eth0");
	char line[128], mac[MAC_TEXT_SIZE];
	struct refused refused = { line,
		"--mac: eth0 has this address itself: choose another, or leave --mac out" };

	snprintf(line, sizeof(line), "--macvlan eth0 --mac %s x", mac_format(&parent.mac, mac));
	expect_refused_here(netlink, &refused, 1);
}

static void two_links_of_one_run_do_not_collide(void **state)
{
	static const struct refused refused[] = {
		{ "--macvlan eth0 --mac 02:00:00:00:00:09 --macvlan eth0 --mac 02:00:00:00:00:09 x",
			"--mac 02:00:00:00:00:09: two links on eth0 cannot have one address: give each "
			"its own" },
		{ "--macvlan eth0 --ip 172.16.86.2/24 --gateway 172.16.86.1 "
		  "--macvlan veth0 --ip 172.16.87.2/24 --gateway 172.16.87.1 x",
			"--gateway: two links have a default route with one metric: give each its own "
			"--metric, or one --gateway none" },
	};
	struct netlink *netlink = make_host(state);

	expect_refused_here(netlink, refused, ARRAY_SIZE(refused));
	/* Each on a parent of its own, the MACs may be the same; and metrics tell routes apart. */
	resolve(netlink,
		"--macvlan eth0 --mac 02:00:00:00:00:09 --macvlan veth0 --mac 02:00:00:00:00:09 x");
	resolve(netlink,
		"--macvlan eth0 --ip 172.16.86.2/24 --macvlan veth0 --ip 172.16.87.2/24 "
		"--gateway 172.16.87.1 --metric 9 x");
}

static void unknown_parents_are_refused_with_what_there_is(void **state)
{
	static const struct refused refused[] = {
		{ "--macvlan eht0 x", "no interface 'eht0' on this host: did you mean eth0?" },
		{ "--macvlan wlan5 x",
			"no interface 'wlan5' on this host: it has veth0, eth0 (default route), "
			"veth1 (down) and bond7 (down)" },
		{ "--macvlan a-name-of-more-than-fifteen x",
			"no interface 'a-name-of-more-than-fifteen' on this host: it has veth0, eth0 "
			"(default route), veth1 (down) and bond7 (down)" },
	};
	struct netlink *netlink = make_host(state);

	expect_refused_here(netlink, refused, ARRAY_SIZE(refused));
}

static void a_host_with_nothing_says_so(void **state)
{
	static const struct refused refused[] = {
		{ "--macvlan eth0 x", "no interface 'eth0' on this host: it has only lo" },
		{ "--macvlan default x",
			"no default route on this host: name the interface instead of 'default'" },
	};

	expect_refused_here(netlink_of(state), refused, ARRAY_SIZE(refused));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(the_main_line),
		with_namespace(a_gateway_is_given_or_the_hosts_and_never_guessed),
		with_namespace(each_family_has_its_own_gateway),
		with_namespace(no_gateway_is_ignored),
		with_namespace(a_second_link_does_not_take_the_default_route_again),
		with_namespace(a_mac_is_given_or_made_of_the_address),
		with_namespace(what_asks_and_by_which_mac_is_known),
		with_namespace(a_random_mac_differs_each_time),
		with_namespace(default_is_the_interface_of_the_default_route),
		with_namespace(default_may_be_known_by_ipv6_alone),
		with_namespace(what_would_harm_the_host_is_refused),
		with_namespace(the_parents_own_mac_is_refused),
		with_namespace(two_links_of_one_run_do_not_collide),
		with_namespace(unknown_parents_are_refused_with_what_there_is),
		with_namespace(a_host_with_nothing_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
