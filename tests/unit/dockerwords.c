/* SPDX-License-Identifier: MIT */
/* covers: P7 127 */
#include "unit.h"

#include "../../runner/dockerwords.h"
#include "../../runner/options.h"

static void words_are_answered_whole(void **state)
{
	static const char *const others[] = { "-", "--", "-x", "--volum", "--volumes", "-vx", "-pp",
		"--VOLUME", "volume", "" };
	struct failure failure;

	(void)state;
	assert_true(dockerwords_answer("--mac-address", &failure));
	expect_failure(&failure, 0, "--mac-address: nsrun calls it otherwise: write --mac");
	assert_true(dockerwords_answer("-p", &failure));
	expect_failure(&failure, 0,
		"-p: not needed, for the command has its own address and all ports of it: leave it "
		"out");
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(dockerwords_answer(others[i], &failure));
}

/* An option that nsrun gets is never looked for here again. */
static void no_option_of_nsrun_is_in_the_table(void **state)
{
	struct failure failure;

	(void)state;
	for (size_t i = 0; i < run_options.count; i++) {
		const struct option *option = &run_options.options[i];
		const char letter[] = { '-', option->letter, '\0' };
		char name[64];

		snprintf(name, sizeof(name), "--%s", option->name);
		assert_false(dockerwords_answer(name, &failure));
		/* Docker's -v has a value (dockerwords_is_volume). */
		assert_true(option->letter == 'v' || !dockerwords_answer(letter, &failure));
	}
}

static void a_volume_has_a_directory_behind_its_colon(void **state)
{
	(void)state;
	assert_true(dockerwords_is_volume("-v", "/a:/b"));
	assert_true(dockerwords_is_volume("-v", "data:/b:ro"));
	assert_true(dockerwords_is_volume("-v", ".:/b"));
	assert_true(dockerwords_is_volume("-itv", "/a:/b"));
	assert_true(dockerwords_is_volume("-v/a:/b", NULL));
	assert_true(dockerwords_is_volume("-v=/a:/b", "sh"));
	assert_true(dockerwords_is_volume("-dv/a:/b", "sh"));
	assert_false(dockerwords_is_volume("-v", NULL));
	assert_false(dockerwords_is_volume("-v", "sh"));
	assert_false(dockerwords_is_volume("-v", "/bin/sh"));
	assert_false(dockerwords_is_volume("-v", "alpine:latest"));
	assert_false(dockerwords_is_volume("-vi", "/a:/b"));
	assert_false(dockerwords_is_volume("-i", "/a:/b"));
}

static void images_have_a_tag_or_a_digest(void **state)
{
	static const char *const images[] = { "alpine:latest", "ubuntu:22.04", "a:1",
		"my-app_x:V1.0", "library/alpine:3", "images.example.org/team/app:1.2-rc1",
		"localhost:5000/app:dev", "alpine@sha256:0123abcd", "alpine:3@sha256:0123abcd" };
	static const char *const others[] = { "", ":", "alpine", "alpine:", ":latest", "/bin/sh",
		"./alpine:latest", "../a:b", "/opt/a:b", "a b:c", "localhost:5000/app", "a:b/c",
		"C:\\x", "me@host", "Alpine:latest", "a:/b", "a::b", "alpine:la test", "-x:y" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(images); i++) {
		if (!dockerwords_is_image(images[i]))
			print_error("an image: %s\n", images[i]);
		assert_true(dockerwords_is_image(images[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		if (dockerwords_is_image(others[i]))
			print_error("no image: %s\n", others[i]);
		assert_false(dockerwords_is_image(others[i]));
	}
}

static void subcommands_by_their_name_here(void **state)
{
	(void)state;
	assert_null(dockerwords_subcommand("list"));
	assert_null(dockerwords_subcommand(""));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_answered_whole),
		cmocka_unit_test(no_option_of_nsrun_is_in_the_table),
		cmocka_unit_test(a_volume_has_a_directory_behind_its_colon),
		cmocka_unit_test(images_have_a_tag_or_a_digest),
		cmocka_unit_test(subcommands_by_their_name_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
