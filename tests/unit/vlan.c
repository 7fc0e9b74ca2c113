/* SPDX-License-Identifier: MIT */
/* covers: M6 --vlan */
#include "unit.h"

#include "../../netsetup/vlan.h"

static const struct vlan_tag q10 = { 10, VLAN_8021Q }, q20 = { 20, VLAN_8021Q },
			     ad7 = { 7, VLAN_8021AD };

static void an_id_stands_behind_the_last_dot(void **state)
{
	static const struct {
		const char *name;
		const char *base;
		unsigned short id;
	} good[] = {
		{ "eth0.10", "eth0", 10 },
		{ "eth0.1", "eth0", 1 },
		{ "eth0.4094", "eth0", 4094 },
		{ "eth0.0010", "eth0", 10 },
		{ "eth0.10.20", "eth0.10", 20 },
		{ "a.b.3", "a.b", 3 },
		{ "..7", ".", 7 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct failure failure = { .text = "" };
		struct vlan_tag tag = { 0, 0 };
		char base[16];

		assert_int_equal(vlan_parse(good[i].name, base, sizeof(base), &tag, &failure), 1);
		assert_string_equal(base, good[i].base);
		assert_int_equal(tag.id, good[i].id);
		assert_int_equal(tag.protocol, VLAN_8021Q);
	}
}

static void other_names_are_not_of_that_form(void **state)
{
	static const char *const others[] = { "", ".", "eth0", "eth0.", ".10", "eth0.x", "eth0.1x",
		"eth0.-1", "eth0.+1", "eth0. 1", "eth0.0x10", "eth0.1234567", "eth0.10 ",
		"abcdefghijklmnop.1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct failure failure = { .text = "" };
		struct vlan_tag tag;
		char base[16] = "untouched";

		assert_int_equal(vlan_parse(others[i], base, sizeof(base), &tag, &failure), 0);
		assert_string_equal(base, "untouched");
		assert_string_equal(failure.text, "");
	}
}

static void an_id_that_no_vlan_can_have_is_a_failure(void **state)
{
	static const char *const names[] = { "eth0.0", "eth0.4095", "eth0.5000", "eth0.999999" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct failure failure = { .text = "" };
		struct vlan_tag tag;
		char base[16], expected[64];

		snprintf(expected, sizeof(expected), "%s: the id of a VLAN must be 1 to 4094",
			names[i]);
		assert_int_equal(vlan_parse(names[i], base, sizeof(base), &tag, &failure), -1);
		expect_failure(&failure, 0, expected);
	}
}

static void expect_name(
	const char *base, const struct vlan_tag *tags, size_t count, const char *expected)
{
	char name[IFNAMSIZ];

	vlan_name(base, tags, count, name);
	assert_string_equal(name, expected);
}

static void a_name_is_the_base_and_the_ids(void **state)
{
	const struct vlan_tag both[] = { ad7, q20 };

	(void)state;
	expect_name("eth0", NULL, 0, "eth0");
	expect_name("eth0", &q10, 1, "eth0.10");
	expect_name("eth0", both, 2, "eth0.7.20");
}

static void a_name_too_long_is_cut_in_its_front(void **state)
{
	const struct vlan_tag longest[] = { { 4094, VLAN_8021Q }, { 4093, VLAN_8021Q } };

	(void)state;
	expect_name("fifteen_letters", NULL, 0, "fifteen_letters");
	expect_name("fifteen_letters", &q10, 1, "fifteen_lett.10");
	expect_name("twelve_chars", &q10, 1, "twelve_chars.10");
	expect_name("fifteen_letters", longest, 2, "fifte.4094.4093");
}

static void expect_segment(
	const char *segment, const struct vlan_tag *tags, size_t count, const char *expected)
{
	char result[SEGMENT_SIZE];

	vlan_segment(segment, tags, count, result);
	assert_string_equal(result, expected);
}

static void a_segment_tells_tags_and_protocols_apart(void **state)
{
	const struct vlan_tag both[] = { ad7, q20 };

	(void)state;
	expect_segment("10", NULL, 0, "10");
	expect_segment("10", &q10, 1, "10.10");
	expect_segment("10", &ad7, 1, "10.ad7");
	expect_segment("10", both, 2, "10.ad7.20");
	expect_segment("10.ad7", &q20, 1, "10.ad7.20");
}

static void expect_tags(const char *segment, const struct vlan_tag *expected, size_t count)
{
	struct vlan_tag tags[MOST_SEGMENT_TAGS];

	assert_int_equal(vlan_of_segment(segment, tags), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(tags[i].id, expected[i].id);
		assert_int_equal(tags[i].protocol, expected[i].protocol);
	}
}

static void a_segment_is_read_as_it_was_written(void **state)
{
	const struct vlan_tag most[MOST_SEGMENT_TAGS] = { ad7, q20, q10, ad7 };
	char one[SEGMENT_SIZE], both[SEGMENT_SIZE];

	(void)state;
	expect_tags("", NULL, 0);
	expect_tags("10", NULL, 0);
	expect_tags("10.10", &q10, 1);
	expect_tags("10.ad7", &ad7, 1);
	vlan_segment("10", most, 2, one);
	vlan_segment(one, most + 2, 2, both);
	expect_tags(both, most, 4);
	expect_tags("lan-7", NULL, 0);
}

/* The longest that there is: nothing of it may be cut, for it is the name of a claim. */
static void the_longest_segment_has_room(void **state)
{
	const struct vlan_tag tags[MOST_TAGS] = { { 4094, VLAN_8021AD }, { 4094, VLAN_8021AD } };

	(void)state;
	expect_segment("2147483647", tags, MOST_TAGS, "2147483647.ad4094.ad4094");
}

static void a_protocol_has_the_name_that_ip_link_gives_it(void **state)
{
	(void)state;
	assert_string_equal(vlan_protocol_name(VLAN_8021Q), "802.1Q");
	assert_string_equal(vlan_protocol_name(VLAN_8021AD), "802.1ad");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_stands_behind_the_last_dot),
		cmocka_unit_test(other_names_are_not_of_that_form),
		cmocka_unit_test(an_id_that_no_vlan_can_have_is_a_failure),
		cmocka_unit_test(a_name_is_the_base_and_the_ids),
		cmocka_unit_test(a_name_too_long_is_cut_in_its_front),
		cmocka_unit_test(a_segment_tells_tags_and_protocols_apart),
		cmocka_unit_test(a_segment_is_read_as_it_was_written),
		cmocka_unit_test(the_longest_segment_has_room),
		cmocka_unit_test(a_protocol_has_the_name_that_ip_link_gives_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
