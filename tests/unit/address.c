/* SPDX-License-Identifier: MIT */
/* covers: P5 P7 --ip --mac */
#include "unit.h"

#include <arpa/inet.h>

#include "../../netsetup/address.h"

static struct ip_address ip(const char *text)
{
	struct ip_address address;

	if (ip_parse(text, &address) < 0) {
		print_error("not an address: %s\n", text);
		abort();
	}
	return address;
}

static struct ip_prefix prefix(const char *text)
{
	struct ip_prefix prefix;
	struct failure failure;

	if (ip_prefix_parse("a test", text, 0, &prefix, &failure) < 0) {
		print_error("%s\n", failure.text);
		abort();
	}
	return prefix;
}

static struct mac_address mac(const char *text)
{
	struct mac_address mac;

	if (mac_parse(text, &mac) < 0) {
		print_error("not a MAC address: %s\n", text);
		abort();
	}
	return mac;
}

static void addresses_are_read_in_network_byte_order(void **state)
{
	static const unsigned char four[16] = { 172, 16, 86, 2 };
	static const unsigned char six[16] = { 0x20, 0x01, 0x0d, 0xb8, [14] = 0xab, 0xcd };
	struct ip_address address;

	(void)state;
	memset(&address, 0xff, sizeof(address));
	assert_int_equal(ip_parse("172.16.86.2", &address), 0);
	assert_int_equal(address.family, AF_INET);
	assert_memory_equal(address.bytes, four, sizeof(four));
	assert_int_equal(ip_size(&address), 4);
	assert_int_equal(ip_bits(&address), 32);

	assert_int_equal(ip_parse("2001:DB8::AbCd", &address), 0);
	assert_int_equal(address.family, AF_INET6);
	assert_memory_equal(address.bytes, six, sizeof(six));
	assert_int_equal(ip_size(&address), 16);
	assert_int_equal(ip_bits(&address), 128);
}

static void other_texts_are_no_addresses(void **state)
{
	static const char *const texts[] = { "", " ", ".", ":", "1", "1.2.3", "1.2.3.", "1.2.3.4.",
		"1.2.3.4.5", ".1.2.3.4", "1..2.3", "1.2.3.256", "1.2.3.-4", "1.2.3.+4", "01.2.3.4",
		"1.2.3.4 ", " 1.2.3.4", "1.2.3.4/24", "0x1.2.3.4", "1.2.3.a", "1,2,3,4", "16909060",
		"localhost", ":::", "1::2::3", "12345::", "::g", "fe80::1%lo", "fe80::1%1",
		"::1/64", "[::1]", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "::1.2.3", "::1.2.3.256", "::1 ",
		"02:42:ac:10:56:02" };
	struct ip_address address;
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (ip_parse(texts[i], &address) == -1)
			continue;
		print_error("read as an address: '%s'\n", texts[i]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* RFC 5952, section 4: one way to write each IPv6 address. */
static void addresses_are_written_as_rfc_5952_has_it(void **state)
{
	static const struct {
		const char *read;
		const char *written;
	} texts[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "0:0:0:0:0:0:0:1", "::1" },
		{ "2001:0db8::0001", "2001:db8::1" },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:DB8::AAAA", "2001:db8::aaaa" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "1111:2222:3333:4444:5555:6666:7777:8888",
			"1111:2222:3333:4444:5555:6666:7777:8888" },
	};
	char text[IP_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct ip_address address = ip(texts[i].read);

		assert_ptr_equal(ip_format(&address, text), text);
		assert_string_equal(text, texts[i].written);
	}
}

static void the_longest_texts_have_room(void **state)
{
	static const char longest[] = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128";
	char text[PREFIX_TEXT_SIZE];
	struct ip_prefix all = prefix(longest);

	(void)state;
	assert_int_equal(sizeof(longest), PREFIX_TEXT_SIZE);
	assert_int_equal(IP_TEXT_SIZE, INET6_ADDRSTRLEN);
	assert_ptr_equal(ip_prefix_format(&all, text), text);
	assert_string_equal(text, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
}

static void prefixes_keep_their_host_bits(void **state)
{
	static const char *const texts[] = { "172.16.86.2/24", "0.0.0.0/0", "10.0.0.1/32",
		"192.0.2.128/25", "2001:db8::1/64", "::/0", "fe80::1/128", "10.0.0.7/8" };
	char text[PREFIX_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct ip_prefix read = prefix(texts[i]);

		assert_string_equal(ip_prefix_format(&read, text), texts[i]);
	}
}

static void bad_prefixes_are_refused_with_the_reason(void **state)
{
	static const struct {
		const char *text;
		const char *failure;
	} refused[] = {
		{ "172.16.86.2",
			"--ip 172.16.86.2: the prefix length is missing, as in 172.16.86.2/24" },
		{ "2001:db8::1",
			"--ip 2001:db8::1: the prefix length is missing, as in 2001:db8::1/64" },
		{ "", "--ip : not an IPv4 or IPv6 address" },
		{ "/24", "--ip /24: not an IPv4 or IPv6 address" },
		{ "172.16.86/24", "--ip 172.16.86/24: not an IPv4 or IPv6 address" },
		{ "host/24", "--ip host/24: not an IPv4 or IPv6 address" },
		{ "fe80::1%eth0/64", "--ip fe80::1%eth0/64: not an IPv4 or IPv6 address" },
		{ "1.2.3.4/", "--ip 1.2.3.4/: the prefix length must be 1 to 32" },
		{ "1.2.3.4/33", "--ip 1.2.3.4/33: the prefix length must be 1 to 32" },
		{ "1.2.3.4/-1", "--ip 1.2.3.4/-1: the prefix length must be 1 to 32" },
		{ "1.2.3.4/+1", "--ip 1.2.3.4/+1: the prefix length must be 1 to 32" },
		{ "1.2.3.4/ 1", "--ip 1.2.3.4/ 1: the prefix length must be 1 to 32" },
		{ "1.2.3.4/1 ", "--ip 1.2.3.4/1 : the prefix length must be 1 to 32" },
		{ "1.2.3.4/x", "--ip 1.2.3.4/x: the prefix length must be 1 to 32" },
		{ "1.2.3.4/24/8", "--ip 1.2.3.4/24/8: the prefix length must be 1 to 32" },
		{ "1.2.3.4/255.255.255.0",
			"--ip 1.2.3.4/255.255.255.0: the prefix length must be 1 to 32" },
		{ "1.2.3.4/4294967320",
			"--ip 1.2.3.4/4294967320: the prefix length must be 1 to 32" },
		{ "::1/129", "--ip ::1/129: the prefix length must be 1 to 128" },
		{ "::1/256", "--ip ::1/256: the prefix length must be 1 to 128" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555/64",
			"--ip ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555/64: "
			"not an IPv4 or IPv6 address" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct ip_prefix read;
		struct failure failure = { .text = "none" };

		assert_int_equal(ip_prefix_parse("--ip", refused[i].text, 1, &read, &failure), -1);
		expect_failure(&failure, 0, refused[i].failure);
	}
}

/* RFC 4632: the border of a net lies on any bit, not only on a byte's. */
static void a_prefix_contains_its_net_and_no_more(void **state)
{
	static const struct {
		const char *prefix;
		const char *address;
		bool is_inside;
	} pairs[] = {
		{ "172.16.86.2/24", "172.16.86.1", true },
		{ "172.16.86.2/24", "172.16.86.255", true },
		{ "172.16.86.2/24", "172.16.87.0", false },
		{ "172.16.86.2/24", "172.16.85.255", false },
		{ "10.0.4.0/22", "10.0.7.255", true },
		{ "10.0.4.0/22", "10.0.8.0", false },
		{ "10.0.4.0/22", "10.0.3.255", false },
		{ "10.0.0.1/32", "10.0.0.1", true },
		{ "10.0.0.1/32", "10.0.0.0", false },
		{ "10.0.0.0/31", "10.0.0.1", true },
		{ "10.0.0.0/31", "10.0.0.2", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "128.0.0.0/1", "127.255.255.255", false },
		{ "0.0.0.0/0", "::", false },
		{ "::/0", "0.0.0.0", false },
		{ "::/0", "ffff::", true },
		{ "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", true },
		{ "2001:db8::/64", "2001:db8:0:1::", false },
		{ "2001:db8::/65", "2001:db8::8000:0:0:0", false },
		{ "2001:db8::/61", "2001:db8:0:7::1", true },
		{ "2001:db8::/61", "2001:db8:0:8::", false },
		{ "::1/128", "::1", true },
		{ "::1/128", "::2", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct ip_prefix net = prefix(pairs[i].prefix);
		struct ip_address address = ip(pairs[i].address);

		if (ip_prefix_contains(&net, &address) != pairs[i].is_inside)
			print_error("%s in %s?\n", pairs[i].address, pairs[i].prefix);
		assert_int_equal(ip_prefix_contains(&net, &address), pairs[i].is_inside);
	}
}

static void the_ends_of_a_net(void **state)
{
	static const struct {
		const char *prefix;
		const char *network;
		const char *broadcast;
	} nets[] = {
		{ "172.16.86.2/24", "172.16.86.0", "172.16.86.255" },
		{ "10.0.5.9/22", "10.0.4.0", "10.0.7.255" },
		{ "10.1.2.3/8", "10.0.0.0", "10.255.255.255" },
		{ "10.1.2.3/32", "10.1.2.3", "10.1.2.3" },
		{ "10.1.2.3/31", "10.1.2.2", "10.1.2.3" }, /* RFC 3021: both are hosts */
		{ "10.1.2.3/0", "0.0.0.0", "255.255.255.255" },
		{ "2001:db8::5/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff" },
		{ "2001:db8::5/127", "2001:db8::4", "2001:db8::5" },
		{ "2001:db8::5/128", "2001:db8::5", "2001:db8::5" },
	};
	char text[IP_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(nets); i++) {
		struct ip_prefix net = prefix(nets[i].prefix);
		struct ip_address network = ip_prefix_network(&net);
		struct ip_address broadcast = ip_prefix_broadcast(&net);
		struct ip_address expected = ip(nets[i].broadcast);

		assert_string_equal(ip_format(&network, text), nets[i].network);
		assert_string_equal(ip_format(&broadcast, text), nets[i].broadcast);
		/* And nothing behind the four bytes of IPv4. */
		assert_true(ip_equal(&broadcast, &expected));
	}
}

static void kinds_of_addresses(void **state)
{
	static const struct {
		const char *address;
		const char *kinds; /* u: unspecified, l: loopback, m: multicast, f: link-local */
	} addresses[] = {
		{ "0.0.0.0", "u" },
		{ "::", "u" },
		{ "127.0.0.1", "l" },
		{ "127.255.255.254", "l" },
		{ "128.0.0.1", "" },
		{ "::1", "l" },
		{ "::2", "" },
		{ "224.0.0.1", "m" },
		{ "239.255.255.255", "m" },
		{ "223.255.255.255", "" },
		{ "240.0.0.0", "" },
		{ "255.255.255.255", "m" },
		{ "255.255.255.254", "" },
		{ "ff02::1", "m" },
		{ "feff::1", "" },
		{ "fe80::1", "f" },
		{ "febf:ffff::1", "f" },
		{ "fec0::1", "" },
		{ "fe7f::1", "" },
		{ "fd86::1", "" },
		{ "169.254.1.1", "" }, /* link-local means fe80::/10 alone */
		{ "172.16.86.2", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct ip_address address = ip(addresses[i].address);
		char kinds[8];

		snprintf(kinds, sizeof(kinds), "%s%s%s%s", ip_is_unspecified(&address) ? "u" : "",
			ip_is_loopback(&address) ? "l" : "", ip_is_multicast(&address) ? "m" : "",
			ip_is_link_local(&address) ? "f" : "");
		if (strcmp(kinds, addresses[i].kinds) != 0)
			print_error("%s\n", addresses[i].address);
		assert_string_equal(kinds, addresses[i].kinds);
	}
}

static void equality_is_of_family_and_bytes(void **state)
{
	struct ip_address zero = ip("0.0.0.0");
	struct ip_address any = ip("::");
	struct ip_address one = ip("10.0.0.1");
	struct ip_address same = ip("10.0.0.1");
	struct mac_address first = mac("02:42:ac:10:56:02");
	struct mac_address last = mac("02:42:ac:10:56:03");

	(void)state;
	assert_false(ip_equal(&zero, &any));
	assert_false(ip_equal(&zero, &one));
	assert_true(ip_equal(&one, &same));
	assert_true(mac_equal(&first, &first));
	assert_false(mac_equal(&first, &last));
}

static void mac_addresses_are_read_and_written(void **state)
{
	char text[MAC_TEXT_SIZE];
	struct mac_address address = mac("02:42:AC:10:56:fF");

	(void)state;
	assert_ptr_equal(mac_format(&address, text), text);
	assert_string_equal(text, "02:42:ac:10:56:ff");
}

static void other_texts_are_no_mac_addresses(void **state)
{
	static const char *const texts[] = { "", "02", "02:42:ac:10:56",
		"02:42:ac:10:56:", "02:42:ac:10:56:2", "2:42:ac:10:56:022",
		"02:42:ac:10:56:02:", "02:42:ac:10:56:02:03", "02-42-ac-10-56-02", "0242.ac10.5602",
		"0242ac105602", "02:42:ac:10:56:0g", "02:42:ac:10:56:0 ", " 2:42:ac:10:56:02",
		"0x:42:ac:10:56:02", "02:42:ac:10:56-02", "+2:42:ac:10:56:02", "random",
		"::::::::::::::::" };
	struct mac_address address;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (mac_parse(texts[i], &address) != -1)
			print_error("'%s'\n", texts[i]);
		assert_int_equal(mac_parse(texts[i], &address), -1);
	}
}

/* The examples of RFC 2464, section 4, and RFC 4291, appendix A: the bit is inverted, not set. */
static void the_link_local_address_of_a_mac(void **state)
{
	static const struct {
		const char *mac;
		const char *address;
	} pairs[] = {
		{ "34:56:78:9a:bc:de", "fe80::3656:78ff:fe9a:bcde/64" },
		{ "02:42:ac:10:56:02", "fe80::42:acff:fe10:5602/64" },
		{ "00:00:00:00:00:00", "fe80::200:ff:fe00:0/64" },
		{ "ff:ff:ff:ff:ff:ff", "fe80::fdff:ffff:feff:ffff/64" },
	};
	char text[PREFIX_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct mac_address address = mac(pairs[i].mac);
		struct ip_prefix local = ip_link_local_of(&address);

		assert_string_equal(ip_prefix_format(&local, text), pairs[i].address);
		assert_true(ip_is_link_local(&local.address));
	}
}

static void the_mac_of_an_address_is_dockers(void **state)
{
	struct ip_address address = ip("172.16.86.2");
	struct mac_address made = mac_of_ipv4(&address);
	char text[MAC_TEXT_SIZE];

	(void)state;
	assert_string_equal(mac_format(&made, text), "02:42:ac:10:56:02");
}

static void random_mac_addresses_are_unicast_and_local(void **state)
{
	struct mac_address last = { { 0 } };
	unsigned char seen = 0;

	(void)state;
	for (int i = 0; i < 64; i++) {
		struct mac_address address;
		struct failure failure;

		assert_int_equal(mac_random(&address, &failure), 0);
		assert_int_equal(address.bytes[0] & 3, 2);
		assert_false(mac_equal(&address, &last));
		seen |= address.bytes[0];
		last = address;
	}
	assert_int_equal(seen, 0xfe); /* all other bits of the first byte do vary */
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_in_network_byte_order),
		cmocka_unit_test(other_texts_are_no_addresses),
		cmocka_unit_test(addresses_are_written_as_rfc_5952_has_it),
		cmocka_unit_test(the_longest_texts_have_room),
		cmocka_unit_test(prefixes_keep_their_host_bits),
		cmocka_unit_test(bad_prefixes_are_refused_with_the_reason),
		cmocka_unit_test(a_prefix_contains_its_net_and_no_more),
		cmocka_unit_test(the_ends_of_a_net),
		cmocka_unit_test(kinds_of_addresses),
		cmocka_unit_test(equality_is_of_family_and_bytes),
		cmocka_unit_test(mac_addresses_are_read_and_written),
		cmocka_unit_test(other_texts_are_no_mac_addresses),
		cmocka_unit_test(the_link_local_address_of_a_mac),
		cmocka_unit_test(the_mac_of_an_address_is_dockers),
		cmocka_unit_test(random_mac_addresses_are_unicast_and_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
