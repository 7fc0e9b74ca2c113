/* SPDX-License-Identifier: MIT */
/* covers: --tmpfs P7 */
#include "unit.h"

#include <sys/mount.h>

#include "../../runner/tmpfs.h"

static struct tmpfs_options options;
static struct failure failure;

static const char *value_of(const char *words, enum tmpfs_key key)
{
	expect_success(tmpfs_read("/d", words, &options, &failure), &failure);
	return options.values[key];
}

static uint32_t attributes_of(const char *words)
{
	expect_success(tmpfs_read("/d", words, &options, &failure), &failure);
	return options.attributes;
}

static void values_are_the_kernels(void **state)
{
	(void)state;
	assert_string_equal(value_of("", TMPFS_SIZE), "");
	assert_string_equal(value_of("size=65536k", TMPFS_SIZE), "65536k");
	assert_string_equal(value_of("size=1,size=50%", TMPFS_SIZE), "50%");
	assert_string_equal(value_of("size=4G,mode=1777,uid=0", TMPFS_MODE), "1777");
	assert_string_equal(value_of("uid=4294967294", TMPFS_UID), "4294967294");
	assert_string_equal(value_of("ro,gid=7", TMPFS_GID), "7");
	assert_string_equal(value_of("nr_inodes=10k", TMPFS_INODES), "10k");
}

static void words_are_docker_s(void **state)
{
	const uint32_t usual = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

	(void)state;
	assert_int_equal(attributes_of(""), usual);
	assert_int_equal(attributes_of("rw,nosuid,nodev,exec"), usual);
	assert_int_equal(attributes_of("ro,noexec"), usual | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC);
	assert_int_equal(attributes_of("suid,dev"), 0);
	assert_int_equal(attributes_of("ro,rw,dev,nodev,suid,nosuid,noexec,exec"), usual);
}

static void others_are_named(void **state)
{
	static const struct {
		const char *words, *text;
	} cases[] = {
		{ "size=", "size=: must be a number of bytes, with k, m, g, t or % behind it" },
		{ "size=k", "size=k: must be a number of bytes, with k, m, g, t or % behind it" },
		{ "size=1kb",
			"size=1kb: must be a number of bytes, with k, m, g, t or % behind it" },
		{ "size=-1", "size=-1: must be a number of bytes, with k, m, g, t or % behind it" },
		{ "size=1000000000000000000000000",
			"size=1000000000000000000000000: must be a number of bytes, with k, m, g, t or % "
			"behind it" },
		{ "mode=8", "mode=8: must be an octal number, as 1777" },
		{ "mode=01777", "mode=01777: must be an octal number, as 1777" },
		{ "mode=", "mode=: must be an octal number, as 1777" },
		{ "uid=root", "uid=root: must be a number" },
		{ "gid=4294967295", "gid=4294967295: must be a number" },
		{ "nr_inodes=1%", "nr_inodes=1%: must be a number, with k, m or g behind it" },
	};
	static const char *const unknown[] = { "rwx", "ro,", ",ro", "size", "Size=1", "huge=always",
		"mode = 7", " ro", "noatime" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[200];

		assert_int_equal(tmpfs_read("/d:o", cases[i].words, &options, &failure), -1);
		snprintf(text, sizeof(text), "--tmpfs /d:o: %s", cases[i].text);
		expect_failure(&failure, 0, text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
		assert_int_equal(tmpfs_read("/d:o", unknown[i], &options, &failure), -1);
		assert_non_null(strstr(failure.text, "' is no option of it: it has size=, "));
	}
	assert_int_equal(tmpfs_read("/d:ro,x", "ro,x", &options, &failure), -1);
	expect_failure(&failure, 0,
		"--tmpfs /d:ro,x: 'x' is no option of it: it has size=, mode=, uid=, gid=, nr_inodes=, "
		"ro, rw, noexec, exec, nosuid, suid, nodev, dev");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_the_kernels),
		cmocka_unit_test(words_are_docker_s),
		cmocka_unit_test(others_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
