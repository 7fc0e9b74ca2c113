/* SPDX-License-Identifier: MIT */
/* covers: inspect M3 */
#include "unit.h"

#include "../../runner/docker.h"

/* What Docker would show of a record, by a path into it as "State Status". */
static json_t *describe(const char *record)
{
	json_t *root = json_loads(record, 0, NULL);
	json_t *shown;

	assert_non_null(root);
	shown = docker_describe(root);
	assert_non_null(shown);
	json_decref(root);
	return shown;
}

static void expect_text(json_t *object, const char *first, const char *second, const char *expected)
{
	json_t *value = json_object_get(object, first);

	if (second != NULL)
		value = json_object_get(value, second);
	assert_string_equal(json_string_value(value), expected);
}

/* Nothing but the identity is written down before the links are there. */
static void a_run_that_is_starting(void **state)
{
	json_t *shown = describe("{\"id\":\"0123456789ab\",\"name\":\"\"}");

	(void)state;
	expect_text(shown, "Id", NULL, "0123456789ab");
	expect_text(shown, "Path", NULL, "");
	expect_text(shown, "State", "Status", "created");
	expect_text(shown, "State", "StartedAt", "0001-01-01T00:00:00Z");
	assert_int_equal(json_array_size(json_object_get(shown, "Args")), 0);
	json_decref(shown);
}

static json_t *network_of(json_t *shown, const char *key)
{
	json_t *networks = json_object_get(json_object_get(shown, "NetworkSettings"), "Networks");

	return json_object_get(networks, key);
}

static void two_links_in_one_network(void **state)
{
	json_t *shown = describe(
		"{\"id\":\"0123456789ab\",\"name\":\"\",\"state\":\"running\",\"links\":["
		"{\"ifname\":\"eth0\",\"network\":\"lab\",\"addresses\":[\"fe80::1/64\"]},"
		"{\"ifname\":\"eth1\",\"network\":\"lab\",\"addresses\":[\"10.0.0.2/8\"]}]}");

	(void)state;
	expect_text(network_of(shown, "lab"), "GlobalIPv6Address", NULL, "");
	expect_text(network_of(shown, "lab"), "EndpointID", NULL,
		"0123456789ab0000000000000000000000000000000000000000000000000000");
	expect_text(network_of(shown, "lab/eth1"), "IPAddress", NULL, "10.0.0.2");
	expect_text(network_of(shown, "lab/eth1"), "EndpointID", NULL,
		"0123456789ab0000000000000000000000000000000000000000000000000001");
	json_decref(shown);
}

/* A word of the command that is no UTF-8 is null in the record. */
static void words_that_json_cannot_have(void **state)
{
	json_t *shown = describe("{\"id\":\"0123456789ab\",\"argv\":[null,\"x\",null]}");

	(void)state;
	expect_text(shown, "Path", NULL, "");
	assert_int_equal(json_array_size(json_object_get(shown, "Args")), 2);
	json_decref(shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_that_is_starting),
		cmocka_unit_test(two_links_in_one_network),
		cmocka_unit_test(words_that_json_cannot_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
