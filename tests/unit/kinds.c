/* SPDX-License-Identifier: MIT */
/* covers: --macvlan --mode M10 */
#include "unit.h"

#include <linux/if_link.h>
#include <netlink/attr.h>

#include "../../netsetup/kinds.h"

static void each_kind_is_whole(void **state)
{
	(void)state;
	for (enum link_kind kind = 0; kind < LINK_KIND_COUNT; kind++) {
		const struct link_kind_entry *entry = link_kind(kind);

		assert_non_null(entry);
		assert_non_null(entry->name);
		assert_true(strlen(entry->name) > 0);
		assert_non_null(entry->modes);
		assert_non_null(entry->title);
		assert_non_null(entry->modes);
		assert_non_null(entry->flags);
		assert_non_null(entry->is_default_route);
		assert_non_null(entry->describe);
		assert_non_null(entry->has_own_mac);
		assert_non_null(entry->takes_parent);
		assert_non_null(entry->announcing_mode);
		for (enum link_kind other = 0; other < kind; other++)
			assert_string_not_equal(entry->name, link_kind(other)->name);
	}
}

static void a_mode_is_found_by_its_name_and_its_number(void **state)
{
	(void)state;
	for (enum link_kind kind = 0; kind < LINK_KIND_COUNT; kind++) {
		for (const struct link_choice *mode = link_kind(kind)->modes; mode->name; mode++) {
			int value = -1;

			assert_int_equal(
				link_choice_by_name(link_kind(kind)->modes, mode->name, &value), 0);
			assert_int_equal(value, mode->value);
			assert_string_equal(link_mode_name(kind, value), mode->name);
		}
	}
}

static void other_modes_are_not_found(void **state)
{
	int value = 77;

	(void)state;
	for (enum link_kind kind = 0; kind < LINK_KIND_COUNT; kind++) {
		assert_int_equal(
			link_choice_by_name(link_kind(kind)->modes, "nonsense", &value), -1);
		assert_int_equal(link_choice_by_name(link_kind(kind)->modes, "", &value), -1);
		assert_int_equal(value, 77);
		assert_non_null(link_mode_name(kind, 0x4000));
	}
}

/* The numbers of linux/if_link.h, which ip link shows by these names. */
static void a_macvlan_has_the_five_modes_of_the_kernel(void **state)
{
	static const struct link_choice expected[] = {
		{ "bridge", MACVLAN_MODE_BRIDGE },
		{ "private", MACVLAN_MODE_PRIVATE },
		{ "vepa", MACVLAN_MODE_VEPA },
		{ "passthru", MACVLAN_MODE_PASSTHRU },
		{ "source", MACVLAN_MODE_SOURCE },
	};

	(void)state;
	assert_string_equal(link_kind(LINK_MACVLAN)->name, "macvlan");
	assert_string_equal(link_kind(LINK_MACVLAN)->modes[0].name, "bridge");
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		int value;

		assert_int_equal(link_choice_by_name(
					 link_kind(LINK_MACVLAN)->modes, expected[i].name, &value),
			0);
		assert_int_equal(value, expected[i].value);
	}
}

static void only_passthru_takes_the_parent_and_its_mac(void **state)
{
	const struct link_kind_entry *macvlan = link_kind(LINK_MACVLAN);

	(void)state;
	for (const struct link_choice *mode = macvlan->modes; mode->name != NULL; mode++) {
		bool is_passthru = mode->value == MACVLAN_MODE_PASSTHRU;

		assert_int_equal(macvlan->takes_parent(mode->value), is_passthru);
		assert_int_equal(macvlan->has_own_mac(mode->value), !is_passthru);
	}
}

/* A link announces its addresses to the wire in any mode, but not to a thousand siblings. */
static void a_link_comes_up_in_a_mode_of_its_kind(void **state)
{
	(void)state;
	for (enum link_kind kind = 0; kind < LINK_KIND_COUNT; kind++) {
		const struct link_kind_entry *entry = link_kind(kind);

		for (const struct link_choice *mode = entry->modes; mode->name != NULL; mode++) {
			int first = entry->announcing_mode(mode->value);
			int value;

			assert_int_equal(link_choice_by_name(link_kind(kind)->modes,
						 link_mode_name(kind, first), &value),
				0);
			/* The mode that takes the parent away cannot be changed to, or from. */
			assert_int_equal(
				entry->takes_parent(first), entry->takes_parent(mode->value));
			assert_int_equal(
				entry->has_own_mac(first), entry->has_own_mac(mode->value));
		}
	}
}

static void a_macvlan_is_described_by_a_mode(void **state)
{
	const struct link_config link = { .kind = LINK_MACVLAN, .mode = MACVLAN_MODE_BRIDGE };
	struct nl_msg *request = nlmsg_alloc();
	struct nlattr *mode;

	(void)state;
	assert_non_null(request);
	assert_non_null(nlmsg_put(request, 0, 0, 0, 0, 0));
	assert_int_equal(link_kind(LINK_MACVLAN)->describe(request, &link, MACVLAN_MODE_VEPA), 0);
	mode = nlmsg_find_attr(nlmsg_hdr(request), 0, IFLA_MACVLAN_MODE);
	assert_non_null(mode);
	assert_int_equal(nla_len(mode), sizeof(uint32_t));
	assert_int_equal(nla_get_u32(mode), MACVLAN_MODE_VEPA);
	nlmsg_free(request);
}

static void a_full_request_is_a_failure(void **state)
{
	const struct link_config link = { .kind = LINK_MACVLAN };
	struct nl_msg *request = nlmsg_alloc_size(NLMSG_HDRLEN);

	(void)state;
	assert_non_null(request);
	assert_non_null(nlmsg_put(request, 0, 0, 0, 0, 0));
	assert_true(link_kind(LINK_MACVLAN)->describe(request, &link, 0) < 0);
	nlmsg_free(request);
}

/* The flags of an ipvlan are one number each, those of a macvlan bits. */
static void flags_are_alone_or_add_up(void **state)
{
	struct link_config link = { .kind = LINK_IPVLAN };
	const struct link_choice *flags = link_kind(LINK_IPVLAN)->flags;

	(void)state;
	for (size_t i = 0; flags[i].name != NULL; i++) {
		link.flags = flags[i].value;
		for (size_t j = 0; flags[j].name != NULL; j++)
			assert_int_equal(link_has_flag(&link, &flags[j]), i == j);
	}
	link = (struct link_config){ .kind = LINK_MACVLAN };
	flags = link_kind(LINK_MACVLAN)->flags;
	assert_false(link_has_flag(&link, &flags[0]) || link_has_flag(&link, &flags[1]));
	link.flags = flags[0].value | flags[1].value;
	assert_true(link_has_flag(&link, &flags[0]) && link_has_flag(&link, &flags[1]));
	link.flags = flags[1].value;
	assert_true(!link_has_flag(&link, &flags[0]) && link_has_flag(&link, &flags[1]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_whole),
		cmocka_unit_test(a_mode_is_found_by_its_name_and_its_number),
		cmocka_unit_test(other_modes_are_not_found),
		cmocka_unit_test(a_macvlan_has_the_five_modes_of_the_kernel),
		cmocka_unit_test(only_passthru_takes_the_parent_and_its_mac),
		cmocka_unit_test(a_link_comes_up_in_a_mode_of_its_kind),
		cmocka_unit_test(a_macvlan_is_described_by_a_mode),
		cmocka_unit_test(a_full_request_is_a_failure),
		cmocka_unit_test(flags_are_alone_or_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
