/* SPDX-License-Identifier: MIT */
/* covers: list --tree --dot M6 */
#include "unit.h"

#include "../../runner/dot.h"
#include "../../runner/tree.h"

static int draw(const json_t *records, struct failure *failure)
{
	return tree_print(records, false, failure);
}

/* What one of the two prints of a list of records. The caller frees it. */
static char *printed(const char *list, int (*print)(const json_t *records, struct failure *failure))
{
	json_t *records = json_loads(list, 0, NULL);
	struct failure failure = { .text = "" };
	FILE *real = stdout;
	char *text = NULL;
	size_t size;
	int result;

	assert_non_null(records);
	stdout = open_memstream(&text, &size);
	result = print(records, &failure);
	fclose(stdout);
	stdout = real;
	expect_success(result, &failure);
	json_decref(records);
	return text;
}

static void expect_tree(const char *list, const char *expected)
{
	AUTO_FREE char *text = printed(list, draw);

	assert_string_equal(text, expected);
}

/* That the text has such a line, whole. */
static void expect_line(const char *text, const char *line)
{
	AUTO_FREE char *whole = NULL;

	assert_true(asprintf(&whole, "\n%s\n", line) > 0);
	if (strstr(text, whole) == NULL)
		print_error("no line: %s\nin: %s\n", line, text);
	assert_non_null(strstr(text, whole));
}

/* The record of a run with one link. */
#define RUN(name, link)                                                                          \
	"{\"id\":\"" name name "\",\"name\":\"" name "\",\"state\":\"running\",\"links\":[" link \
	"]}"
#define ON(parent, vlan)     "{\"ifname\":\"eth0\",\"kind\":\"macvlan\"," PARENT(parent, vlan)
#define PARENT(parent, vlan) "\"parent\":\"" parent "\",\"vlan\":[" vlan "]}"
#define TAG(id)              "{\"id\":" id ",\"protocol\":\"802.1Q\"}"
#define OUTER_TAG(id)        "{\"id\":" id ",\"protocol\":\"802.1ad\"}"
#define ON_LAN(name)         "{\"ifname\":\"eth0\",\"kind\":\"macvlan\",\"lan\":true," PARENT(name, "")
#define ITSELF(parent, vlan) "{\"ifname\":\"eth0\",\"kind\":\"vlan\"," PARENT(parent, vlan)

static const char laboratory[] = "[" RUN("ab", ON("eth0.10", TAG("10"))) "," RUN(
	"cd", ON("eth0.9.7", OUTER_TAG("9") "," TAG("7"))) "," RUN("ef",
	ON("eth0", "")) "," RUN("gh", ON_LAN("t")) "," RUN("ij", ON("eth0.10", TAG("10"))) "]";

static void sub_interfaces_are_on_what_their_names_and_tags_say(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	expect_tree(laboratory,
		"NAME          ID    STATE    LINK           KIND            MAC  ADDRESSES  COMMAND\n"
		"eth0\n"
		"|-ef          efef  running  eth0@eth0      macvlan\n"
		"|-eth0.9                                    VLAN 9 802.1ad\n"
		"| `-eth0.9.7                                VLAN 7\n"
		"|   `-cd      cdcd  running  eth0@eth0.9.7  macvlan\n"
		"`-eth0.10                                   VLAN 10\n"
		"  |-ab        abab  running  eth0@eth0.10   macvlan\n"
		"  `-ij        ijij  running  eth0@eth0.10   macvlan\n"
		"t                                           LAN\n"
		"`-gh          ghgh  running  eth0@t         macvlan\n");
}

static const char nested[] =
	"[" RUN("ab", ON("a.1.2", TAG("1") "," TAG("2"))) "," RUN("cd", ON("a.3", TAG("3"))) "]";

static void expect_bar(const char *bar)
{
	AUTO_FREE char *text = printed(nested, draw);

	assert_non_null(strstr(text, bar));
}

static void the_lines_are_those_of_the_locale(void **state)
{
	static const char *const utf8[] = { "C.UTF-8", "de_DE.utf8" };
	static const char *const others[] = { "C", "en_US.ISO-8859-1", "de_DE", "UTF-8" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(utf8); i++) {
		setenv("LC_ALL", utf8[i], 1);
		expect_bar("\n│ └─a.1.2 ");
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		setenv("LC_ALL", others[i], 1);
		expect_bar("\n| `-a.1.2 ");
	}
}

static void one_variable_stands_before_another(void **state)
{
	(void)state;
	setenv("LANG", "C.UTF-8", 1);
	setenv("LC_CTYPE", "", 1);
	setenv("LC_ALL", "", 1);
	expect_bar("├─");
	setenv("LC_CTYPE", "C", 1);
	expect_bar("|-");
	setenv("LC_ALL", "C.UTF-8", 1);
	expect_bar("├─");
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	unsetenv("LANG");
	expect_bar("|-");
}

static void a_name_that_does_not_say_what_it_is_on_is_an_interface(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	/* A VLAN under a name of its user's; a dot without a VLAN; another VLAN's number. */
	expect_tree("[" RUN("ab", ON("trunk", TAG("7"))) "," RUN("cd", ON("eth0.10", "")) "," RUN(
			    "ef", ON("eth0.11", TAG("12"))) "]",
		"NAME     ID    STATE    LINK          KIND     MAC  ADDRESSES  COMMAND\n"
		"eth0.10\n"
		"`-cd     cdcd  running  eth0@eth0.10  macvlan\n"
		"eth0.11                               VLAN 12\n"
		"`-ef     efef  running  eth0@eth0.11  macvlan\n"
		"trunk                                 VLAN 7\n"
		"`-ab     abab  running  eth0@trunk    macvlan\n");
	/* The front part of a name of 15 letters may be cut. */
	expect_tree("[" RUN("ab", ON("wlx012345678.10", TAG("10"))) "]",
		"NAME             ID    STATE    LINK                  KIND     MAC  ADDRESSES  COMMAND\n"
		"wlx012345678.10                                       VLAN 10\n"
		"`-ab             abab  running  eth0@wlx012345678.10  macvlan\n");
}

static void the_last_tag_of_a_vlan_is_its_own(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	expect_tree("[" RUN("ab", ITSELF("eth0.10", TAG("10") "," TAG("20"))) "," RUN(
			    "cd", ITSELF("eth0", TAG("30"))) "]",
		"NAME       ID    STATE    LINK          KIND     MAC  ADDRESSES  COMMAND\n"
		"eth0\n"
		"|-cd       cdcd  running  eth0@eth0     vlan\n"
		"`-eth0.10                               VLAN 10\n"
		"  `-ab     abab  running  eth0@eth0.10  vlan\n");
}

static void what_is_on_nothing_and_what_has_ended(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	expect_tree(
		"[{\"id\":\"ab\",\"name\":\"\"},{\"id\":\"cd\",\"name\":\"over\",\"state\":\"exited\","
		"\"status\":3,\"links\":[" ON("eth0", "") "]}," RUN(
			"ef", "{\"ifname\":\"eth0\",\"kind\":\"dummy\",\"parent\":null}") "]",
		"NAME  ID    STATE       LINK  KIND   MAC  ADDRESSES  COMMAND\n"
		"ef    efef  running     eth0  dummy\n"
		"ab    ab    starting\n"
		"over  cd    exited (3)\n");
	expect_tree("[]", "NAME  ID  STATE  LINK  KIND  MAC  ADDRESSES  COMMAND\n");
}

static void more_tags_than_there_can_be_are_not_taken_apart(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	expect_tree(
		"[" RUN("ab",
			ON("a.1.1.1.1.1",
				TAG("1") "," TAG("1") "," TAG("1") "," TAG("1") "," TAG("1"))) "]",
		"NAME         ID    STATE    LINK              KIND     MAC  ADDRESSES  COMMAND\n"
		"a.1.1.1.1.1                                   VLAN 1\n"
		"`-ab         abab  running  eth0@a.1.1.1.1.1  macvlan\n");
}

static void a_graph_of_it(void **state)
{
	AUTO_FREE char *text = printed(laboratory, dot_print);

	(void)state;
	assert_int_equal(strncmp(text, "graph nsrun {\n", 14), 0);
	expect_line(text, "\t\"interface eth0\" -- \"interface eth0.9\"");
	expect_line(text, "\t\"interface eth0.9\" -- \"interface eth0.9.7\"");
	expect_line(text, "\t\"interface eth0.9.7\" -- \"run cdcd\" [label=\"eth0 macvlan\\n\"]");
	expect_line(text, "\t\"lan t\" -- \"run ghgh\" [label=\"eth0 macvlan\\n\"]");
	expect_line(text,
		"\t\"run abab\" [shape=box fillcolor=\"#d6e6f7\" style=\"rounded,filled\" label=\"ab\\n\"]");
	assert_string_equal(text + strlen(text) - 3, "\n}\n");
}

static void strange_names_are_quoted(void **state)
{
	AUTO_FREE char *text = printed(
		"[{\"id\":\"ab\",\"name\":\"w\",\"state\":\"running\",\"command\":\"echo \\\"\\\\N&lt;\\n\\u00e9\","
		"\"links\":[" ON("a\\\"b\\\\", "") "]}]",
		dot_print);

	(void)state;
	expect_line(text,
		"\t\"interface a\\\"b\\\\\" [shape=box fillcolor=\"#fde5b8\" label=\"a\\\"b\\\\\\n\"]");
	expect_line(text,
		"\t\"run ab\" [shape=box fillcolor=\"#d6e6f7\" style=\"rounded,filled\" "
		"label=\"w\\necho \\\"\\\\N&amp;lt;?é\\n\"]");
}

static void a_link_on_nothing_is_said_in_its_run(void **state)
{
	AUTO_FREE char *text =
		printed("[{\"id\":\"ab\",\"name\":\"w\",\"state\":\"starting\",\"links\":["
			"{\"ifname\":\"eth0\",\"kind\":\"dummy\",\"parent\":null,"
			"\"addresses\":[\"10.0.0.1/8\",\"fd00::1/8\"]}]}]",
			dot_print);

	(void)state;
	expect_line(text,
		"\t\"run ab\" [shape=box fillcolor=\"#d6e6f7\" style=\"rounded,filled\" "
		"label=\"w\\nstarting\\neth0 dummy\\n10.0.0.1/8\\nfd00::1/8\\n\"]");
	assert_null(strstr(text, " -- "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sub_interfaces_are_on_what_their_names_and_tags_say),
		cmocka_unit_test(the_lines_are_those_of_the_locale),
		cmocka_unit_test(one_variable_stands_before_another),
		cmocka_unit_test(a_name_that_does_not_say_what_it_is_on_is_an_interface),
		cmocka_unit_test(the_last_tag_of_a_vlan_is_its_own),
		cmocka_unit_test(what_is_on_nothing_and_what_has_ended),
		cmocka_unit_test(more_tags_than_there_can_be_are_not_taken_apart),
		cmocka_unit_test(a_graph_of_it),
		cmocka_unit_test(strange_names_are_quoted),
		cmocka_unit_test(a_link_on_nothing_is_said_in_its_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
