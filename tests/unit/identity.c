/* SPDX-License-Identifier: MIT */
/* covers: P2 P3 */
#include "unit.h"

#include <ctype.h>

#include "../../runner/identity.h"

static struct identity sample(void)
{
	struct identity identity = {
		.id = "0123456789ab",
		.boot = "01234567-89ab-cdef-0123-456789abcdef",
		.host = 1,
		.cookie = 4242,
		.namespace_id = 7,
		.supervisor = 1234,
		.pid_namespace = 4026531836,
		.name = "web",
		.command = "sh -c 'echo \"x\"' \\",
		.key_count = 2,
		.keys = { "1-2-ip-172.16.86.2", "1-2-mac-02:42:ac:10:56:02" },
	};

	return identity;
}

static void expect_same(const struct identity *found, const struct identity *expected)
{
	assert_string_equal(found->id, expected->id);
	assert_string_equal(found->boot, expected->boot);
	assert_true(found->host == expected->host);
	assert_true(found->cookie == expected->cookie);
	assert_int_equal(found->namespace_id, expected->namespace_id);
	assert_int_equal(found->supervisor, expected->supervisor);
	assert_true(found->pid_namespace == expected->pid_namespace);
	assert_string_equal(found->name, expected->name);
	assert_string_equal(found->command, expected->command);
	assert_int_equal(found->key_count, expected->key_count);
	for (size_t i = 0; i < expected->key_count; i++)
		assert_string_equal(found->keys[i], expected->keys[i]);
}

static void expect_round_trip(const struct identity *identity)
{
	AUTO_FREE char *text = identity_to_json(identity);
	static struct identity found;

	assert_non_null(text);
	memset(&found, 0xff, sizeof(found));
	assert_int_equal(identity_from_json(text, &found), 0);
	expect_same(&found, identity);
}

static void what_is_written_is_read(void **state)
{
	struct identity identity = sample();
	struct identity empty = { .namespace_id = -1 };

	(void)state;
	expect_round_trip(&identity);
	expect_round_trip(&empty);
	identity.cookie = UINT64_MAX;
	identity.host = (uint64_t)INT64_MAX + 1;
	expect_round_trip(&identity);
}

static void the_fullest_record_is_read(void **state)
{
	static struct identity identity;

	(void)state;
	identity = sample();
	memset(identity.command, 'c', sizeof(identity.command) - 1);
	identity.key_count = MOST_CLAIMS;
	for (size_t i = 0; i < MOST_CLAIMS; i++)
		memset(identity.keys[i], 'k', CLAIM_KEY_SIZE - 1);
	expect_round_trip(&identity);
}

static void half_of_a_record_is_none(void **state)
{
	struct identity identity = sample();
	AUTO_FREE char *text = identity_to_json(&identity);
	size_t length = strlen(text);

	(void)state;
	while (length > 0) {
		struct identity found;

		text[--length] = '\0';
		assert_int_equal(identity_from_json(text, &found), -1);
	}
}

#define BOOT "\"boot\":\"01234567-89ab-cdef-0123-456789abcdef\""
#define REST "\"supervisor\":1,\"pid_namespace\":5,\"command\":\"sh\",\"name\":\"\""
#define HEAD "{\"id\":\"0123456789ab\"," BOOT ",\"host\":1,\"cookie\":2,\"namespace_id\":3," REST

static void a_record_by_hand_is_read(void **state)
{
	struct identity found;

	(void)state;
	assert_int_equal(identity_from_json(HEAD ",\"keys\":[]}", &found), 0);
	assert_string_equal(found.id, "0123456789ab");
	assert_int_equal(found.namespace_id, 3);
	/* A newer nsrun may write more; white space and order are free. */
	assert_int_equal(identity_from_json(HEAD ", \"more\": {}, \"keys\": []}\n", &found), 0);
}

static void anything_else_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"\n",
		"x",
		"null",
		"true",
		"0",
		"\"text\"",
		"[]",
		"{}",
		"{\"id\":\"0123456789ab\"}",
		HEAD ",\"keys\":[]} x",
		HEAD ",\"keys\":[]}{}",
		HEAD "}",
		HEAD ",\"keys\":[],\"id\":\"0123456789ab\"}",
		HEAD ",\"keys\":null}",
		HEAD ",\"keys\":{\"a\":\"b\"}}",
		HEAD ",\"keys\":[1]}",
		HEAD ",\"keys\":[[\"a\"]]}",
		HEAD ",\"keys\":[\"a\\u0000b\"]}",
		/* Another run's process or link must never be taken for this one's. */
		"{\"id\":1," BOOT ",\"host\":1,\"cookie\":2,\"namespace_id\":3," REST
		",\"keys\":[]}",
		"{\"id\":\"0123456789ab\",\"boot\":0,\"host\":1,\"cookie\":2,\"namespace_id\":3," REST
		",\"keys\":[]}",
		"{\"id\":\"0123456789ab\"," BOOT
		",\"host\":\"1\",\"cookie\":2,\"namespace_id\":3," REST ",\"keys\":[]}",
		"{\"id\":\"0123456789ab\"," BOOT
		",\"host\":1,\"cookie\":2.0,\"namespace_id\":3," REST ",\"keys\":[]}",
		"{\"id\":\"0123456789ab\"," BOOT
		",\"host\":1,\"cookie\":2,\"namespace_id\":true," REST ",\"keys\":[]}",
		"{\"id\":\"0123456789abc\"," BOOT
		",\"host\":1,\"cookie\":2,\"namespace_id\":3," REST ",\"keys\":[]}",
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		static struct identity found;

		if (identity_from_json(texts[i], &found) == -1)
			continue;
		print_error("read as a record: %s\n", texts[i]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* The kernel's ids and pids are of 32 bits: a number beyond them names something else when cut. */
static void numbers_that_do_not_fit_are_refused(void **state)
{
	struct identity found;

	(void)state;
	assert_int_equal(
		identity_from_json("{\"id\":\"0123456789ab\"," BOOT ",\"host\":1,\"cookie\":2,"
				   "\"namespace_id\":4294967296," REST ",\"keys\":[]}",
			&found),
		-1);
	assert_int_equal(
		identity_from_json("{\"id\":\"0123456789ab\"," BOOT ",\"host\":1,\"cookie\":2,"
				   "\"namespace_id\":3,\"supervisor\":4294967297,"
				   "\"pid_namespace\":5,\"command\":\"sh\",\"name\":\"\","
				   "\"keys\":[]}",
			&found),
		-1);
}

/* A key is a name in one directory: whoever could write a record leads nobody elsewhere with it. */
static void a_key_never_leads_to_another_directory(void **state)
{
	static const char *const keys[] = { "../../etc/passwd", "/etc/passwd", "a/b", "a/", "/",
		".", "..", ".hidden", "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char text[512];
		static struct identity found;

		snprintf(text, sizeof(text), HEAD ",\"keys\":[\"good\",\"%s\"]}", keys[i]);
		if (identity_from_json(text, &found) != -1)
			print_error("taken as a key: '%s'\n", keys[i]);
		assert_int_equal(identity_from_json(text, &found), -1);
	}
}

/* A record with a key so many times. */
static int read_many(const char *key, size_t count)
{
	static char text[65536];
	static struct identity found;
	size_t used = (size_t)snprintf(text, sizeof(text), HEAD ",\"keys\":[");

	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "%s\"%s\"", i != 0 ? "," : "", key);
	assert_true(used + 3 < sizeof(text));
	snprintf(text + used, sizeof(text) - used, "]}");
	return identity_from_json(text, &found);
}

static void more_than_there_is_room_for_is_refused(void **state)
{
	char key[CLAIM_KEY_SIZE + 1];

	(void)state;
	assert_int_equal(read_many("key", MOST_CLAIMS), 0);
	assert_int_equal(read_many("key", MOST_CLAIMS + 1), -1);
	memset(key, 'k', CLAIM_KEY_SIZE);
	key[CLAIM_KEY_SIZE] = '\0';
	assert_int_equal(read_many(key, 1), -1);
	key[CLAIM_KEY_SIZE - 1] = '\0';
	assert_int_equal(read_many(key, 1), 0);
}

static void a_run_starts_with_an_id_of_its_own(void **state)
{
	char *command[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char[]){ "true" }, NULL };
	struct identity one, other;
	struct failure failure;

	(void)state;
	memset(&one, 0xff, sizeof(one));
	assert_int_equal(identity_start(&one, "web", command, -1, &failure), 0);
	assert_int_equal(identity_start(&other, NULL, command, -1, &failure), 0);
	assert_int_equal(strlen(one.id), 12);
	for (const char *digit = one.id; *digit != '\0'; digit++)
		assert_true(isdigit((unsigned char)*digit) || (*digit >= 'a' && *digit <= 'f'));
	assert_string_not_equal(one.id, other.id);
	assert_string_equal(one.name, "web");
	assert_string_equal(other.name, "");
	assert_true(one.host != 0 && one.host == other.host);
	assert_true(one.pid_namespace != 0);
	assert_string_equal(one.boot, other.boot);
	assert_int_equal(strlen(one.boot), 36);
	assert_int_equal(one.supervisor, getpid());
	assert_int_equal(one.namespace_id, -1);
	assert_int_equal(one.key_count, 0);
	assert_string_equal(one.command, "sh -c true");
	expect_round_trip(&one);
}

static void no_command_writes_to_a_terminal(void **state)
{
	char *command[] = { (char[]){ "a\033[31m\n" }, (char[]){ "\xc3\xa9\x7f" }, NULL };
	struct identity identity;
	struct failure failure;

	(void)state;
	assert_int_equal(identity_start(&identity, NULL, command, -1, &failure), 0);
	assert_string_equal(identity.command, "a?[31m? ???");
	expect_round_trip(&identity);
}

static void a_long_command_is_cut(void **state)
{
	char word[300];
	char *command[] = { word, word, NULL };
	struct identity identity;
	struct failure failure;

	(void)state;
	for (size_t length = COMMAND_TEXT_SIZE - 3; length < sizeof(word); length++) {
		memset(word, 'w', length);
		word[length] = '\0';
		assert_int_equal(identity_start(&identity, NULL, command, -1, &failure), 0);
		assert_int_equal(strlen(identity.command), COMMAND_TEXT_SIZE - 1);
		assert_memory_equal(identity.command, word, COMMAND_TEXT_SIZE - 3);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(the_fullest_record_is_read),
		cmocka_unit_test(half_of_a_record_is_none),
		cmocka_unit_test(a_record_by_hand_is_read),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(numbers_that_do_not_fit_are_refused),
		cmocka_unit_test(a_key_never_leads_to_another_directory),
		cmocka_unit_test(more_than_there_is_room_for_is_refused),
		cmocka_unit_test(a_run_starts_with_an_id_of_its_own),
		cmocka_unit_test(no_command_writes_to_a_terminal),
		cmocka_unit_test(a_long_command_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
