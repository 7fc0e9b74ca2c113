/* SPDX-License-Identifier: MIT */
/* covers: P1 P6 */
#include "kernel.h"

#include "../../netsetup/sysctls.h"

static void set(const char *key, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/%s", key);
	assert_int_equal(write_text(path, value), 0);
}

static void ipv6_is_known(void **state)
{
	(void)state;
	assert_int_equal(sysctls_have_ipv6(), have_ipv6());
}

/* A host with Docker or a VPN has all of this, and a new namespace takes it over. */
static void a_run_never_forwards_by_accident(void **state)
{
	static const char *const keys[] = { "ipv4/ip_forward", "ipv4/conf/all/rp_filter",
		"ipv4/conf/all/arp_ignore", "ipv4/conf/all/arp_announce",
		"ipv4/conf/all/accept_local", "ipv4/conf/all/route_localnet",
		"ipv4/conf/all/proxy_arp" };
	struct failure failure = { .text = "" };

	netlink_of(state);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		set(keys[i], "1");
	if (have_ipv6())
		set("ipv6/conf/all/forwarding", "1");
	assert_int_equal(sysctls_settle_namespace(have_ipv6(), &failure), 0);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (sysctl_of(keys[i]) != 0)
			print_error("%s is %d\n", keys[i], sysctl_of(keys[i]));
		assert_int_equal(sysctl_of(keys[i]), 0);
	}
	if (have_ipv6())
		assert_int_equal(sysctl_of("ipv6/conf/all/forwarding"), 0);
}

static void without_ipv6_its_keys_are_left_alone(void **state)
{
	struct failure failure;

	netlink_of(state);
	need(have_ipv6(), "this kernel has no IPv6");
	set("ipv6/conf/all/forwarding", "1");
	assert_int_equal(sysctls_settle_namespace(false, &failure), 0);
	assert_int_equal(sysctl_of("ipv6/conf/all/forwarding"), 1);
}

static void a_link_takes_no_router_advertisements(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	need(have_ipv6(), "this kernel has no IPv6");
	add_ethernet(netlink);
	set("ipv6/conf/eth0/accept_ra", "2");
	set("ipv6/conf/eth0/autoconf", "1");
	assert_int_equal(sysctls_settle_link("eth0", &failure), 0);
	assert_int_equal(sysctl_of("ipv6/conf/eth0/accept_ra"), 0);
	assert_int_equal(sysctl_of("ipv6/conf/eth0/autoconf"), 0);
	assert_int_equal(sysctl_of("ipv6/conf/eth0/ndisc_notify"), 1);
	/* And no other link's were touched. */
	assert_int_equal(sysctl_of("ipv6/conf/veth0/ndisc_notify"), 0);
}

static void a_key_that_is_not_there_is_named(void **state)
{
	struct failure failure;

	netlink_of(state);
	need(have_ipv6(), "this kernel has no IPv6");
	assert_int_equal(sysctls_settle_link("none", &failure), -1);
	assert_int_equal(failure.code, ENOENT);
	assert_non_null(strstr(failure.text, "/proc/sys/net/ipv6/conf/none"));
}

/* A name may have a dot in it (eth0.10), which sysctl(8) would take for the end of a word. */
static void a_name_with_a_dot_is_one_word(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure = { .text = "" };

	need(have_ipv6(), "this kernel has no IPv6");
	need(add_kind(netlink, "veth", "eth0.10", &failure) == 0, "this kernel has no veth");
	assert_int_equal(sysctls_settle_link("eth0.10", &failure), 0);
	assert_int_equal(sysctl_of("ipv6/conf/eth0.10/accept_ra"), 0);
	assert_int_equal(sysctl_of("ipv6/conf/eth0.10/ndisc_notify"), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv6_is_known),
		with_namespace(a_run_never_forwards_by_accident),
		with_namespace(without_ipv6_its_keys_are_left_alone),
		with_namespace(a_link_takes_no_router_advertisements),
		with_namespace(a_key_that_is_not_there_is_named),
		with_namespace(a_name_with_a_dot_is_one_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
