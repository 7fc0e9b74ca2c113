/* SPDX-License-Identifier: MIT */
/* covers: doctor --json */
#include "unit.h"

#include "../../runner/doctor/diagnosis.h"

static void what_a_macvlan_needs_makes_it_sound(void **state)
{
	struct diagnosis diagnosis = { .has_parent = false };

	(void)state;
	assert_true(diagnosis_is_sound(&diagnosis));
	diagnosis_find(&diagnosis, CHECK_IPVLAN, VERDICT_NO, "none");
	diagnosis_find(&diagnosis, CHECK_UP, VERDICT_WARN, "half");
	assert_true(diagnosis_is_sound(&diagnosis));
	diagnosis_find(&diagnosis, CHECK_UP, VERDICT_NO, "down");
	assert_false(diagnosis_is_sound(&diagnosis));
}

static void each_check_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum check check = 0; check < CHECK_COUNT; check++) {
		assert_true(check_name(check)[0] != '\0');
		for (enum check other = 0; other < check; other++)
			assert_string_not_equal(check_name(check), check_name(other));
	}
}

static void a_check_that_is_made_again_is_found_anew(void **state)
{
	struct diagnosis diagnosis = { .has_parent = false };

	(void)state;
	diagnosis_find(&diagnosis, CHECK_MTU, VERDICT_WARN, "%d", 68);
	diagnosis_advise(&diagnosis, CHECK_MTU, "ip link set %s mtu 1500", "eth0");
	diagnosis_find(&diagnosis, CHECK_MTU, VERDICT_OK, "%d", 1500);
	assert_string_equal(diagnosis.findings[CHECK_MTU].text, "1500");
	assert_string_equal(diagnosis.findings[CHECK_MTU].remedy, "");
}

static void expect_json(const struct diagnosis *diagnosis, const char *expected)
{
	json_t *list = diagnosis_to_json(diagnosis);
	char *text = json_dumps(list, JSON_COMPACT);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
	json_decref(list);
}

static void in_json_are_those_that_were_made(void **state)
{
	struct diagnosis diagnosis = { .has_parent = false };

	(void)state;
	expect_json(&diagnosis, "[]");
	diagnosis_find(&diagnosis, CHECK_UP, VERDICT_NO, "eth0 is down");
	diagnosis_advise(&diagnosis, CHECK_UP, "ip link set eth0 up");
	diagnosis_find(&diagnosis, CHECK_MACVLAN, VERDICT_OK, "\xff");
	expect_json(&diagnosis,
		"[{\"check\":\"macvlan\",\"state\":\"ok\",\"text\":\"?\",\"remedy\":null},"
		"{\"check\":\"up\",\"state\":\"no\",\"text\":\"eth0 is down\","
		"\"remedy\":\"ip link set eth0 up\"}]");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_macvlan_needs_makes_it_sound),
		cmocka_unit_test(each_check_has_a_name_of_its_own),
		cmocka_unit_test(a_check_that_is_made_again_is_found_anew),
		cmocka_unit_test(in_json_are_those_that_were_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
