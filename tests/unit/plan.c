/* SPDX-License-Identifier: MIT */
/* covers: P7 125 --macvlan --ip --ifname --gateway --mtu --mac */
#include "line.h"

static void what_no_single_option_can_see_is_refused(void **state)
{
	static const struct refused refused[] = {
		{ "", "no command: end the line with one, as in nsrun -- sh" },
		{ "--", "no command: end the line with one, as in nsrun -- sh" },
		{ "--hostname h", "no command: end the line with one, as in nsrun -- sh" },
		{ "--macvlan eth0",
			"no command: end the line with one, as in nsrun --macvlan eth0 -- sh" },
		{ "--macvlan eth0 --ip 10.0.0.2/24 --",
			"no command: end the line with one, as in nsrun --macvlan eth0 -- sh" },

		{ "--macvlan a --macvlan b --ifname eth0 x",
			"--ifname eth0: two links cannot have one name: give each its own" },
		{ "--macvlan a --ifname eth1 --macvlan b x",
			"--ifname eth1: two links cannot have one name: give each its own" },
		{ "--macvlan a --ifname n --macvlan b --ifname n x",
			"--ifname n: two links cannot have one name: give each its own" },

		{ "--macvlan e --ip 10.0.0.2/24 --ip 10.0.0.2/16 x",
			"--ip 10.0.0.2/16: the address is given twice: leave one of them out" },
		{ "--macvlan e --ip 10.0.0.2/24 --macvlan f --ip 10.0.0.2/24 x",
			"--ip 10.0.0.2/24: the address is given twice: leave one of them out" },
		{ "--macvlan e --ip 2001:db8::2/64 --ip 2001:DB8:0::2/64 x",
			"--ip 2001:db8::2/64: the address is given twice: leave one of them out" },

		{ "--macvlan e --ip 2001:db8::2/64 --mtu 1279 x",
			"--mtu 1279: IPv6 needs at least 1280: leave out --ip 2001:db8::2/64, "
			"or the --mtu" },
		{ "--macvlan e --gateway 10.0.0.1 x",
			"--gateway 10.0.0.1: the link has no IPv4 address: give it one with --ip" },
		{ "--macvlan e --gateway 2001:db8::1 --ip 10.0.0.2/24 x",
			"--gateway 2001:db8::1: the link has no IPv6 address: give it one with --ip" },
		{ "--macvlan e --gateway 10.0.0.2 --ip 10.0.0.2/24 x",
			"--gateway 10.0.0.2: this is the link's own --ip: name the router's" },
		{ "--macvlan e --ip slaac --gateway 10.0.0.1 x",
			"--gateway 10.0.0.1: the link has no IPv4 address: give it one with --ip" },
		{ "--macvlan e --ip dhcp --gateway 2001:db8::1 x",
			"--gateway 2001:db8::1: the link has no IPv6 address: give it one with --ip" },
		{ "--macvlan e --ip dhcp --ip slaac --ip dhcp x",
			"--ip dhcp: given twice: leave one of them out" },
		{ "--macvlan e --ip slaac --mtu 1279 x",
			"--mtu 1279: IPv6 needs at least 1280: leave out --ip slaac, or the --mtu" },
		{ "--ipvlan e --mode l3s --ip dhcp x",
			"--ip dhcp: an ipvlan in mode l3s hears no broadcasts and no multicasts: use "
			"--mode l2, or --ip ADDRESS/LEN" },
		{ "--macvlan e --mode passthru --mac random x",
			"--mac: a macvlan in mode passthru has its parent's address: leave --mac out" },
		{ "--macvlan e --mac 02:00:00:00:00:01 --mode passthru x",
			"--mac: a macvlan in mode passthru has its parent's address: leave --mac out" },
		{ "--macvlan e --ip 10.0.0.2/24 --macvlan f --probe x",
			"--probe: the link has no address to ask for: give it one with --ip" },
	};

	(void)state;
	expect_refused(refused, ARRAY_SIZE(refused));
}

static void whole_plans_are_accepted(void **state)
{
	static const char *const lines[] = {
		"sh",
		"--macvlan eth0 sh",
		"--macvlan a --macvlan b --ifname b1 --macvlan c sh",
		"--macvlan e --ip 10.0.0.2/24 --ip 10.0.0.3/24 sh",
		"--macvlan e --ip 2001:db8::2/64 --mtu 1280 sh",
		"--macvlan e --ip 10.0.0.2/24 --mtu 68 sh",
		"--macvlan e --ip 10.0.0.2/24 --gateway 10.9.9.9 sh", /* off the subnet: on-link */
		"--macvlan e --gateway none sh",
		"--macvlan e --probe --ip 10.0.0.2/24 sh",
		"--macvlan e --ip dhcp --gateway 10.0.0.1 --ip slaac --gateway 2001:db8::1 sh",
		"--macvlan e --ip dhcp --macvlan f --ip dhcp --mtu 68 sh",
		"--macvlan e --mode passthru --take-parent sh",
	};
	static struct plan plan;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct line line;
		struct failure failure;

		assert_int_equal(parse_line(&line, lines[i], &plan, &failure), 0);
		if (plan_check(&plan, &failure) < 0)
			print_error("%s\n  gives %s\n", lines[i], failure.text);
		assert_int_equal(plan_check(&plan, &failure), 0);
	}
}

static void links_are_called_eth0_eth1_by_position(void **state)
{
	static struct plan plan;
	struct line line;
	struct failure failure;
	char name[IFNAMSIZ];

	(void)state;
	assert_int_equal(parse_line(&line, "--macvlan a --macvlan b --ifname lan --macvlan c x",
				 &plan, &failure),
		0);
	plan_link_name(&plan, 0, name);
	assert_string_equal(name, "eth0");
	plan_link_name(&plan, 1, name);
	assert_string_equal(name, "lan");
	plan_link_name(&plan, 2, name);
	assert_string_equal(name, "eth2");
}

static void a_plan_is_started_with_nothing(void **state)
{
	static struct plan plan;

	(void)state;
	memset(&plan, 0xff, sizeof(plan));
	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	assert_int_equal(plan.link_count, 0);
	assert_null(plan.hostname);
	assert_null(plan.command);
	assert_int_equal(plan.grace_ms, 2000);
	assert_int_equal(plan_family(AF_INET), FAMILY_IPV4);
	assert_int_equal(plan_family(AF_INET6), FAMILY_IPV6);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_single_option_can_see_is_refused),
		cmocka_unit_test(whole_plans_are_accepted),
		cmocka_unit_test(links_are_called_eth0_eth1_by_position),
		cmocka_unit_test(a_plan_is_started_with_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
