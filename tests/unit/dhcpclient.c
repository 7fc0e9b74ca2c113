/* SPDX-License-Identifier: MIT */
/* covers: --ip */
#include "unit.h"

#include "../../runner/dhcpclient.h"

static enum dhcp_event read_line(const char *text, struct lease *lease)
{
	char line[512];

	snprintf(line, sizeof(line), "%s", text);
	return dhcpclient_read(line, lease);
}

static void expect_prefix(const struct ip_prefix *prefix, const char *expected)
{
	char text[PREFIX_TEXT_SIZE];

	assert_string_equal(ip_prefix_format(prefix, text), expected);
}

static void expect_route(const struct route *route, const char *destination, const char *gateway)
{
	char text[IP_TEXT_SIZE];

	expect_prefix(&route->destination, destination);
	if (gateway == NULL)
		assert_int_equal(route->gateway.family, AF_UNSPEC);
	else
		assert_string_equal(ip_format(&route->gateway, text), gateway);
}

static void a_lease_of_either_client_is_read(void **state)
{
	static const char *const words[] = { "BOUND", "RENEW", "REBIND", "REBOOT", "bound",
		"renew" };
	struct lease lease;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char line[128];

		snprintf(line, sizeof(line), "%s|10.0.0.2|24|120|10.0.0.1 10.0.0.9|", words[i]);
		assert_int_equal(read_line(line, &lease), DHCP_LEASED);
		expect_prefix(&lease.address, "10.0.0.2/24");
		assert_int_equal(lease.seconds, 120);
		assert_int_equal(lease.route_count, 1);
		expect_route(&lease.routes[0], "0.0.0.0/0", "10.0.0.1");
	}
}

static void static_routes_take_the_place_of_the_router(void **state)
{
	struct lease lease;

	(void)state;
	assert_int_equal(read_line("BOUND|10.0.0.2|24|120|10.0.0.1|192.0.2.0/24 10.0.0.7 10.9.9.9 "
				   "0.0.0.0 0.0.0.0/0 10.9.9.9",
				 &lease),
		DHCP_LEASED);
	assert_int_equal(lease.route_count, 3);
	expect_route(&lease.routes[0], "192.0.2.0/24", "10.0.0.7");
	expect_route(&lease.routes[1], "10.9.9.9/32", NULL);
	expect_route(&lease.routes[2], "0.0.0.0/0", "10.9.9.9");
}

static void what_is_missing_or_wrong_is_no_more_than_that(void **state)
{
	struct lease lease;

	(void)state;
	assert_int_equal(read_line("bound|10.0.0.2||||", &lease), DHCP_LEASED);
	expect_prefix(&lease.address, "10.0.0.2/32");
	assert_int_equal(lease.seconds, UINT32_MAX);
	assert_int_equal(lease.route_count, 0);
	assert_int_equal(
		read_line("bound|10.0.0.2|99|4294967296|;x|a b c 10.0.0.0/8", &lease), DHCP_LEASED);
	assert_int_equal(lease.address.length, 32);
	assert_int_equal(lease.seconds, UINT32_MAX);
	assert_int_equal(lease.route_count, 0);
}

static void other_lines_are_no_lease(void **state)
{
	static const char *const nothing[] = { "", "BOUND", "BOUND|10.0.0.2", "PREINIT|||||",
		"CARRIER|||||", "leasefail|||||", "BOUND||24|120||", "BOUND|2001:db8::2|24|120||",
		"BOUND|10.0.0|24|120||", "bounds|10.0.0.2|24|120||" };
	static const char *const lost[] = { "EXPIRE|||||", "NAK|||||", "STOP|||||",
		"deconfig|||||" };
	struct lease lease;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++)
		assert_int_equal(read_line(nothing[i], &lease), DHCP_NOTHING);
	for (size_t i = 0; i < ARRAY_SIZE(lost); i++)
		assert_int_equal(read_line(lost[i], &lease), DHCP_LOST);
}

static void no_more_routes_than_there_is_room_for(void **state)
{
	char line[4096] = "BOUND|10.0.0.2|24|120||";
	struct lease lease;

	(void)state;
	for (int i = 0; i < LEASE_MAX_ROUTES + 5; i++) {
		size_t used = strlen(line);

		snprintf(line + used, sizeof(line) - used, "10.%d.0.0/16 10.0.0.1 ", i);
	}
	assert_int_equal(dhcpclient_read(line, &lease), DHCP_LEASED);
	assert_int_equal(lease.route_count, LEASE_MAX_ROUTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lease_of_either_client_is_read),
		cmocka_unit_test(static_routes_take_the_place_of_the_router),
		cmocka_unit_test(what_is_missing_or_wrong_is_no_more_than_that),
		cmocka_unit_test(other_lines_are_no_lease),
		cmocka_unit_test(no_more_routes_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
