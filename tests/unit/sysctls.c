/* SPDX-License-Identifier: MIT */
/* covers: P1 P6 P7 --sysctl */
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
	struct netlink *netlink = netlink_of(state);
	struct failure failure = { .text = "" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		set(keys[i], "1");
	if (have_ipv6())
		set("ipv6/conf/all/forwarding", "1");
	assert_int_equal(sysctls_settle_namespace(netlink, have_ipv6(), &failure), 0);
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
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	need(have_ipv6(), "this kernel has no IPv6");
	set("ipv6/conf/all/forwarding", "1");
	assert_int_equal(sysctls_settle_namespace(netlink, false, &failure), 0);
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

static void keys_are_spelt_in_two_ways(void **state)
{
	static const struct {
		const char *text, *path, *value;
	} cases[] = {
		{ "net.ipv4.ip_forward=1", "ipv4/ip_forward", "1" },
		{ "net/ipv4/ip_forward=1", "ipv4/ip_forward", "1" },
		{ "net.ipv4.conf.eth0/10.rp_filter=1", "ipv4/conf/eth0.10/rp_filter", "1" },
		{ "net/ipv4/conf/eth0.10/rp_filter=1", "ipv4/conf/eth0.10/rp_filter", "1" },
		{ "net.ipv4.tcp_rmem=4096 1 2", "ipv4/tcp_rmem", "4096 1 2" },
		{ "net.x.y=a=b./", "x/y", "a=b./" },
		{ "net/...=1", "...", "1" },
	};
	struct failure failure;
	struct sysctl sysctl;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		expect_success(sysctl_read(cases[i].text, &sysctl, &failure), &failure);
		assert_string_equal(sysctl.path, cases[i].path);
		assert_string_equal(sysctl.value, cases[i].value);
		assert_ptr_equal(sysctl.text, cases[i].text);
	}
}

static void no_key_leads_out(void **state)
{
	static const char *const texts[] = { "", "=", "=1", "net", "net=1", "net.=1", "net.x",
		"net.x=", "net..x=1", "net/../x=1", "net/x/..=1", "net/./x=1", "/net/x=1",
		".net.x=1", "net.x.=1", "net//x=1", "../net/x=1", "net.//.x=1" };
	struct failure failure;
	struct sysctl sysctl;
	char text[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (sysctl_read(texts[i], &sysctl, &failure) == 0)
			print_error("taken: %s\n", texts[i]);
		assert_int_equal(sysctl_read(texts[i], &sysctl, &failure), -1);
		assert_non_null(strstr(failure.text, ": must be net.KEY=VALUE, as in "));
	}
	for (int length = 100; length < 190; length++) {
		int result;

		snprintf(text, sizeof(text), "net.%0*d=1", length, 0);
		result = sysctl_read(text, &sysctl, &failure);
		assert_int_equal(result, length < SYSCTL_PATH_SIZE ? 0 : -1);
		assert_true(result < 0 || strlen(sysctl.path) == (size_t)length);
	}
	assert_int_equal(sysctl_read("netx.y=1", &sysctl, &failure), -1);
	expect_failure(&failure, 0,
		"--sysctl netx.y=1: this is the whole machine's: only what begins with net. is the "
		"command's own");
}

static void defaults_are_those_of_links(void **state)
{
	struct failure failure;
	struct sysctl sysctl;
	char path[SYSCTL_PATH_SIZE];

	(void)state;
	assert_int_equal(
		sysctl_read("net.ipv4.neigh.default.mcast_solicit=1", &sysctl, &failure), 0);
	assert_true(sysctl_is_default(&sysctl, "eth0.10", path));
	assert_string_equal(path, "ipv4/neigh/eth0.10/mcast_solicit");
	for (size_t i = 0; i < 4; i++) {
		static const char *const others[] = { "net.core.default=1",
			"net.ipv4.conf.default=1", "net.default.conf.x=1",
			"net.ipv4.conf.defaults.x=1" };

		assert_int_equal(sysctl_read(others[i], &sysctl, &failure), 0);
		assert_false(sysctl_is_default(&sysctl, "eth0", path));
	}
}

static void read_list(struct sysctl_list *list, const char *const *texts)
{
	struct failure failure;

	for (list->count = 0; *texts != NULL; texts++)
		expect_success(
			sysctl_read(*texts, &list->entries[list->count++], &failure), &failure);
}

static void the_last_word_on_ipv6_counts(void **state)
{
	static struct sysctl_list list;

	(void)state;
	read_list(&list, (const char *const[]){ "net.ipv6.conf.all.disable_ipv6=1", NULL });
	assert_true(sysctls_turn_off_ipv6(&list, "eth0"));
	read_list(&list,
		(const char *const[]){ "net.ipv6.conf.default.disable_ipv6=1",
			"net/ipv6/conf/eth0/disable_ipv6=0", NULL });
	assert_false(sysctls_turn_off_ipv6(&list, "eth0"));
	assert_true(sysctls_turn_off_ipv6(&list, "eth1"));
	read_list(&list,
		(const char *const[]){
			"net.ipv4.ip_forward=1", "net.ipv6.conf.lo.disable_ipv6=1", NULL });
	assert_false(sysctls_turn_off_ipv6(&list, "eth0"));
}

static void what_is_given_is_written(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;
	struct sysctl sysctl;

	add_ethernet(netlink);
	/* A link whose value was never set takes that of default; one whose value nsrun set does not. */
	set("ipv4/conf/eth0/tag", "0");
	assert_int_equal(sysctl_read("net.ipv4.conf.default.tag=7", &sysctl, &failure), 0);
	expect_success(sysctl_write(&sysctl, &failure), &failure);
	assert_int_equal(sysctl_of("ipv4/conf/default/tag"), 7);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/tag"), 0);
	expect_success(sysctl_write_default(&sysctl, "eth0", &failure), &failure);
	expect_success(sysctl_write_default(&sysctl, "none", &failure), &failure);
	assert_int_equal(sysctl_of("ipv4/conf/eth0/tag"), 7);
	assert_int_equal(sysctl_read("net.ipv4.none=7", &sysctl, &failure), 0);
	assert_int_equal(sysctl_write(&sysctl, &failure), -1);
	assert_int_equal(failure.code, ENOENT);
	assert_string_equal(failure.text, "--sysctl net.ipv4.none=7: No such file or directory");
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
		cmocka_unit_test(keys_are_spelt_in_two_ways),
		cmocka_unit_test(no_key_leads_out),
		cmocka_unit_test(defaults_are_those_of_links),
		cmocka_unit_test(the_last_word_on_ipv6_counts),
		with_namespace(what_is_given_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
