/* SPDX-License-Identifier: MIT */
/* covers: P7 --dns --search --add-host */
#include "line.h"

#define LABEL "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk" /* 63 letters */

static void say_names(const struct name_request *names, char *text, size_t size)
{
	char address[IP_TEXT_SIZE];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < names->server_count; i++)
		used += (size_t)snprintf(text + used, size - used, "dns=%s ", names->servers[i]);
	for (size_t i = 0; i < names->search_count; i++)
		used += (size_t)snprintf(
			text + used, size - used, "search=%s ", names->searches[i]);
	for (size_t i = 0; i < names->host_count; i++)
		used += (size_t)snprintf(text + used, size - used, "%.*s=%s ",
			(int)names->hosts[i].length, names->hosts[i].name,
			ip_format(&names->hosts[i].address, address));
}

static void lines_become_requests(void **state)
{
	static const struct {
		const char *line, *names;
	} cases[] = {
		{ "x", "" },
		{ "--dns 192.0.2.53 --dns 2001:db8::53 --dns 127.0.0.1 x",
			"dns=192.0.2.53 dns=2001:db8::53 dns=127.0.0.1 " },
		{ "--dns fe80::1%eth0 --dns fe80::1%1 x", "dns=fe80::1%eth0 dns=fe80::1%1 " },
		{ "--search example.org --search a_b-c. x", "search=example.org search=a_b-c. " },
		{ "--search . x", "search=. " },
		{ "--search " LABEL "." LABEL "." LABEL "." LABEL " x", NULL },
		{ "--search " LABEL "." LABEL "." LABEL " x",
			"search=" LABEL "." LABEL "." LABEL " " },
		{ "--add-host db:192.0.2.7 --add-host db=192.0.2.8 x",
			"db=192.0.2.7 db=192.0.2.8 " },
		{ "--add-host db:2001:db8::7 --add-host db:::1 x", "db=2001:db8::7 db=::1 " },
		{ "--add-host db:[2001:db8::7] --add-host a.b-c_d=[::1] x",
			"db=2001:db8::7 a.b-c_d=::1 " },
	};
	static struct plan plan;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct line line;
		struct failure failure;
		char text[1024];

		if (cases[i].names == NULL) {
			assert_int_equal(parse_line(&line, cases[i].line, &plan, &failure), -1);
			continue;
		}
		expect_success(parse_line(&line, cases[i].line, &plan, &failure), &failure);
		say_names(&plan.names, text, sizeof(text));
		assert_string_equal(text, cases[i].names);
	}
}

#define NO_SERVER(value)                                                                      \
	{                                                                                     \
		"--dns=" value " x",                                                          \
			"--dns " value                                                        \
			": must be an IPv4 or IPv6 address, as in 192.0.2.53 or fe80::1%eth0" \
	}
#define NO_DOMAIN(value)                                                                         \
	{                                                                                        \
		"--search=" value " x",                                                          \
			"--search " value                                                        \
			": must be a domain of letters, digits, '-', '_' and '.', or . for none" \
	}
#define NO_HOST(value)                                                                 \
	{                                                                              \
		"--add-host=" value " x",                                              \
			"--add-host " value                                            \
			": must be NAME:ADDRESS, as in db:192.0.2.7 or db:2001:db8::7" \
	}

/* What would be more than one word, or more than one line, in the file. */
static void hostile_values_are_refused(void **state)
{
	static const struct refused refused[] = {
		NO_SERVER("name"),
		NO_SERVER("192.0.2.53/24"),
		NO_SERVER("192.0.2.53\nsearch"),
		NO_SERVER("192.0.2.53#5353"),
		NO_SERVER("%eth0"),
		NO_SERVER("fe80::1%"),
		NO_SERVER("fe80::1%eth0\nsearch"),
		NO_SERVER("fe80::1%sixteen-letters-"),
		NO_SERVER("fe80::1%a/b"),
		NO_SERVER("fe80::1%a%b"),
		NO_DOMAIN("a\nnameserver"),
		NO_DOMAIN("a\tb"),
		NO_DOMAIN("a#b"),
		NO_DOMAIN(".a"),
		NO_DOMAIN("a..b"),
		NO_DOMAIN(".."),
		NO_DOMAIN(LABEL "x.org"),
		NO_DOMAIN("\xc3\xa4.example"),
		NO_HOST("db"),
		NO_HOST("db:"),
		NO_HOST(":192.0.2.7"),
		NO_HOST("db:name"),
		NO_HOST("db:192.0.2.7\n192.0.2.8"),
		NO_HOST("d\nb:192.0.2.7"),
		NO_HOST("db#:192.0.2.7"),
		NO_HOST("db:["),
		NO_HOST("db:[]"),
		NO_HOST("db:[192.0.2.7]"),
		NO_HOST("db:[::1"),
		NO_HOST("db:fe80::1%eth0"),
	};

	(void)state;
	expect_refused(refused, ARRAY_SIZE(refused));
}

static void what_cannot_be_is_said(void **state)
{
	static const struct refused refused[] = {
		{ "--dns 0.0.0.0 x",
			"--dns 0.0.0.0: this is no address of one host: name a server's" },
		{ "--dns ff02::1 x",
			"--dns ff02::1: this is no address of one host: name a server's" },
		{ "--dns fe80::1 x",
			"--dns fe80::1: a link-local address is one of each link: name the one "
			"inside, as in fe80::1%eth0" },
		{ "--dns 192.0.2.53%eth0 x",
			"--dns 192.0.2.53%eth0: only a link-local address has a link: leave out "
			"%eth0" },
		{ "--dns 192.0.2.1 --dns 192.0.2.2 --dns 192.0.2.3 --dns 192.0.2.4 x",
			"--dns 192.0.2.4: the C library asks the first 3 servers and no more: "
			"leave one out" },
		{ "--search a --search . x",
			"--search .: . is for no domain at all: leave one out" },
		{ "--search . --search a x",
			"--search a: . is for no domain at all: leave one out" },
		{ "--add-host host:host-gateway x",
			"--add-host host:host-gateway: this host is no gateway of the command: "
			"write its address, which --host-access lets it reach" },
	};

	(void)state;
	expect_refused(refused, ARRAY_SIZE(refused));
}

/* One option as often as there is room for it, and once more. */
static void expect_most(char *option, size_t most, const char *expected)
{
	static struct plan plan;
	static char *list[NAMES_MAX_HOSTS + 2];
	char **words = list;
	struct failure failure;

	memset(&plan, 0, sizeof(plan));
	memset(list, 0, sizeof(list));
	for (size_t i = 0; i < most; i++)
		list[i] = option;
	expect_success(options_parse(&words, &run_options, &plan, &failure), &failure);
	list[most] = option;
	words = list;
	memset(&plan, 0, sizeof(plan));
	assert_int_equal(options_parse(&words, &run_options, &plan, &failure), -1);
	expect_failure(&failure, 0, expected);
}

static void there_is_no_more_room(void **state)
{
	(void)state;
	expect_most((char[]){ "--search=a" }, NAMES_MAX_SEARCHES,
		"--search a: more than 32: a command can have no more");
	expect_most((char[]){ "--add-host=a:::" }, NAMES_MAX_HOSTS,
		"--add-host a:::: more than 256: a command can have no more");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_requests),
		cmocka_unit_test(hostile_values_are_refused),
		cmocka_unit_test(what_cannot_be_is_said),
		cmocka_unit_test(there_is_no_more_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
