/* SPDX-License-Identifier: MIT */
/* covers: --dns --search --add-host --hostname */
#include "unit.h"

#include "../../runner/names/text.h"

static struct ip_address address(const char *text)
{
	struct ip_address read;

	assert_int_equal(ip_parse(text, &read), 0);
	return read;
}

static void servers_are_read_as_the_C_library_does(void **state)
{
	static const struct {
		const char *text;
		enum name_servers servers;
	} cases[] = {
		{ "", SERVERS_NONE },
		{ "\n\n", SERVERS_NONE },
		{ "nameserver", SERVERS_NONE },
		{ "nameserver ", SERVERS_NONE },
		{ "nameserver\n192.0.2.1\n", SERVERS_NONE },
		{ "# nameserver 192.0.2.1\n; nameserver 192.0.2.1\n", SERVERS_NONE },
		{ " nameserver 192.0.2.1\n", SERVERS_NONE },
		{ "nameservers 192.0.2.1\n", SERVERS_NONE },
		{ "nameserver name\n", SERVERS_NONE },
		{ "nameserver 192.0.2.1x\n", SERVERS_NONE },
		{ "nameserver 0000000000000000000000000000000000000000000000000000000001\n",
			SERVERS_NONE },
		{ "nameserver 127.0.0.1\n", SERVERS_ON_LOOPBACK },
		{ "nameserver ::1", SERVERS_ON_LOOPBACK },
		{ "nameserver 127.1.2.3\nnameserver ::1\n", SERVERS_ON_LOOPBACK },
		{ "nameserver 127.0.0.53\noptions edns0\n", SERVERS_STUB },
		{ "nameserver\t127.0.0.54 # resolved\r\n", SERVERS_STUB },
		{ "nameserver ::1\nnameserver 127.0.0.53\nnameserver 127.0.0.1\n", SERVERS_STUB },
		{ "nameserver 127.0.0.53\nnameserver 192.0.2.1\n", SERVERS_REAL },
		{ "nameserver fe80::1%eth0\n", SERVERS_REAL },
		{ "nameserver 192.0.2.1", SERVERS_REAL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (text_servers(cases[i].text) != cases[i].servers)
			print_error("%s\n", cases[i].text);
		assert_int_equal(text_servers(cases[i].text), cases[i].servers);
	}
}

static const char base[] = "# A comment.\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n"
			   "domain old.example\nsearch lan\nsortlist 192.0.2.0\noptions edns0\n"
			   "nonsense\noptions ndots:2";

static void what_is_not_asked_for_is_taken_over(void **state)
{
	static const struct {
		struct name_request request;
		const char *base, *text;
	} cases[] = {
		{ { .server_count = 2, .servers = { "192.0.2.53", "fe80::1%eth0" } }, base,
			"nameserver 192.0.2.53\nnameserver fe80::1%eth0\n"
			"domain old.example\nsearch lan\nsortlist 192.0.2.0\noptions edns0\n"
			"options ndots:2\n" },
		{ { .search_count = 2, .searches = { "a.example", "b" } }, base,
			"search a.example b\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n"
			"sortlist 192.0.2.0\noptions edns0\noptions ndots:2\n" },
		{ { .server_count = 1,
			  .servers = { "::1" },
			  .search_count = 1,
			  .searches = { "." } },
			base,
			"nameserver ::1\nsearch .\nsortlist 192.0.2.0\noptions edns0\n"
			"options ndots:2\n" },
		{ { .server_count = 1, .servers = { "::1" } }, "", "nameserver ::1\n" },
		{ { .search_count = 1, .searches = { "a" } }, "\n\n\n", "search a\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_FREE char *text = text_resolv_conf(&cases[i].request, cases[i].base);

		assert_non_null(text);
		assert_int_equal(strncmp(text, "# Of nsrun", 10), 0);
		assert_string_equal(strchr(text, '\n') + 1, cases[i].text);
	}
}

/* The text of hosts behind its comment. */
static void expect_hosts(const struct name_request *request, const char *own,
	const struct ip_address *addresses, size_t count, const char *expected)
{
	AUTO_FREE char *text = text_hosts(request, own, addresses, count, "127.0.0.1\tlocalhost");

	assert_non_null(text);
	assert_string_equal(strchr(text, '\n') + 1, expected);
}

static void own_lines_stand_before_the_hosts(void **state)
{
	const struct ip_address own[] = { address("192.0.2.1"), address("2001:db8::1") };
	const struct name_request nothing = { 0 };
	const struct name_request request = {
		.host_count = 2,
		.hosts = { { "db:192.0.2.7", 2, address("192.0.2.7") },
			{ "db=[2001:db8::7]", 2, address("2001:db8::7") } },
	};

	(void)state;
	expect_hosts(
		&request, NULL, NULL, 0, "192.0.2.7\tdb\n2001:db8::7\tdb\n127.0.0.1\tlocalhost");
	expect_hosts(&nothing, "web.example.org", own, 2,
		"192.0.2.1\tweb.example.org web\n2001:db8::1\tweb.example.org web\n"
		"127.0.0.1\tlocalhost");
	expect_hosts(&nothing, "web", own, 1, "192.0.2.1\tweb\n127.0.0.1\tlocalhost");
	expect_hosts(&nothing, "web", NULL, 0, "127.0.1.1\tweb\n127.0.0.1\tlocalhost");
	expect_hosts(&nothing, ".web", NULL, 0, "127.0.1.1\t.web\n127.0.0.1\tlocalhost");
	expect_hosts(&request, "web", own, 1,
		"192.0.2.7\tdb\n2001:db8::7\tdb\n192.0.2.1\tweb\n127.0.0.1\tlocalhost");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_are_read_as_the_C_library_does),
		cmocka_unit_test(what_is_not_asked_for_is_taken_over),
		cmocka_unit_test(own_lines_stand_before_the_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
