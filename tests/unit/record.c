/* SPDX-License-Identifier: MIT */
/* covers: list inspect --status-fd */
#include "unit.h"

#include "../../runner/record.h"

static const char bytes[] = "eth\xff\xc3"; /* a name that the kernel takes */

static void expect_nothing(json_t *value)
{
	assert_true(json_is_null(value));
	json_decref(value);
}

static void expect_text(json_t *value, const char *text)
{
	assert_string_equal(json_string_value(value), text);
	json_decref(value);
}

static void what_is_not_utf8_is_null(void **state)
{
	(void)state;
	expect_nothing(record_string(bytes));
	expect_text(record_string("\xc3\xa4"), "\xc3\xa4");
	expect_text(record_string(""), "");
	expect_nothing(record_text_or_null(bytes));
	expect_nothing(record_text_or_null(""));
	expect_nothing(record_text_or_null(NULL));
	expect_text(record_text_or_null("eth0"), "eth0");
}

/* A run with one link, whose parent and name are these. */
static json_t *describe_link(const char *parent, const char *name)
{
	static const struct plan plan;
	static struct run run;
	struct link_config *link = &run.links[0];
	json_t *links;
	json_t *first;

	memset(&run, 0, sizeof(run));
	run.plan = &plan;
	run.namespace = namespace_none();
	run.link_count = 1;
	link->kind = LINK_MACVLAN;
	snprintf(link->parent, sizeof(link->parent), "%s", parent);
	snprintf(link->name, sizeof(link->name), "%s", name);
	links = record_links(&run);
	assert_int_equal(json_array_size(links), 1);
	first = json_incref(json_array_get(links, 0));
	json_decref(links);
	return first;
}

static void a_link_is_told_of_whatever_it_is_called(void **state)
{
	json_t *link = describe_link("eth0", "eth1");

	(void)state;
	assert_string_equal(record_text(link, "parent"), "eth0");
	assert_string_equal(record_text(link, "ifname"), "eth1");
	json_decref(link);
	link = describe_link(bytes, bytes);
	assert_true(json_is_null(json_object_get(link, "parent")));
	assert_true(json_is_null(json_object_get(link, "ifname")));
	assert_string_equal(record_text(link, "kind"), "macvlan");
	json_decref(link);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_utf8_is_null),
		cmocka_unit_test(a_link_is_told_of_whatever_it_is_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
