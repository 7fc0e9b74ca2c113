/* SPDX-License-Identifier: MIT */
/* covers: P1 P3 --ip --gateway --route --mtu --ifname */
#include "kernel.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "../../netsetup/network.h"
#include "../../netsetup/routes.h"

static void expect_bound(const char *text, int index)
{
	struct ip_address address = address_of(text);
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_scope_id = (uint32_t)index };
	struct sockaddr_in four = { .sin_family = AF_INET };
	AUTO_CLOSE int fd = socket(address.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int result;

	assert_true(fd >= 0);
	memcpy(&six.sin6_addr, address.bytes, sizeof(six.sin6_addr));
	memcpy(&four.sin_addr, address.bytes, sizeof(four.sin_addr));
	result = address.family == AF_INET ? bind(fd, (const struct sockaddr *)&four, sizeof(four))
					   : bind(fd, (const struct sockaddr *)&six, sizeof(six));
	if (result < 0)
		print_error("bind to %s: %s\n", text, strerror(errno));
	assert_int_equal(result, 0);
}

/* All that is done with links, without a setting of the user's. */
static int configure(struct netlink *netlink, struct link_config *links, size_t count,
	char (*created)[IFNAMSIZ], struct failure *failure)
{
	return network_settle(netlink, links, count, created, failure) < 0
		? -1
		: network_configure(netlink, links, count, failure);
}

static void lo_works_without_any_link(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	expect_success(network_prepare(netlink, false, &failure), &failure);
	expect_success(network_raise_lo(netlink, &failure), &failure);
	expect_bound("127.0.0.1", 0);
	if (have_ipv6())
		expect_bound("::1", 0);
	assert_true(look(netlink, "lo").flags & IFF_UP);
	assert_int_equal(configure(netlink, NULL, 0, NULL, &failure), 0);
}

/*
 * Makes a link on the host's eth0 in a new namespace, where it is called created. Older kernels take
 * "eth0" for the host's own, so it is made by a template as launch.c does.
 */
static struct netlink *create(struct netlink *host, const struct link_config *link, char *created)
{
	struct failure failure;
	struct netlink *inside = enter_another();
	const char *name = strcmp(created, "eth0") == 0 ? "eth%d" : created;

	expect_success(create_here(host, link, name, &failure), &failure);
	return inside;
}

static struct link_config full_link(int parent);

/* A kernel that was booted with ipv6.disable_ipv6=1 has IPv6 off on each link that is born. */
static void lo_is_turned_on_with_the_links(void **state)
{
	struct netlink *netlink = netlink_of(state);
	char created[][IFNAMSIZ] = { "eth0" };
	struct link_config link;
	struct netlink *inside;
	struct failure failure;

	need(have_ipv6(), "this kernel has no IPv6");
	add_ethernet(netlink);
	link = full_link(look(netlink, "eth0").index);
	inside = enter_another();
	assert_int_equal(write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"), 0);
	assert_int_equal(write_text("/proc/sys/net/ipv6/conf/lo/disable_ipv6", "1"), 0);
	expect_success(create_here(netlink, &link, "eth%d", &failure), &failure);
	expect_success(network_prepare(inside, true, &failure), &failure);
	expect_success(network_raise_lo(inside, &failure), &failure);
	assert_int_equal(sysctl_of("ipv6/conf/lo/disable_ipv6"), 1);
	expect_success(network_settle(inside, &link, 1, created, &failure), &failure);
	assert_int_equal(sysctl_of("ipv6/conf/eth0/disable_ipv6"), 0);
	assert_int_equal(sysctl_of("ipv6/conf/lo/disable_ipv6"), 0);
	expect_bound("::1", 0);
	netlink_close(&inside);
}

static struct link_config full_link(int parent)
{
	struct link_config link = macvlan_on(parent);

	link.addresses[link.address_count++] = prefix_of("172.16.86.2/24");
	if (have_ipv6())
		link.addresses[link.address_count++] = prefix_of("2001:db8::2/64");
	link.routes[link.route_count++] = (struct route){
		.destination = prefix_of("0.0.0.0/0"),
		.gateway = address_of("10.9.9.9"),
		.onlink = true,
		.metric = 7,
	};
	link.routes[link.route_count++] = (struct route){
		.destination = prefix_of("10.1.0.0/16"),
		.gateway = address_of("172.16.86.1"),
	};
	return link;
}

/* P1: when it returns, everything can be used, without a moment's wait. */
static void all_of_a_link_is_there_at_once(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct link_config link = full_link(parent);
	char created[1][IFNAMSIZ] = { "nsrun0" };
	struct failure failure;
	struct default_route route = { .index = 0 };
	struct netlink *inside;

	need_macvlan(host, parent);
	inside = create(host, &link, created[0]);
	expect_success(configure(inside, &link, 1, created, &failure), &failure);
	expect_bound("172.16.86.2", 0);
	if (have_ipv6()) {
		expect_bound("2001:db8::2", 0);
		expect_bound("fe80::42:acff:fe10:5602", link.made.index);
	}
	assert_int_equal(look(inside, "eth0").index, link.made.index);
	assert_true(look(inside, "eth0").flags & IFF_UP);
	assert_int_equal(route_default(inside, AF_INET, 0, &route, &failure), 1);
	assert_int_equal(route.index, link.made.index);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/arp_notify"), 1);
	netlink_close(&inside);
}

static void a_small_mtu_leaves_ipv6_out(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct link_config link = macvlan_on(parent);
	char created[1][IFNAMSIZ] = { "eth0" };
	struct failure failure;
	struct netlink *inside;

	need_macvlan(host, parent);
	link.mtu = 600;
	link.addresses[link.address_count++] = prefix_of("172.16.86.2/24");
	inside = create(host, &link, created[0]);
	expect_success(configure(inside, &link, 1, created, &failure), &failure);
	assert_int_equal(look(inside, "eth0").mtu, 600);
	expect_bound("172.16.86.2", 0);
	netlink_close(&inside);
}

static void two_links_are_numbered(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct link_config links[2] = { macvlan_on(parent), macvlan_on(parent) };
	char created[2][IFNAMSIZ] = { "eth0", "x1" };
	struct failure failure;
	struct netlink *inside;

	need_macvlan(host, parent);
	links[1].mac.bytes[5]++;
	snprintf(links[1].name, IFNAMSIZ, "lan");
	inside = create(host, &links[0], created[0]);
	assert_int_equal(create_here(host, &links[1], created[1], &failure), 0);
	expect_success(configure(inside, links, 2, created, &failure), &failure);
	assert_int_equal(look(inside, "eth0").index, links[0].made.index);
	assert_int_equal(look(inside, "lan").index, links[1].made.index);
	netlink_close(&inside);
}

static void what_fails_is_named(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct link_config link = full_link(parent);
	char created[1][IFNAMSIZ] = { "nsrun0" };
	struct failure failure;
	struct netlink *inside;

	need_macvlan(host, parent);
	link.routes[0].onlink = false;
	inside = create(host, &link, created[0]);
	assert_int_equal(configure(inside, &link, 1, created, &failure), -1);
	expect_failure(&failure, ENETUNREACH,
		"route default via 10.9.9.9 on 'eth0': Nexthop has invalid gateway");
	snprintf(created[0], IFNAMSIZ, "none");
	assert_int_equal(configure(inside, &link, 1, created, &failure), -1);
	expect_failure(&failure, ENODEV, "interface 'none': No such device");
	netlink_close(&inside);
}

/* Has a macvlan of its own with that MAC, up, until the pipe is closed; then dies with it. */
static void hold_mac(struct netlink *host, int parent, int told, int ask)
{
	struct link_config link = macvlan_on(parent);
	struct netlink *inside = enter_another();
	struct failure failure;
	char byte;

	check(create_here(host, &link, "eth%d", &failure) == 0);
	check(link_up(inside, look(inside, "eth0").index, false, "up", &failure) == 0);
	check(write(told, "x", 1) == 1);
	check(read(ask, &byte, 1) == 0);
	_exit(0);
}

/* P3: the kernel takes the last run's namespace apart when it likes, and until then has its MAC. */
static void a_mac_that_will_be_free_soon_is_waited_for(void **state)
{
	struct netlink *host = netlink_of(state);
	int parent = add_ethernet(host);
	struct link_config link = macvlan_on(parent);
	char created[1][IFNAMSIZ] = { "eth0" };
	struct failure failure;
	struct netlink *inside;
	int told[2], ask[2];
	char byte;
	pid_t pid;

	need_macvlan(host, parent);
	assert_int_equal(pipe(told), 0);
	assert_int_equal(pipe(ask), 0);
	pid = fork();
	if (pid == 0) {
		close(ask[1]);
		hold_mac(host, parent, told[1], ask[0]);
	}
	close(told[1]);
	assert_int_equal(read(told[0], &byte, 1), 1);
	inside = create(host, &link, created[0]);
	close(ask[1]);
	expect_success(configure(inside, &link, 1, created, &failure), &failure);
	assert_int_equal(status_of(pid), 0);
	assert_true(look(inside, "eth0").flags & IFF_UP);
	netlink_close(&inside);
	close(told[0]);
	close(ask[0]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(lo_works_without_any_link),
		with_namespace(lo_is_turned_on_with_the_links),
		with_namespace(all_of_a_link_is_there_at_once),
		with_namespace(a_small_mtu_leaves_ipv6_out),
		with_namespace(two_links_are_numbered),
		with_namespace(what_fails_is_named),
		with_namespace(a_mac_that_will_be_free_soon_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
