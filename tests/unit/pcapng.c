/* SPDX-License-Identifier: MIT */
/* covers: --pcap */
#include "unit.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>

#include "../../runner/pcapng.h"

/* Numbers are in this machine's byte order. */
static uint32_t number_at(const unsigned char *block, size_t at)
{
	uint32_t number;

	memcpy(&number, block + at, sizeof(number));
	return number;
}

static uint16_t short_at(const unsigned char *block, size_t at)
{
	uint16_t number;

	memcpy(&number, block + at, sizeof(number));
	return number;
}

/* Type and size, which stands at both ends, are right. */
static void expect_block(const unsigned char *block, size_t size, uint32_t type)
{
	assert_int_equal(size % 4, 0);
	assert_int_equal(number_at(block, 0), type);
	assert_int_equal(number_at(block, 4), size);
	assert_int_equal(number_at(block, size - 4), size);
}

/* Returns where the next option is. */
static size_t expect_option(
	const unsigned char *block, size_t at, uint16_t code, const void *value, uint16_t size)
{
	assert_int_equal(short_at(block, at), code);
	assert_int_equal(short_at(block, at + 2), size);
	assert_memory_equal(block + at + 4, value, size);
	return at + 4 + (size + 3U) / 4 * 4;
}

/* No option is behind it, and no byte more. */
static void expect_end(const unsigned char *block, size_t size, size_t at)
{
	assert_int_equal(expect_option(block, at, 0, "", 0), size - 4);
}

static unsigned char block[PCAPNG_LARGEST];

static void a_section_says_what_made_it(void **state)
{
	const struct pcapng_maker maker = { "x86_64", "Linux 6.1", "nsrun 1" };
	size_t size = pcapng_section(block, &maker);
	size_t at;

	(void)state;
	expect_block(block, size, 0x0a0d0d0a);
	assert_int_equal(number_at(block, 8), 0x1a2b3c4d);
	assert_int_equal(short_at(block, 12), 1);
	assert_int_equal(short_at(block, 14), 0);
	assert_int_equal(number_at(block, 16), UINT32_MAX);
	assert_int_equal(number_at(block, 20), UINT32_MAX);
	at = expect_option(block, 24, 2, "x86_64", 6);
	at = expect_option(block, at, 3, "Linux 6.1", 9);
	at = expect_option(block, at, 4, "nsrun 1", 7);
	expect_end(block, size, at);
}

static void a_link_has_its_name_title_and_mac(void **state)
{
	const struct pcapng_link link = { "eth0", "macvlan on 'eth7'", PCAPNG_ETHERNET,
		{ { 2, 0x42, 10, 1, 2, 3 } } };
	size_t size = pcapng_link(block, &link);
	size_t at;

	(void)state;
	expect_block(block, size, 1);
	assert_int_equal(short_at(block, 8), 1);
	assert_int_equal(number_at(block, 12), 262144);
	at = expect_option(block, 16, 2, "eth0", 4);
	at = expect_option(block, at, 3, "macvlan on 'eth7'", 17);
	at = expect_option(block, at, 6, link.mac.bytes, 6);
	at = expect_option(block, at, 9, "\x09", 1);
	expect_end(block, size, at);
}

static void a_link_without_ethernet_has_no_mac(void **state)
{
	const struct pcapng_link link = { .name = "wg0", .title = "wg0", .type = PCAPNG_RAW };
	size_t size = pcapng_link(block, &link);
	size_t at;

	(void)state;
	assert_int_equal(short_at(block, 8), 101);
	at = expect_option(block, 16, 2, "wg0", 3);
	at = expect_option(block, at, 3, "wg0", 3);
	at = expect_option(block, at, 9, "\x09", 1);
	expect_end(block, size, at);
}

static void a_text_that_is_too_long_is_cut(void **state)
{
	static char text[2 * PCAPNG_LONGEST];
	const struct pcapng_maker maker = { text, text, text };
	size_t size;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	size = pcapng_section(block, &maker);
	expect_block(block, size, 0x0a0d0d0a);
	assert_int_equal(short_at(block, 26), PCAPNG_LONGEST);
}

static const unsigned char bytes[] = "destinsourcetype and what it brings";

enum { NANOSECONDS_HIGH = 5, NANOSECONDS_LOW = 7 };

static struct tap_frame frame_of(unsigned char type, size_t size)
{
	return (struct tap_frame){
		.time_ns = (uint64_t)NANOSECONDS_HIGH << 32 | NANOSECONDS_LOW,
		.bytes = bytes,
		.size = size,
		.length = size + 1000,
		.type = type,
	};
}

static void a_frame_is_there_with_its_time(void **state)
{
	(void)state;
	for (size_t length = 0; length < sizeof(bytes); length++) {
		const struct tap_frame frame = frame_of(PACKET_OUTGOING, length);
		size_t size = pcapng_frame(block, 3, &frame);
		uint32_t outbound = 2;
		size_t at = 28 + (length + 3) / 4 * 4;

		expect_block(block, size, 6);
		assert_int_equal(number_at(block, 8), 3);
		assert_int_equal(number_at(block, 12), NANOSECONDS_HIGH);
		assert_int_equal(number_at(block, 16), NANOSECONDS_LOW);
		assert_int_equal(number_at(block, 20), length);
		assert_int_equal(number_at(block, 24), length + 1000);
		assert_memory_equal(block + 28, bytes, length);
		expect_end(block, size, expect_option(block, at, 2, &outbound, 4));
	}
}

static uint32_t flags_of(unsigned char type)
{
	const struct tap_frame frame = frame_of(type, 16);

	pcapng_frame(block, 0, &frame);
	return number_at(block, 28 + 16 + 4);
}

static void a_frame_has_its_direction(void **state)
{
	(void)state;
	assert_int_equal(flags_of(PACKET_OUTGOING), 2);
	assert_int_equal(flags_of(PACKET_HOST), 1 | 1 << 2);
	assert_int_equal(flags_of(PACKET_MULTICAST), 1 | 2 << 2);
	assert_int_equal(flags_of(PACKET_BROADCAST), 1 | 3 << 2);
	assert_int_equal(flags_of(PACKET_OTHERHOST), 1 | 4 << 2);
	/* What a later kernel may have. */
	assert_int_equal(flags_of(200), 0);
}

static void a_tag_is_put_back(void **state)
{
	struct tap_frame frame = frame_of(PACKET_HOST, 20);
	size_t size;

	(void)state;
	frame.has_tag = true;
	frame.tag_protocol = ETHERTYPE_VLAN;
	frame.tag = 0x600a;
	size = pcapng_frame(block, 0, &frame);
	expect_block(block, size, 6);
	assert_int_equal(number_at(block, 20), 24);
	assert_int_equal(number_at(block, 24), 1024);
	assert_memory_equal(block + 28, "destinsource\x81\x00\x60\x0atype and", 24);
}

static void what_is_too_short_for_a_tag_has_none(void **state)
{
	struct tap_frame frame = frame_of(PACKET_HOST, 11);

	(void)state;
	frame.has_tag = true;
	pcapng_frame(block, 0, &frame);
	assert_int_equal(number_at(block, 20), 11);
	assert_memory_equal(block + 28, bytes, 11);
}

static void the_largest_frame_has_room(void **state)
{
	static unsigned char large[TAP_MOST_BYTES];
	const struct tap_frame frame = {
		.bytes = large,
		.size = sizeof(large),
		.has_tag = true,
	};

	(void)state;
	assert_true(pcapng_frame(block, 0, &frame) <= PCAPNG_LARGEST);
	/* No reader takes longer ones. */
	assert_int_equal(number_at(block, 20), 262144);
}

static void counts_are_of_one_link(void **state)
{
	const struct tap_counts counts = { UINT64_C(1) << 33, 17 };
	size_t size = pcapng_counts(block, 2, UINT64_C(9) << 32 | 8, &counts);
	size_t at;

	(void)state;
	expect_block(block, size, 5);
	assert_int_equal(number_at(block, 8), 2);
	assert_int_equal(number_at(block, 12), 9);
	assert_int_equal(number_at(block, 16), 8);
	at = expect_option(block, 20, 4, &counts.received, 8);
	at = expect_option(block, at, 5, &counts.dropped, 8);
	expect_end(block, size, at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_section_says_what_made_it),
		cmocka_unit_test(a_link_has_its_name_title_and_mac),
		cmocka_unit_test(a_link_without_ethernet_has_no_mac),
		cmocka_unit_test(a_text_that_is_too_long_is_cut),
		cmocka_unit_test(a_frame_is_there_with_its_time),
		cmocka_unit_test(a_frame_has_its_direction),
		cmocka_unit_test(a_tag_is_put_back),
		cmocka_unit_test(what_is_too_short_for_a_tag_has_none),
		cmocka_unit_test(the_largest_frame_has_room),
		cmocka_unit_test(counts_are_of_one_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
