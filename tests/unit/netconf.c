/* SPDX-License-Identifier: MIT */
/* covers: P1 P10 */
#include "kernel.h"

#include "../../netsetup/netconf.h"

static void set(const char *key, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/%s", key);
	assert_int_equal(write_text(path, value), 0);
}

static void expect_setting(const struct netconf *netconf, int attribute, int value)
{
	assert_true(netconf->is_known[attribute]);
	assert_int_equal(netconf->values[attribute], value);
}

static void the_files_say_the_same(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct netconf netconf;

	set("ipv4/conf/all/forwarding", "1");
	set("ipv4/conf/all/rp_filter", "2");
	set("ipv4/conf/all/proxy_arp", "0");
	netconf_read_all(netlink, AF_INET, &netconf);
	expect_setting(&netconf, NETCONFA_FORWARDING, 1);
	expect_setting(&netconf, NETCONFA_RP_FILTER, 2);
	expect_setting(&netconf, NETCONFA_PROXY_NEIGH, 0);
	set("ipv4/conf/all/rp_filter", "0");
	set("ipv4/conf/all/proxy_arp", "1");
	netconf_read_all(netlink, AF_INET, &netconf);
	expect_setting(&netconf, NETCONFA_RP_FILTER, 0);
	expect_setting(&netconf, NETCONFA_PROXY_NEIGH, 1);
}

static void the_families_are_apart(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct netconf netconf;

	need(have_ipv6(), "this kernel has no IPv6");
	set("ipv4/conf/all/forwarding", "0");
	set("ipv6/conf/all/forwarding", "1");
	netconf_read_all(netlink, AF_INET6, &netconf);
	expect_setting(&netconf, NETCONFA_FORWARDING, 1);
	assert_false(netconf.is_known[NETCONFA_RP_FILTER]); /* IPv6 has none */
	netconf_read_all(netlink, AF_INET, &netconf);
	expect_setting(&netconf, NETCONFA_FORWARDING, 0);
}

/* As of IPv6 in a kernel without. */
static void of_what_the_kernel_does_not_have_nothing_is_known(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct netconf netconf;

	netconf_read_all(netlink, AF_APPLETALK, &netconf);
	for (int i = 0; i < NETCONF_COUNT; i++)
		assert_false(netconf.is_known[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(the_files_say_the_same),
		with_namespace(the_families_are_apart),
		with_namespace(of_what_the_kernel_does_not_have_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
