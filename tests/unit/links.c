/* SPDX-License-Identifier: MIT */
/* covers: P4 P5 P7 --macvlan --mode --mac --mtu --ifname M10 */
#include "kernel.h"

#include <net/if_arp.h>

static void a_link_is_found_with_all_that_is_known_of_it(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_info lo = look(netlink, "lo");
	int index = add_ethernet(netlink);
	struct link_info eth0 = look(netlink, "eth0");
	struct link_info by_index;
	struct failure failure;

	assert_int_equal(lo.index, 1);
	assert_int_equal(lo.type, ARPHRD_LOOPBACK);
	assert_true(lo.flags & IFF_LOOPBACK);
	assert_false(lo.flags & IFF_UP);
	assert_string_equal(lo.kind, "");
	assert_int_equal(eth0.index, index);
	assert_string_equal(eth0.name, "eth0");
	assert_int_equal(eth0.type, ARPHRD_ETHER);
	assert_int_equal(eth0.mtu, 1500);
	assert_true(eth0.flags & IFF_UP);
	assert_string_equal(eth0.kind, "veth");
	assert_int_equal(eth0.master, 0);
	assert_int_equal(eth0.parent, look(netlink, "veth0").index);
	assert_int_equal(link_find_index(netlink, index, &by_index, &failure), 0);
	assert_memory_equal(&by_index, &eth0, sizeof(eth0));
}

static void what_is_not_there_is_not_found(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_info info;
	struct failure failure;

	assert_int_equal(link_find(netlink, "eth0", &info, &failure), -1);
	expect_failure(&failure, ENODEV, "interface 'eth0': No such device");
	assert_int_equal(link_find(netlink, "a-name-of-more-than-fifteen", &info, &failure), -1);
	expect_failure(&failure, ENODEV, "interface 'a-name-of-more-than-fifteen': No such device");
	assert_int_equal(link_find_index(netlink, 4711, &info, &failure), -1);
	expect_failure(&failure, ENODEV, "interface number 4711: No such device");
}

/* As the kernel has it: an interface's own name and up to 127 letters more for each other one. */
static void add_alternative_name(struct netlink *netlink, int index, const char *name)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC, .ifi_index = index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWLINKPROP, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	struct nlattr *list;
	struct failure failure = { .text = "" };

	assert_non_null(request);
	list = nla_nest_start(request, IFLA_PROP_LIST);
	assert_non_null(list);
	assert_int_equal(nla_put_string(request, IFLA_ALT_IFNAME, name), 0);
	nla_nest_end(request, list);
	netlink_execute(netlink, request, &failure, "alternative name");
	assert_string_equal(failure.text, "");
}

static void a_link_is_found_by_an_alternative_name(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	char longest[128];

	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	add_alternative_name(netlink, index, "short");
	add_alternative_name(netlink, index, "enp3s0-a-name-of-udev");
	add_alternative_name(netlink, index, longest);
	assert_string_equal(look(netlink, "short").name, "eth0");
	assert_string_equal(look(netlink, "enp3s0-a-name-of-udev").name, "eth0");
	assert_string_equal(look(netlink, longest).name, "eth0");
}

static void a_port_knows_its_bridge(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct ifinfomsg header = { .ifi_index = add_ethernet(netlink) };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_SETLINK, 0, &header, sizeof(header));
	struct failure failure = { .text = "" };
	struct link_info port;
	int bridge;

	need(add_kind(netlink, "bridge", "br0", &failure) == 0 || failure.code != EOPNOTSUPP,
		"this kernel has no bridge");
	bridge = look(netlink, "br0").index;
	assert_non_null(request);
	assert_int_equal(nla_put_u32(request, IFLA_MASTER, (uint32_t)bridge), 0);
	assert_int_equal(netlink_execute(netlink, request, &failure, "enslave"), 0);
	port = look(netlink, "eth0");
	assert_int_equal(port.master, bridge);
	assert_string_equal(port.master_kind, "bridge");
	assert_string_equal(look(netlink, "br0").kind, "bridge");
}

struct names {
	size_t count;
	char names[8][IFNAMSIZ];
};

static void note_name(const struct link_info *info, void *context)
{
	struct names *names = context;

	if (names->count < ARRAY_SIZE(names->names))
		snprintf(names->names[names->count++], IFNAMSIZ, "%s", info->name);
}

static void each_link_is_visited_once(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct names names = { .count = 0 };
	struct failure failure;

	add_ethernet(netlink);
	assert_int_equal(link_each(netlink, note_name, &names, &failure), 0);
	assert_int_equal(names.count, 3);
	assert_string_equal(names.names[0], "lo");
	for (size_t i = 0; i < names.count; i++) {
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(names.names[i], names.names[j]);
	}
}

/* P4: the link is born in the other namespace, and never shows in this one. */
static void a_link_is_born_inside(void **state)
{
	struct netlink *host = netlink_of(state);
	int index = add_ethernet(host);
	struct netlink *inside;
	struct link_config link = macvlan_on(index);
	struct names before = { .count = 0 }, after = { .count = 0 };
	struct failure failure;
	struct link_info born;

	need_macvlan(host, index);
	assert_int_equal(link_each(host, note_name, &before, &failure), 0);
	inside = enter_another();
	link.mtu = 1400;
	assert_int_equal(create_here(host, &link, "eth%d", &failure), 0);
	assert_int_equal(link_each(host, note_name, &after, &failure), 0);
	assert_int_equal(after.count, before.count);

	born = look(inside, "eth0");
	assert_string_equal(born.kind, "macvlan");
	assert_false(born.flags & IFF_UP);
	assert_int_equal(born.mtu, 1400);
	assert_true(mac_equal(&born.mac, &link.mac));
	assert_int_equal(born.parent, index);
	netlink_close(&inside);
}

static void a_template_is_numbered_inside(void **state)
{
	struct netlink *host = netlink_of(state);
	int index = add_ethernet(host);
	struct netlink *inside;
	struct link_config link = macvlan_on(index);
	struct failure failure;

	need_macvlan(host, index);
	inside = enter_another();
	for (unsigned char i = 0; i < 3; i++) {
		link.mac.bytes[5] = i;
		assert_int_equal(create_here(host, &link, "eth%d", &failure), 0);
	}
	look(inside, "eth0");
	look(inside, "eth1");
	look(inside, "eth2");
	netlink_close(&inside);
}

static void what_the_kernel_refuses_is_said_by_its_errno(void **state)
{
	struct netlink *host = netlink_of(state);
	int index = add_ethernet(host);
	struct link_config link = macvlan_on(index);
	struct netlink *inside;
	struct failure failure;

	need_macvlan(host, index);
	inside = enter_another();
	assert_int_equal(create_here(host, &link, "m0", &failure), 0);

	assert_int_equal(create_here(host, &link, "m0", &failure), -1);
	expect_failure(&failure, EEXIST, "macvlan on 'eth0': File exists");
	link.mtu = 9000;
	assert_int_equal(create_here(host, &link, "m1", &failure), -1);
	assert_int_equal(failure.code, EINVAL);
	link.mtu = 0;
	link.mac.bytes[0] = 1;
	assert_int_equal(create_here(host, &link, "m1", &failure), -1);
	expect_failure(
		&failure, EADDRNOTAVAIL, "macvlan on 'eth0': Cannot assign requested address");
	link.mac.bytes[0] = 2;
	link.parent_index = 1;
	snprintf(link.parent, sizeof(link.parent), "lo");
	assert_int_equal(create_here(host, &link, "m1", &failure), -1);
	assert_int_equal(failure.code, EINVAL);
	link.parent_index = 4711;
	assert_int_equal(create_here(host, &link, "m1", &failure), -1);
	assert_int_equal(failure.code, ENODEV);
	netlink_close(&inside);
}

static void a_name_or_process_that_cannot_be_is_refused(void **state)
{
	struct netlink *host = netlink_of(state);
	int index = add_ethernet(host);
	struct link_config link = macvlan_on(index);
	struct failure failure;

	need_macvlan(host, index);
	assert_int_equal(link_create(host, &link, "m0", -1, &failure), -1);
	assert_int_equal(failure.code, EBADF);
	assert_int_equal(create_here(host, &link, "a/b", &failure), -1);
	assert_int_equal(failure.code, EINVAL);
}

static void a_mac_in_use_is_refused_when_the_link_comes_up(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct link_config link = macvlan_on(index);
	struct failure failure = { .text = "" };

	need_macvlan(netlink, index);
	assert_int_equal(create_here(netlink, &link, "m0", &failure), 0);
	assert_int_equal(create_here(netlink, &link, "m1", &failure), 0);
	bring_up(netlink, "m0");
	assert_int_equal(
		link_up(netlink, look(netlink, "m1").index, false, "macvlan on 'eth0'", &failure),
		-1);
	expect_failure(&failure, EADDRINUSE, "macvlan on 'eth0': Address already in use");
}

static void a_link_is_renamed(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	need(add_kind(netlink, "veth", "eth0", &failure) == 0, "this kernel has no veth");
	assert_int_equal(link_rename(netlink, look(netlink, "veth0").index, "lan", &failure), 0);
	assert_string_equal(look(netlink, "lan").kind, "veth");
	assert_int_equal(link_rename(netlink, look(netlink, "eth0").index, "lan", &failure), -1);
	expect_failure(&failure, EEXIST, "name 'lan' for the link: File exists");
	assert_int_equal(link_rename(netlink, 4711, "x", &failure), -1);
	assert_int_equal(failure.code, ENODEV);
}

/* What the kernel has as the IFLA_MACVLAN_MODE of a link. */
static int read_mode(const struct nlmsghdr *reply, void *context)
{
	struct nlattr *info = nlmsg_find_attr(
		(struct nlmsghdr *)(uintptr_t)reply, sizeof(struct ifinfomsg), IFLA_LINKINFO);
	struct nlattr *parts[IFLA_INFO_MAX + 1];
	struct nlattr *data[IFLA_MACVLAN_MAX + 1];

	if (info == NULL || nla_parse_nested(parts, IFLA_INFO_MAX, info, NULL) < 0 ||
		nla_parse_nested(data, IFLA_MACVLAN_MAX, parts[IFLA_INFO_DATA], NULL) < 0)
		return -1;
	*(int *)context = (int)nla_get_u32(data[IFLA_MACVLAN_MODE]);
	return 0;
}

static int mode_of(struct netlink *netlink, int index)
{
	struct ifinfomsg header = { .ifi_index = index };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_GETLINK, 0, &header, sizeof(header));
	struct failure failure = { .text = "" };
	int mode = -1;

	netlink_query(netlink, request, read_mode, &mode, &failure, "mode");
	assert_string_equal(failure.text, "");
	return mode;
}

static void expect_mode(struct netlink *netlink, int parent, int mode, bool tell_siblings)
{
	struct link_config link = macvlan_on(parent);
	struct failure failure = { .text = "" };

	link.mode = mode;
	link.tell_siblings = tell_siblings;
	assert_int_equal(create_here(netlink, &link, "m0", &failure), 0);
	link.made.index = look(netlink, "m0").index;
	if (tell_siblings)
		assert_int_equal(mode_of(netlink, link.made.index), mode);
	bring_up(netlink, "m0");
	assert_int_equal(link_take_mode(netlink, &link, &failure), 0);
	assert_int_equal(mode_of(netlink, link.made.index), mode);
	assert_true(look(netlink, "m0").flags & IFF_UP);
}

static void each_mode_is_in_the_end_what_was_asked_for(void **state)
{
	static const int modes[] = { MACVLAN_MODE_BRIDGE, MACVLAN_MODE_PRIVATE, MACVLAN_MODE_VEPA,
		MACVLAN_MODE_PASSTHRU, MACVLAN_MODE_SOURCE };

	for (size_t i = 0; i < 2 * ARRAY_SIZE(modes); i++) {
		struct netlink *netlink = netlink_of(state);
		struct netlink *own;

		if (i == 0)
			need_macvlan(netlink, add_ethernet(netlink));
		own = enter_another();
		expect_mode(own, add_ethernet(own), modes[i / 2], i % 2 == 0);
		netlink_close(&own);
	}
}

static void nothing_of_the_hosts_settings_is_taken_over(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct failure failure = { .text = "" };

	assert_int_equal(write_text("/proc/sys/net/ipv4/conf/eth0/rp_filter", "1"), 0);
	assert_int_equal(write_text("/proc/sys/net/ipv4/conf/eth0/forwarding", "1"), 0);
	assert_int_equal(write_text("/proc/sys/net/ipv4/conf/eth0/accept_local", "1"), 0);
	assert_int_equal(write_text("/proc/sys/net/ipv4/conf/eth0/arp_ignore", "2"), 0);
	assert_int_equal(link_settle(netlink, index, have_ipv6(), &failure), 0);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/arp_notify"), 1);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/rp_filter"), 0);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/forwarding"), 0);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/accept_local"), 0);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/arp_ignore"), 0);
	if (have_ipv6())
		assert_int_equal(sysctl_of("ipv6/conf/eth0/addr_gen_mode"), 1);
}

static void a_title_names_kind_and_parent(void **state)
{
	struct link_config link = macvlan_on(5);
	char title[LINK_TITLE_SIZE];

	(void)state;
	assert_ptr_equal(link_title(&link, title), title);
	assert_string_equal(title, "macvlan on 'eth0'");
	memset(link.parent, 'p', IFNAMSIZ - 1);
	assert_string_equal(link_title(&link, title), "macvlan on 'ppppppppppppppp'");
}

static void families_of_a_link(void **state)
{
	struct link_config link = macvlan_on(5);

	(void)state;
	assert_false(link_has_family(&link, AF_INET));
	link.addresses[link.address_count++] = prefix_of("2001:db8::1/64");
	assert_false(link_has_family(&link, AF_INET));
	assert_true(link_has_family(&link, AF_INET6));
	link.addresses[link.address_count++] = prefix_of("10.0.0.1/24");
	assert_true(link_has_family(&link, AF_INET));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(a_link_is_found_with_all_that_is_known_of_it),
		with_namespace(what_is_not_there_is_not_found),
		with_namespace(a_link_is_found_by_an_alternative_name),
		with_namespace(a_port_knows_its_bridge),
		with_namespace(each_link_is_visited_once),
		with_namespace(a_link_is_born_inside),
		with_namespace(a_template_is_numbered_inside),
		with_namespace(what_the_kernel_refuses_is_said_by_its_errno),
		with_namespace(a_name_or_process_that_cannot_be_is_refused),
		with_namespace(a_mac_in_use_is_refused_when_the_link_comes_up),
		with_namespace(a_link_is_renamed),
		with_namespace(each_mode_is_in_the_end_what_was_asked_for),
		with_namespace(nothing_of_the_hosts_settings_is_taken_over),
		cmocka_unit_test(a_title_names_kind_and_parent),
		cmocka_unit_test(families_of_a_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
