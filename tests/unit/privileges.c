/* SPDX-License-Identifier: MIT */
/* covers: P9 --cap-add --cap-drop --seccomp */
#include <linux/capability.h>
#include <sys/mman.h>

#include "unit.h"

#include "../../runner/privileges/privileges.h"
#include "../../runner/privileges/profile.h"

#define BIT(number) (UINT64_C(1) << (number))

static void capabilities_have_names(void **state)
{
	(void)state;
	assert_true(capability_by_name("net_admin") == BIT(CAP_NET_ADMIN));
	assert_true(capability_by_name("CAP_NET_ADMIN") == BIT(CAP_NET_ADMIN));
	assert_true(capability_by_name("Cap_Chown") == BIT(CAP_CHOWN));
	assert_true(capability_by_name("") == 0);
	assert_true(capability_by_name("net") == 0);
	assert_true(capability_by_name("cap_cap_chown") == 0);
	assert_true(capability_by_name("63") == 0);
}

static void as_docker_adds_and_drops(void **state)
{
	const uint64_t usual = capabilities_usual(), reach = BIT(CAP_NET_RAW) | BIT(CAP_NET_ADMIN);
	const struct {
		struct capability_choice choice;
		uint64_t kept;
	} cases[] = {
		{ { 0 }, usual },
		{ { .added = BIT(CAP_SYS_TIME) }, usual | BIT(CAP_SYS_TIME) },
		{ { .dropped = BIT(CAP_CHOWN) }, usual & ~BIT(CAP_CHOWN) },
		{ { .added = BIT(CAP_KILL), .drops_all = true }, BIT(CAP_KILL) },
		{ { .drops_all = true }, 0 },
		{ { .dropped = BIT(CAP_CHOWN), .adds_all = true },
			CAPABILITIES_ALL & ~BIT(CAP_CHOWN) },
		{ { .added = BIT(CAP_CHOWN), .dropped = BIT(CAP_CHOWN) }, usual },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct capability_sets sets =
			capabilities_choose(&cases[i].choice, capabilities_usual(), false);

		assert_true(sets.kept == cases[i].kept);
		assert_true(sets.bounding == (cases[i].kept | reach));
		sets = capabilities_choose(&cases[i].choice, capabilities_usual(), true);
		assert_true(sets.kept == cases[i].kept && sets.bounding == cases[i].kept);
	}
}

/* The filter that was made with nsrun is the one that libseccomp makes now; others are others. */
static void the_filter_follows_the_capabilities(void **state)
{
	static struct filter_program made;
	struct failure failure;
	const struct filter_program *usual =
		filter_choose(NULL, capabilities_usual(), false, &failure);
	const struct filter_program *other;

	(void)state;
	assert_int_equal(rules_build(capabilities_usual(), false, &made, &failure), 0);
	assert_int_equal(made.count, usual->count);
	assert_memory_equal(made.code, usual->code, made.count * sizeof(made.code[0]));
	assert_ptr_equal(
		filter_choose(NULL, capabilities_usual() | BIT(CAP_NET_ADMIN), false, &failure),
		usual);
	other = filter_choose(NULL, BIT(CAP_SYS_ADMIN), false, &failure);
	assert_ptr_not_equal(other, usual);
	assert_true(other->count < usual->count);
	assert_ptr_not_equal(filter_choose(NULL, 0, true, &failure), usual);
}

static void a_filter_can_be_sent(void **state)
{
	static struct filter_program received;
	struct failure failure;
	const struct filter_program *usual = filter_choose(NULL, 0, false, &failure);
	AUTO_CLOSE int file = filter_write(usual);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(filter_read(file, &received), 0);
	assert_int_equal(received.count, usual->count);
	assert_memory_equal(received.code, usual->code, usual->count * sizeof(usual->code[0]));
}

/* What is passed over would be a rule without its condition, or none: neither is what was meant. */
static void a_profile_that_is_none_is_refused(void **state)
{
	static const struct {
		const char *rule, *why;
	} cases[] = {
		{ "{\"includes\":{\"minKernel\":5}}",
			"\"minKernel\": must be a version, as \"4.8\"" },
		{ "{\"excludes\":{\"minKernel\":null}}",
			"\"minKernel\": must be a version, as \"4.8\"" },
		{ "{\"excludes\":{\"minKernel\":\"new\"}}",
			"\"minKernel\": must be a version, as \"4.8\"" },
		{ "{\"includes\":\"caps\"}", "\"includes\": must be an object, {...}" },
		{ "{\"includes\":{\"caps\":\"CAP_KILL\"}}", "\"caps\": must be a list, [...]" },
		{ "{\"excludes\":{\"arches\":{}}}", "\"arches\": must be a list, [...]" },
		{ "{\"names\":\"read\"}", "\"names\": must be a list, [...]" },
		{ "{\"args\":{\"index\":0}}", "\"args\": must be a list, [...]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		static struct filter_program program;
		struct failure failure;
		char text[256], path[32], expected[256];
		AUTO_CLOSE int file = memfd_create("profile", MFD_CLOEXEC);
		int size = snprintf(text, sizeof(text),
			"{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[%s]}", cases[i].rule);

		assert_int_equal(write(file, text, (size_t)size), size);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
		snprintf(expected, sizeof(expected), "--seccomp %s: %s", path, cases[i].why);
		assert_int_equal(profile_read(path, 0, &program, &failure), -1);
		expect_failure(&failure, 0, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capabilities_have_names),
		cmocka_unit_test(as_docker_adds_and_drops),
		cmocka_unit_test(the_filter_follows_the_capabilities),
		cmocka_unit_test(a_filter_can_be_sent),
		cmocka_unit_test(a_profile_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
