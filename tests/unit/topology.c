/* SPDX-License-Identifier: MIT */
/* covers: up down */
#include "unit.h"

#include "../../runner/topology/reader.h"
#include "../../runner/topology/words.h"

static struct topology topology;

static void read_text(const char *path, const char *text)
{
	struct failure failure;

	expect_success(reader_read(path, text, strlen(text), &topology, &failure), &failure);
}

/* The words of a host but the first two, "nsrun run", with blanks between them. */
static const char *line_of(size_t host)
{
	static char line[4096];
	struct words words;
	struct failure failure;
	size_t used = 0;

	expect_success(words_make(&topology, &topology.hosts[host], &words, &failure), &failure);
	line[0] = '\0';
	for (size_t i = 2; i < words.count; i++)
		used += (size_t)snprintf(
			line + used, sizeof(line) - used, "%s%s", i != 2 ? " " : "", words.list[i]);
	words_release(&words);
	return line;
}

static void a_host_is_a_line_of_options(void **state)
{
	(void)state;
	read_text("labs/lab.yaml",
		"hosts:\n"
		"  web:\n"
		"    user: nobody\n"
		"    links:\n"
		"      - ip: [10.9.0.2/24, 'fd09::2/64']\n"
		"        probe: true\n"
		"        host-access: false\n"
		"        lan: net\n"
		"      - dummy: true\n"
		"      - macvlan: eth0\n"
		"    command: [echo, -n, '']\n"
		"    ready: tcp:80\n"
		"  db: {links: [{lan: net, ip: dhcp}, {lan: net, ip: 10.9.0.3/24}]}\n"
		"  none: {command: 'a | b'}\n"
		"test: true\n");
	assert_string_equal(topology.name, "lab");
	assert_string_equal(topology.test, "true");
	assert_string_equal(line_of(0),
		"--detach --name=lab-web --hostname=web --user=nobody --lan=lab-net "
		"--ip=10.9.0.2/24 --ip=fd09::2/64 --probe --dummy --macvlan=eth0 --ready=tcp:80 "
		"--add-host=db:10.9.0.3 -- echo -n ");
	assert_string_equal(line_of(1),
		"--detach --name=lab-db --hostname=db --lan=lab-net --ip=dhcp --lan=lab-net "
		"--ip=10.9.0.3/24 --add-host=web:10.9.0.2");
	assert_string_equal(line_of(2),
		"--detach --name=lab-none --hostname=none --add-host=web:10.9.0.2 "
		"--add-host=db:10.9.0.3 -- sh -c a | b");
	topology_release(&topology);
}

static void a_router_forwards(void **state)
{
	(void)state;
	read_text("x", "{name: lab, hosts: {r: {forward: true}}}");
	assert_string_equal(topology.name, "lab");
	assert_int_equal(
		strncmp(line_of(0),
			"--detach --name=lab-r --hostname=r --sysctl=net.ipv4.ip_forward=1", 65),
		0);
	topology_release(&topology);
}

static void an_alias_is_what_it_stands_for(void **state)
{
	(void)state;
	read_text("lab", "hosts: {a: &a {links: [{lan: net}]}, b: *a}");
	assert_string_equal(line_of(1), "--detach --name=lab-b --hostname=b --lan=lab-net");
	topology_release(&topology);
}

static void no_file_comes_to_no_end(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		/* What has itself in it. */
		{ "&a {hosts: *a}",
			"lab.yaml:1: hosts: no such key of a host: "
			"docs/topology.md and nsrun --help have them" },
		{ "hosts: {a: {links: &l [{lan: *l}]}}",
			"lab.yaml:1: lan: must be one text or number" },
		{ "hosts: {a: {links: &l [*l]}}",
			"lab.yaml:1: links: must be a mapping: write KEY: VALUE on each line" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct failure failure;

		assert_int_equal(reader_read("lab.yaml", cases[i].text, strlen(cases[i].text),
					 &topology, &failure),
			-1);
		expect_failure(&failure, 0, cases[i].why);
		topology_release(&topology);
	}
}

static void no_file_has_more_hosts_than_a_host_can_know(void **state)
{
	static char text[8192];
	struct failure failure;
	size_t used = (size_t)snprintf(text, sizeof(text), "hosts:\n");

	(void)state;
	for (int i = 0; i <= 256; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "  h%d: {}\n", i);
	assert_int_equal(reader_read("lab.yaml", text, used, &topology, &failure), -1);
	expect_failure(&failure, 0, "lab.yaml:258: h256: more than 256 hosts");
	topology_release(&topology);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_is_a_line_of_options),
		cmocka_unit_test(a_router_forwards),
		cmocka_unit_test(an_alias_is_what_it_stands_for),
		cmocka_unit_test(no_file_comes_to_no_end),
		cmocka_unit_test(no_file_has_more_hosts_than_a_host_can_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
