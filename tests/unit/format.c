/* SPDX-License-Identifier: MIT */
/* covers: M7 P7 --format */
#include "unit.h"

#include "../../runner/format.h"

static const char web[] =
	"{\"Name\":\"web\",\"Args\":[\"-c\",2],\"State\":{\"Pid\":7,\"Running\":true,"
	"\"Load\":0.5,\"Error\":null},\"Networks\":{\"my-lab_1\":{\"IP\":\"\"}},"
	"\"Odd\":\"a\\\"b\\n\",\"Empty\":{}}";

/* The text, or NULL with the failure. The caller frees it. */
static char *format(const char *list, const char *template, struct failure *failure)
{
	json_t *root = json_loads(list, 0, NULL);
	char *text;
	int result;

	assert_non_null(root);
	result = format_list(root, template, &text, failure);
	assert_int_equal(result, text != NULL ? 0 : -1);
	json_decref(root);
	return text;
}

static char *format_web(const char *template, struct failure *failure)
{
	char list[sizeof(web) + 2];

	snprintf(list, sizeof(list), "[%s]", web);
	return format(list, template, failure);
}

static void expect_text(const char *template, const char *expected)
{
	struct failure failure = { .text = "" };
	AUTO_FREE char *text = format_web(template, &failure);

	if (text == NULL)
		print_error("%s\n", failure.text);
	assert_non_null(text);
	assert_string_equal(text, expected);
}

static void values_are_printed_as_they_are(void **state)
{
	(void)state;
	expect_text("{{.Name}}", "web\n");
	expect_text("{{.State.Pid}}", "7\n");
	expect_text("{{.State.Running}}", "true\n");
	expect_text("{{.State.Load}}", "0.5\n");
	expect_text("{{.State.Error}}", "<no value>\n");
	expect_text("{{.Odd}}", "a\"b\n\n");
	expect_text("{{.Networks.my-lab_1.IP}}", "\n");
}

static void objects_and_arrays_are_compact_json(void **state)
{
	(void)state;
	expect_text("{{.Args}}", "[\"-c\",2]\n");
	expect_text("{{.Networks}}", "{\"my-lab_1\":{\"IP\":\"\"}}\n");
	expect_text("{{.Empty}}", "{}\n");
	expect_text("{{json .Args}}", "[\"-c\",2]\n");
}

static void json_is_json_of_any_value(void **state)
{
	(void)state;
	expect_text("{{json .Name}}", "\"web\"\n");
	expect_text("{{json .State.Pid}}", "7\n");
	expect_text("{{json .State.Error}}", "null\n");
	expect_text("{{json .Odd}}", "\"a\\\"b\\n\"\n");
}

static void the_whole(void **state)
{
	char expected[sizeof(web) + 1];

	(void)state;
	snprintf(expected, sizeof(expected), "%s\n", web);
	expect_text("{{json .}}", expected);
	expect_text("{{.}}", expected);
}

static void text_stands_around_actions(void **state)
{
	(void)state;
	expect_text("{{.Name}} is {{.State.Pid}}.", "web is 7.\n");
	expect_text("{{.Name}}{{.Name}}", "webweb\n");
	expect_text("name", "name\n");
	expect_text("}} %s {", "}} %s {\n");
	expect_text("{{.Name}}}", "web}\n");
	expect_text("\\t", "\\t\n");
}

static void blanks_may_stand_inside_of_braces(void **state)
{
	(void)state;
	expect_text("{{ .Name }}", "web\n");
	expect_text("{{\t.Name\n}}", "web\n");
	expect_text("{{ json  .Name }}", "\"web\"\n");
	expect_text("{{json\t.Name}}", "\"web\"\n");
}

static void a_line_for_each_item(void **state)
{
	struct failure failure;
	AUTO_FREE char *text = format("[{\"A\":1},{\"A\":2}]", "{{.A}}", &failure);
	AUTO_FREE char *none = format("[]", "{{.A}}", &failure);

	(void)state;
	assert_string_equal(text, "1\n2\n");
	assert_string_equal(none, "");
}

static void the_list_as_a_whole(void **state)
{
	struct failure failure;
	AUTO_FREE char *compact = format("[{\"A\":1},{\"A\":2}]", "json", &failure);
	AUTO_FREE char *indented = format("[{\"A\":1}]", NULL, &failure);

	(void)state;
	assert_string_equal(compact, "[{\"A\":1},{\"A\":2}]\n");
	assert_string_equal(indented, "[\n    {\n        \"A\": 1\n    }\n]\n");
}

static void expect_refused(const char *template, const char *why)
{
	struct failure failure = { .text = "" };
	AUTO_FREE char *text = format_web(template, &failure);
	char expected[sizeof(failure.text)];

	assert_null(text);
	snprintf(expected, sizeof(expected), "--format %s: %s", template, why);
	expect_failure(&failure, 0, expected);
}

static void a_missing_key_is_named_with_those_that_are_there(void **state)
{
	(void)state;
	expect_refused(
		"{{.Nmae}}", "no key 'Nmae' in .: it has Name, Args, State, Networks, Odd, Empty");
	expect_refused(
		"{{.name}}", "no key 'name' in .: it has Name, Args, State, Networks, Odd, Empty");
	expect_refused("x{{json .State.Pidd}}",
		"no key 'Pidd' in .State: it has Pid, Running, Load, Error");
	expect_refused(
		"{{.Networks.my-lab_2.IP}}", "no key 'my-lab_2' in .Networks: it has my-lab_1");
	expect_refused("{{.Empty.X}}", "no key 'X' in .Empty: it has none");
	expect_refused("{{.Name.X}}", "no key 'X' in .Name: that is no object");
	expect_refused("{{.Args.0}}", "no key '0' in .Args: that is no object");
	expect_refused("{{.State.Error.X}}", "no key 'X' in .State.Error: that is no object");
}

static void expect_not_understood(const char *action)
{
	char template[100];
	char why[200];

	snprintf(template, sizeof(template), "{{%s}}", action);
	snprintf(why, sizeof(why),
		"%s is not understood: there are {{.KEY.KEY}}, {{json .KEY.KEY}} and {{json .}}; jq "
		"can do more",
		template);
	expect_refused(template, why);
}

static void more_of_the_language_is_refused(void **state)
{
	static const char *const actions[] = { "", " ", "Name", "json", "json.Name", "json Name",
		"jsonx .Name", "json . .", "range .Args", "end", "if .Name", "index .Args 0",
		".Name | json", "- .Name -", "$x", "..", ".Name.", ".Name..X", ". Name",
		".Name .Odd", "(.Name)", "\"x\"", "/* x */", ".Na\303\244me", "{.Name", "len .Args",
		"upper .Name" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		expect_not_understood(actions[i]);
	expect_refused("{{.Name", "a '{{' has no '}}'");
	expect_refused("{{.Name}} {{", "a '{{' has no '}}'");
	expect_refused("{{.Name}", "a '{{' has no '}}'");
}

/* An error stays one, whatever the length of the words in it. */
static void a_template_of_any_length_does_no_harm(void **state)
{
	char template[6000];
	struct failure failure = { .text = "" };

	(void)state;
	memset(template, 'x', sizeof(template));
	memcpy(template, "{{.", 3);
	memcpy(template + sizeof(template) - 3, "}}", 3);
	assert_null(format_web(template, &failure));
	assert_int_equal(strncmp(failure.text, "--format {{.xxx", 15), 0);
	memset(template, ' ', 3);
	memcpy(template + sizeof(template) - 3, "xx", 3);
	free(format_web(template, &failure));
}

static void many_keys_are_cut(void **state)
{
	char list[6000] = "[{\"k0\":0";
	size_t used = strlen(list);
	struct failure failure = { .text = "" };

	(void)state;
	for (int i = 1; i < 300; i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, ",\"key%d\":0", i);
	snprintf(list + used, sizeof(list) - used, "}]");
	assert_null(format(list, "{{.x}}", &failure));
	assert_string_equal(failure.text + strlen(failure.text) - 4, " ...");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_printed_as_they_are),
		cmocka_unit_test(objects_and_arrays_are_compact_json),
		cmocka_unit_test(json_is_json_of_any_value),
		cmocka_unit_test(the_whole),
		cmocka_unit_test(text_stands_around_actions),
		cmocka_unit_test(blanks_may_stand_inside_of_braces),
		cmocka_unit_test(a_line_for_each_item),
		cmocka_unit_test(the_list_as_a_whole),
		cmocka_unit_test(a_missing_key_is_named_with_those_that_are_there),
		cmocka_unit_test(more_of_the_language_is_refused),
		cmocka_unit_test(a_template_of_any_length_does_no_harm),
		cmocka_unit_test(many_keys_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
