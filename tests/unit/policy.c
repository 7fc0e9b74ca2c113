/* SPDX-License-Identifier: MIT */
/* covers: P9 */
#include "unit.h"

#include "../../runner/grants/policy.h"

static struct policy policy;

static void a_line_is_a_grant(void **state)
{
	static const char text[] = "# who may what\n"
				   "\n"
				   "  alice\tmacvlan eth0 mode=bridge,private "
				   "address=172.16.86.32/28,fd86::20/124 most=4 # comment\n"
				   "@lab ipvlan eth1 mode=l3 most=2\r\n"
				   "1000 vlan eth0.10 most=1 mac=02:42:ac:10:56:02\n"
				   "bob bridge br0 most=10000";
	struct failure failure;
	const struct grant *grants = policy.grants;

	(void)state;
	assert_int_equal(policy_parse("policy", text, &policy, &failure), 0);
	assert_int_equal(policy.count, 4);
	assert_int_equal(grants[0].line, 3);
	assert_string_equal(grants[0].who, "alice");
	assert_false(grants[0].is_group);
	assert_int_equal(grants[0].kind, LINK_MACVLAN);
	assert_int_equal(grants[0].mode_count, 2);
	assert_int_equal(grants[0].address_count, 2);
	assert_int_equal(grants[0].addresses[1].length, 124);
	assert_int_equal(grants[0].most, 4);
	assert_true(grants[1].is_group);
	assert_string_equal(grants[1].who, "lab");
	assert_string_equal(grants[2].parent, "eth0.10");
	assert_int_equal(grants[2].mac_count, 1);
	assert_int_equal(grants[3].kind, LINK_VETH);
	/* Without mode=, the kind's usual one, and no other. */
	assert_int_equal(policy_parse("policy", "a macvlan eth0 most=1", &policy, &failure), 0);
	assert_int_equal(grants[0].mode_count, 1);
	assert_int_equal(policy_parse("policy", "", &policy, &failure), 0);
	assert_int_equal(policy.count, 0);
}

static void what_cannot_be_read_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{ "alice", "must be WHO KIND PARENT most=N ..." },
		{ "alice macvlan", "must be WHO KIND PARENT most=N ..." },
		{ "alice macvlan eth0", "most=N is missing: how many at once" },
		{ "@ macvlan eth0 most=1", "'' must be a user, or @ and a group" },
		{ "alice dummy eth0 most=1", "'dummy' must be macvlan, ipvlan, vlan or bridge" },
		{ "alice phys eth0 most=1", "'phys' must be macvlan, ipvlan, vlan or bridge" },
		{ "alice macvlan eth0 most=0", "'0' must be one number, 1 to 10000" },
		{ "alice macvlan eth0 most=1,2", "'2' must be one number, 1 to 10000" },
		{ "alice macvlan eth0 most=", "'' must be one number, 1 to 10000" },
		{ "alice macvlan eth0 most=10001", "'10001' must be one number, 1 to 10000" },
		{ "alice macvlan eth0 most=1 most=2", "'most=2' is there twice" },
		{ "alice macvlan eth0 most=1 mode=l2", "'l2' is no mode of this kind" },
		{ "alice macvlan eth0 most=1 mode=passthru",
			"'passthru' is a mode that takes the parent away from this host" },
		{ "alice ipvlan eth0 most=1 mode=l2,l3", "mode=: of an ipvlan it can be one only" },
		{ "alice macvlan eth0 most=1 address=10.0.0.1/24",
			"'10.0.0.1/24' has host bits: write the net" },
		{ "alice macvlan eth0 most=1 mac=02:42", "'02:42' is no MAC address" },
		{ "alice macvlan eth0 most=1 user=x",
			"'user=x' must be most=, mode=, address= or mac=" },
		{ "alice macvlan eth0 most=1 mode=bridge address=10.0.0.0/8 "
		  "mac=02:42:ac:10:56:02 one more",
			"'more' is one word too many" },
		{ "alice macvlan an-interface-whose-name-is-far-too-long most=1",
			"'an-interface-whose-name-is-far-too-long' is too long for the name of an "
			"interface" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[256], expected[256];
		struct failure failure;

		snprintf(text, sizeof(text), "bob macvlan eth0 most=1\n\n%s\n", cases[i].line);
		snprintf(expected, sizeof(expected), "policy: line 3: %s", cases[i].why);
		assert_int_equal(policy_parse("policy", text, &policy, &failure), -1);
		expect_failure(&failure, 0, expected);
	}
}

static void an_address_without_a_length_is_refused(void **state)
{
	struct failure failure;

	(void)state;
	assert_int_equal(policy_parse("policy", "alice macvlan eth0 most=1 address=10.0.0.0",
				 &policy, &failure),
		-1);
	assert_int_equal(strncmp(failure.text, "policy: line 1: address 10.0.0.0: ", 34), 0);
}

static void no_list_is_longer_than_its_room(void **state)
{
	char text[2048];
	struct failure failure;
	size_t used = (size_t)snprintf(text, sizeof(text), "alice macvlan eth0 most=1 mac=");

	(void)state;
	for (int i = 0; i < POLICY_MOST_VALUES; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s02:00:00:00:00:%02x",
			i != 0 ? "," : "", (unsigned)i);
	assert_int_equal(policy_parse("policy", text, &policy, &failure), 0);
	snprintf(text + used, sizeof(text) - used, ",02:00:00:00:01:00");
	assert_int_equal(policy_parse("policy", text, &policy, &failure), -1);
	expect_failure(&failure, 0,
		"policy: line 1: '02:00:00:00:01:00' and so on are too many: at most 16");
}

static void no_file_has_more_grants_than_there_is_room(void **state)
{
	static char text[POLICY_LARGEST];
	struct failure failure;
	size_t used = 0;

	(void)state;
	for (int i = 0; i <= POLICY_MOST_LINES; i++)
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "u%d macvlan eth0 most=1\n", i);
	assert_int_equal(policy_parse("policy", text, &policy, &failure), -1);
	expect_failure(&failure, 0, "policy: line 257: more than 256 grants");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_grant),
		cmocka_unit_test(what_cannot_be_read_is_refused_with_its_line),
		cmocka_unit_test(an_address_without_a_length_is_refused),
		cmocka_unit_test(no_list_is_longer_than_its_room),
		cmocka_unit_test(no_file_has_more_grants_than_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
