/* SPDX-License-Identifier: MIT */
/* covers: doctor */
#include "unit.h"

#include <linux/if_link.h>

#include "../../runner/doctor/siblings.h"

static void expect_text(const struct siblings *siblings, const char *expected)
{
	char text[SIBLINGS_TEXT_SIZE];

	assert_string_equal(siblings_print(siblings, text), expected);
}

static void they_are_counted_by_kind_and_mode(void **state)
{
	struct siblings siblings = { .sort_count = 0 };

	(void)state;
	expect_text(&siblings, "none");
	siblings_add(&siblings, "macvlan", MACVLAN_MODE_BRIDGE);
	siblings_add(&siblings, "vlan", -1);
	siblings_add(&siblings, "macvlan", MACVLAN_MODE_PRIVATE);
	siblings_add(&siblings, "macvlan", MACVLAN_MODE_BRIDGE);
	siblings_add(&siblings, "macvtap", MACVLAN_MODE_VEPA);
	expect_text(&siblings, "1 macvlan (private), 2 macvlan (bridge), 1 macvtap (vepa), 1 vlan");
}

static void an_ipvlan_or_its_tap_keeps_macvlans_away(void **state)
{
	static const char *const kinds[] = { "ipvlan", "ipvtap" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct siblings siblings = { .sort_count = 0 };
		const char *mode = NULL;

		siblings_add(&siblings, "vlan", -1);
		assert_false(siblings_have_ipvlan(&siblings, &mode));
		siblings_add(&siblings, kinds[i], IPVLAN_MODE_L3);
		assert_true(siblings_have_ipvlan(&siblings, &mode));
		assert_string_equal(mode, "l3");
	}
}

/* The same number is another mode of an ipvlan. */
static void a_passthru_macvlan_is_one_that_must_be_alone(void **state)
{
	struct siblings siblings = { .sort_count = 0 };

	(void)state;
	siblings_add(&siblings, "macvlan", MACVLAN_MODE_VEPA);
	siblings_add(&siblings, "macvlan", -1);
	siblings_add(&siblings, "ipvlan", MACVLAN_MODE_PASSTHRU);
	assert_false(siblings_have_passthru(&siblings));
	siblings_add(&siblings, "macvtap", MACVLAN_MODE_PASSTHRU);
	assert_true(siblings_have_passthru(&siblings));
}

static void as_many_sorts_as_there_can_be_have_room(void **state)
{
	struct siblings siblings = { .sort_count = 0 };
	char text[SIBLINGS_TEXT_SIZE];

	(void)state;
	for (int mode = 0; mode < 2 * SIBLINGS_MOST_SORTS; mode++)
		siblings_add(&siblings, "a-long-kind-123", mode);
	assert_int_equal(siblings.sort_count, SIBLINGS_MOST_SORTS);
	siblings_print(&siblings, text);
	assert_true(strlen(text) < sizeof(text));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_counted_by_kind_and_mode),
		cmocka_unit_test(an_ipvlan_or_its_tap_keeps_macvlans_away),
		cmocka_unit_test(a_passthru_macvlan_is_one_that_must_be_alone),
		cmocka_unit_test(as_many_sorts_as_there_can_be_have_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
