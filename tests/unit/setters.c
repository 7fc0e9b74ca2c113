/* SPDX-License-Identifier: MIT */
/*
 * covers: P7 --macvlan --mode --ip --gateway --route --metric --mac --mtu --ifname --take-parent
 * covers: --hostname --sys --keep-fd --grace --ready
 * covers: --ready-timeout --timeout --status-fd M10
 */
#include "line.h"

#include <net/if.h>

#include "../../netsetup/kinds.h"

/* A plan as one text, of everything that differs from a plan in which nothing was asked for. */
struct description {
	size_t used;
	char text[2048];
};

__attribute__((format(printf, 2, 3))) static void say(
	struct description *description, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	description->used += (size_t)vsnprintf(description->text + description->used,
		sizeof(description->text) - description->used, format, arguments);
	va_end(arguments);
	assert_true(description->used < sizeof(description->text));
}

static void say_addresses(struct description *to, const struct link_request *link)
{
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < link->address_count; i++)
		say(to, " ip=%s", ip_prefix_format(&link->addresses[i], text));
	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (link->gateways[i].choice == GATEWAY_NONE)
			say(to, " gateway%d=none", i == FAMILY_IPV4 ? 4 : 6);
		else if (link->gateways[i].choice == GATEWAY_GIVEN)
			say(to, " gateway%d=%s", i == FAMILY_IPV4 ? 4 : 6,
				ip_format(&link->gateways[i].address, text));
	}
	for (size_t i = 0; i < link->route_count; i++) {
		say(to, " route=%s", ip_prefix_format(&link->routes[i].destination, text));
		if (link->routes[i].gateway.family != AF_UNSPEC)
			say(to, ",%s", ip_format(&link->routes[i].gateway, text));
		assert_int_equal(link->routes[i].metric, 0);
		assert_false(link->routes[i].onlink);
	}
}

static void say_link(struct description *to, const struct link_request *link)
{
	char text[MAC_TEXT_SIZE];

	say(to, "[%s %s %s", link_kind(link->kind)->name, link->parent,
		link_mode_name(link->kind, link->mode));
	say_addresses(to, link);
	if (link->mac_choice == MAC_RANDOM)
		say(to, " mac=random");
	if (link->mac_choice == MAC_GIVEN)
		say(to, " mac=%s", mac_format(&link->mac, text));
	if (link->name != NULL)
		say(to, " ifname=%s", link->name);
	if (link->mtu != 0)
		say(to, " mtu=%u", link->mtu);
	if (link->metric != 0)
		say(to, " metric=%u", link->metric);
	if (link->take_parent)
		say(to, " take");
	if (link->probe)
		say(to, " probe");
	say(to, "] ");
}

static void describe(struct description *to, const struct plan *plan)
{
	to->used = 0;
	for (size_t i = 0; i < plan->link_count; i++)
		say_link(to, &plan->links[i]);
	if (plan->hostname != NULL)
		say(to, "hostname=%s ", plan->hostname);
	if (plan->keep_sys)
		say(to, "sys ");
	for (size_t i = 0; i < plan->kept_fd_count; i++)
		say(to, "fd=%d ", plan->kept_fds[i]);
	if (plan->ready.kind != READY_NOT_ASKED)
		say(to, "ready=%s:%d:%u ", plan->ready.text, plan->ready.kind, plan->ready.number);
	if (plan->test != NULL)
		say(to, "test=%s ", plan->test);
	if (plan->ready.timeout_ms != 30000)
		say(to, "ready-timeout=%u ", plan->ready.timeout_ms);
	if (plan->limit_ms != 0)
		say(to, "timeout=%u ", plan->limit_ms);
	if (plan->status_fd != -1)
		say(to, "status-fd=%d ", plan->status_fd);
	if (plan->grace_ms != 2000)
		say(to, "grace=%u ", plan->grace_ms);
	say(to, "$");
	for (char **word = plan->command; *word != NULL; word++)
		say(to, " %s", *word);
}

/* Each line, and the plan that it makes. */
static const struct {
	const char *line;
	const char *plan;
} accepted[] = {
	{ "sh", "$ sh" },
	{ "--macvlan eth0 --ip 172.16.86.2/24 -- sh",
		"[macvlan eth0 bridge ip=172.16.86.2/24] $ sh" },
	{ "--macvlan default sh", "[macvlan default bridge] $ sh" },
	{ "--macvlan an-alternative-name-of-many-letters sh",
		"[macvlan an-alternative-name-of-many-letters bridge] $ sh" },

	{ "--macvlan e --mode bridge x", "[macvlan e bridge] $ x" },
	{ "--macvlan e --mode private x", "[macvlan e private] $ x" },
	{ "--macvlan e --mode vepa x", "[macvlan e vepa] $ x" },
	{ "--macvlan e --mode passthru --take-parent x", "[macvlan e passthru take] $ x" },
	{ "--macvlan e --mode source x", "[macvlan e source] $ x" },
	{ "--macvlan e --probe --macvlan f x", "[macvlan e bridge probe] [macvlan f bridge] $ x" },

	/* The options of a link belong to the one before them. */
	{ "--macvlan a --ip 10.0.0.2/24 --macvlan b --ip 10.0.1.2/24 --mtu 1400 x",
		"[macvlan a bridge ip=10.0.0.2/24] [macvlan b bridge ip=10.0.1.2/24 mtu=1400] $ x" },
	{ "--macvlan a --hostname h --ip 10.0.0.2/24 x",
		"[macvlan a bridge ip=10.0.0.2/24] hostname=h $ x" },

	{ "--macvlan e --ip 10.0.0.2/24 --ip 2001:db8::2/64 --ip 10.0.0.3/32 x",
		"[macvlan e bridge ip=10.0.0.2/24 ip=2001:db8::2/64 ip=10.0.0.3/32] $ x" },
	/* RFC 3021: in a net of two both are hosts; and an IPv6 net's first address is one. */
	{ "--macvlan e --ip 10.0.0.0/31 x", "[macvlan e bridge ip=10.0.0.0/31] $ x" },
	{ "--macvlan e --ip 10.0.0.1/31 x", "[macvlan e bridge ip=10.0.0.1/31] $ x" },
	{ "--macvlan e --ip 10.0.0.0/32 x", "[macvlan e bridge ip=10.0.0.0/32] $ x" },
	{ "--macvlan e --ip 2001:db8::/64 x", "[macvlan e bridge ip=2001:db8::/64] $ x" },
	{ "--macvlan e --ip fe80::5/64 x", "[macvlan e bridge ip=fe80::5/64] $ x" },
	{ "--macvlan e --ip 169.254.0.5/16 x", "[macvlan e bridge ip=169.254.0.5/16] $ x" },

	{ "--macvlan e --ip 10.0.0.2/24 --gateway 10.0.0.1 x",
		"[macvlan e bridge ip=10.0.0.2/24 gateway4=10.0.0.1] $ x" },
	{ "--macvlan e --ip 10.0.0.2/24 --gateway none x",
		"[macvlan e bridge ip=10.0.0.2/24 gateway4=none gateway6=none] $ x" },
	{ "--macvlan e --gateway 10.0.0.1 --gateway fe80::1 --ip 10.0.0.2/24 --ip 2001:db8::2/64 x",
		"[macvlan e bridge ip=10.0.0.2/24 ip=2001:db8::2/64 gateway4=10.0.0.1 gateway6=fe80::1] "
		"$ x" },

	{ "--macvlan e --route 10.1.0.0/16 --route 0.0.0.0/0,10.0.0.1 --route 2001:db8::/32,fe80::1 x",
		"[macvlan e bridge route=10.1.0.0/16 route=0.0.0.0/0,10.0.0.1 "
		"route=2001:db8::/32,fe80::1] $ x" },
	{ "--macvlan e --metric 1 x", "[macvlan e bridge metric=1] $ x" },
	{ "--macvlan e --metric 4294967295 x", "[macvlan e bridge metric=4294967295] $ x" },

	{ "--macvlan e --mac random x", "[macvlan e bridge mac=random] $ x" },
	{ "--macvlan e --mac 02:42:AC:10:56:02 x", "[macvlan e bridge mac=02:42:ac:10:56:02] $ x" },
	{ "--macvlan e --mac 00:00:00:00:00:01 x", "[macvlan e bridge mac=00:00:00:00:00:01] $ x" },
	{ "--macvlan e --mtu 68 x", "[macvlan e bridge mtu=68] $ x" },
	{ "--macvlan e --mtu 65535 x", "[macvlan e bridge mtu=65535] $ x" },
	{ "--macvlan e --ifname fifteen-letters x",
		"[macvlan e bridge ifname=fifteen-letters] $ x" },
	{ "--macvlan e --ifname eth0.10 x", "[macvlan e bridge ifname=eth0.10] $ x" },

	{ "--hostname a.b-c_9 x", "hostname=a.b-c_9 $ x" },
	{ "--sys keep x", "sys $ x" },
	{ "--keep-fd 3 --keep-fd 63 --keep-fd 0 x", "fd=3 fd=63 fd=0 $ x" },
	{ "--grace 0 x", "grace=0 $ x" },
	{ "--grace 500ms x", "grace=500 $ x" },
	{ "--grace 5 x", "grace=5000 $ x" },
	{ "--grace 1.5s x", "grace=1500 $ x" },
	{ "--grace .5 x", "grace=500 $ x" },
	{ "--grace 2m x", "grace=120000 $ x" },
	{ "--grace 1h x", "grace=3600000 $ x" },
	{ "--grace 0.1ms x", "grace=1 $ x" },
	{ "--ready tcp:1 x", "ready=tcp:1:1:1 $ x" },
	{ "--ready tcp:65535 x", "ready=tcp:65535:1:65535 $ x" },
	{ "--ready fd:3 x", "ready=fd:3:2:3 $ x" },
	{ "--test true x", "test=true $ x" },
	{ "--ready notify x", "ready=notify:3:0 $ x" },
	{ "--ready tcp:80 --ready-timeout 5s x", "ready=tcp:80:1:80 ready-timeout=5000 $ x" },
	{ "--ready tcp:80 --ready-timeout 0 x", "ready=tcp:80:1:80 ready-timeout=0 $ x" },
	{ "--timeout 0 x", "$ x" },
	{ "--timeout 1.5 x", "timeout=1500 $ x" },
	{ "--timeout .1ms x", "timeout=1 $ x" },
	{ "--status-fd 0 x", "status-fd=0 $ x" },
	{ "--status-fd 3 x", "status-fd=3 $ x" },
};

static void lines_become_plans(void **state)
{
	static struct plan plan;
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++) {
		struct line line;
		struct failure failure;
		struct description found = { .text = "" };
		bool is_fine = parse_line(&line, accepted[i].line, &plan, &failure) == 0;

		if (is_fine)
			describe(&found, &plan);
		if (is_fine && strcmp(found.text, accepted[i].plan) == 0)
			continue;
		print_error("%s\n  gives    %s\n  and not  %s\n", accepted[i].line,
			is_fine ? found.text : failure.text, accepted[i].plan);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define BAD_MODE    ": a macvlan has no such mode: it has bridge, private, vepa, passthru and source"
#define BAD_ADDRESS ": not an IPv4 or IPv6 address"
#define BAD_GATEWAY ": not an IPv4 or IPv6 address: give one without a length, or none"
#define BAD_METRIC  ": must be a whole number from 1 to 4294967295"
#define BAD_MTU     ": must be a whole number from 68 to 65535"
#define BAD_MAC     ": not a MAC address: write six bytes, as in 02:00:00:00:00:01"
#define BAD_TIME    ": not a time: write 500ms, 2s or 1m"
#define BAD_PORT    ": the port must be a number from 1 to 65535"
#define BAD_FD      ": the descriptor must be a number above 2: 0, 1 and 2 are input, output and errors"
#define BAD_NAME    ": a name has no blank, '/', ':' or '%' in it"
#define TAKEN_NAME  ": this name is taken by the kernel: choose another"
#define LONG_NAME   "a123456789012345678901234567890123456789012345678901234567890abcd"

static const struct refused addresses[] = {
	{ "--macvlan e --mode nonsense x", "--mode nonsense" BAD_MODE },
	{ "--macvlan e --mode Bridge x", "--mode Bridge" BAD_MODE },
	{ "--macvlan e --ip 10.0.0.2 x",
		"--ip 10.0.0.2: the prefix length is missing, as in 10.0.0.2/24" },
	{ "--macvlan e --ip 10.0.0.2/33 x", "--ip 10.0.0.2/33: the prefix length must be 1 to 32" },
	{ "--macvlan e --ip 10.0.0.2/0 x", "--ip 10.0.0.2/0: the prefix length must be 1 to 32" },
	{ "--macvlan e --ip ::2/0 x", "--ip ::2/0: the prefix length must be 1 to 128" },
	{ "--macvlan e --ip host x", "--ip host" BAD_ADDRESS },
	{ "--macvlan e --ip 127.0.0.1/8 x",
		"--ip 127.0.0.1/8: this is a loopback address: give a host's" },
	{ "--macvlan e --ip ::1/128 x", "--ip ::1/128: this is a loopback address: give a host's" },
	{ "--macvlan e --ip 0.0.0.0/8 x",
		"--ip 0.0.0.0/8: this is the unspecified address: give a host's" },
	{ "--macvlan e --ip ::/64 x",
		"--ip ::/64: this is the unspecified address: give a host's" },
	{ "--macvlan e --ip 224.0.0.1/24 x",
		"--ip 224.0.0.1/24: this is a multicast or broadcast address: give a host's" },
	{ "--macvlan e --ip ff02::1/64 x",
		"--ip ff02::1/64: this is a multicast or broadcast address: give a host's" },
	{ "--macvlan e --ip 255.255.255.255/32 x",
		"--ip 255.255.255.255/32: this is a multicast or broadcast address: give a host's" },
	{ "--macvlan e --ip 10.0.0.0/24 x",
		"--ip 10.0.0.0/24: this is the address of the net itself: give a host's" },
	{ "--macvlan e --ip 10.0.0.255/24 x",
		"--ip 10.0.0.255/24: this is the broadcast address of the net: give a host's" },
	{ "--macvlan e --ip 10.0.0.3/30 x",
		"--ip 10.0.0.3/30: this is the broadcast address of the net: give a host's" },
};

static const struct refused ways[] = {
	{ "--macvlan e --gateway 10.0.0.1/24 x", "--gateway 10.0.0.1/24" BAD_GATEWAY },
	{ "--macvlan e --gateway router x", "--gateway router" BAD_GATEWAY },
	{ "--macvlan e --gateway fe80::1%e x", "--gateway fe80::1%e" BAD_GATEWAY },
	{ "--macvlan e --gateway 0.0.0.0 x",
		"--gateway 0.0.0.0: this is the unspecified address: give a host's" },
	{ "--macvlan e --gateway ff02::2 x",
		"--gateway ff02::2: this is a multicast or broadcast address: give a host's" },
	{ "--macvlan e --gateway 10.0.0.1 --gateway 10.0.0.2 x",
		"--gateway 10.0.0.2: another --gateway is given: leave out one of them" },
	{ "--macvlan e --gateway none --gateway 10.0.0.2 x",
		"--gateway 10.0.0.2: another --gateway is given: leave out one of them" },
	{ "--macvlan e --gateway 10.0.0.2 --gateway none x",
		"--gateway none: another --gateway is given: leave out one of them" },

	{ "--macvlan e --route net x", "--route net" BAD_ADDRESS },
	{ "--macvlan e --route 10.0.0.0 x",
		"--route 10.0.0.0: the prefix length is missing, as in 10.0.0.0/24" },
	{ "--macvlan e --route 10.0.0.1/8 x",
		"--route 10.0.0.1/8: the prefix has host bits: the net is 10.0.0.0/8" },
	{ "--macvlan e --route 2001:db8::1/64 x",
		"--route 2001:db8::1/64: the prefix has host bits: the net is 2001:db8::/64" },
	{ "--macvlan e --route 10.0.0.0/8, x",
		"--route 10.0.0.0/8,: '' is not an IPv4 or IPv6 address: write PREFIX,ADDRESS" },
	{ "--macvlan e --route 10.0.0.0/8,y x",
		"--route 10.0.0.0/8,y: 'y' is not an IPv4 or IPv6 address: write PREFIX,ADDRESS" },
	{ "--macvlan e --route 10.0.0.0/8,::1 x",
		"--route 10.0.0.0/8,::1: the prefix and the address are of two families: "
		"both must be IPv4, or both IPv6" },
	{ "--macvlan e --route 10.0.0.0/8,224.0.0.1 x",
		"--route 10.0.0.0/8,224.0.0.1: this is a multicast or broadcast address: "
		"give a host's" },

	{ "--macvlan e --metric 0 x", "--metric 0" BAD_METRIC },
	{ "--macvlan e --metric 4294967296 x", "--metric 4294967296" BAD_METRIC },
	{ "--macvlan e --metric 99999999999999999999 x",
		"--metric 99999999999999999999" BAD_METRIC },
	{ "--macvlan e --metric 1x x", "--metric 1x" BAD_METRIC },
	{ "--macvlan e --metric=-1 x", "--metric -1" BAD_METRIC },
	{ "--macvlan e --metric=+1 x", "--metric +1" BAD_METRIC },
};

static const struct refused names[] = {
	{ "--macvlan e --mac y x", "--mac y" BAD_MAC },
	{ "--macvlan e --mac 02-42-ac-10-56-02 x", "--mac 02-42-ac-10-56-02" BAD_MAC },
	{ "--macvlan e --mac 01:00:00:00:00:00 x",
		"--mac 01:00:00:00:00:00: a multicast address: the first byte must be even, as in "
		"02:00:00:00:00:01" },
	{ "--macvlan e --mac ff:ff:ff:ff:ff:ff x",
		"--mac ff:ff:ff:ff:ff:ff: a multicast address: the first byte must be even, as in "
		"02:00:00:00:00:01" },
	{ "--macvlan e --mac 00:00:00:00:00:00 x",
		"--mac 00:00:00:00:00:00: all zero is no address of a link" },
	{ "--macvlan e --mtu 67 x", "--mtu 67" BAD_MTU },
	{ "--macvlan e --mtu 65536 x", "--mtu 65536" BAD_MTU },
	{ "--macvlan e --mtu 0x600 x", "--mtu 0x600" BAD_MTU },
	{ "--macvlan e --mtu 1500b x", "--mtu 1500b" BAD_MTU },

	{ "--macvlan e --ifname sixteen-letters- x",
		"--ifname sixteen-letters-: too long: at most 15 characters" },
	{ "--macvlan e --ifname lo x", "--ifname lo" TAKEN_NAME },
	{ "--macvlan e --ifname . x", "--ifname ." TAKEN_NAME },
	{ "--macvlan e --ifname .. x", "--ifname .." TAKEN_NAME },
	{ "--macvlan e --ifname all x", "--ifname all" TAKEN_NAME },
	{ "--macvlan e --ifname default x", "--ifname default" TAKEN_NAME },
	{ "--macvlan e --ifname a/b x", "--ifname a/b" BAD_NAME },
	{ "--macvlan e --ifname a:b x", "--ifname a:b" BAD_NAME },
	{ "--macvlan e --ifname eth%d x", "--ifname eth%d" BAD_NAME },
	{ "--macvlan e --ifname a\tb x", "--ifname a\tb" BAD_NAME },

	{ "--hostname a/b x", "--hostname a/b: must be of letters, digits, '-', '.' and '_'" },
	{ "--hostname " LONG_NAME " x",
		"--hostname " LONG_NAME ": too long: at most 64 characters" },
};

static const struct refused others[] = {
	{ "--sys new x", "--sys new: the one choice is keep" },
	{ "--keep-fd x x", "--keep-fd x: must be the number of an open descriptor" },
	{ "--keep-fd=-1 x", "--keep-fd -1: must be the number of an open descriptor" },
	{ "--keep-fd 2147483648 x",
		"--keep-fd 2147483648: must be the number of an open descriptor" },
	{ "--grace x x", "--grace x" BAD_TIME },
	{ "--grace 1d x", "--grace 1d" BAD_TIME },
	{ "--grace . x", "--grace ." BAD_TIME },
	{ "--grace s x", "--grace s" BAD_TIME },
	{ "--grace 1..5 x", "--grace 1..5" BAD_TIME },
	{ "--grace 1e3 x", "--grace 1e3" BAD_TIME },
	{ "--grace 0x1 x", "--grace 0x1" BAD_TIME },
	{ "--grace inf x", "--grace inf" BAD_TIME },
	{ "--grace nan x", "--grace nan" BAD_TIME },
	{ "--grace=-1 x", "--grace -1" BAD_TIME },
	{ "--grace 1sm x", "--grace 1sm" BAD_TIME },
	{ "--grace 9999999h x", "--grace 9999999h" BAD_TIME },
	{ "--timeout 1d x", "--timeout 1d" BAD_TIME },
	{ "--ready tcp:80 --ready-timeout x x", "--ready-timeout x" BAD_TIME },
	{ "--ready x x", "--ready x: must be tcp:PORT, fd:N or notify" },
	{ "--ready tcp x", "--ready tcp: must be tcp:PORT, fd:N or notify" },
	{ "--ready notify: x", "--ready notify:: must be tcp:PORT, fd:N or notify" },
	{ "--ready tcp: x", "--ready tcp:" BAD_PORT },
	{ "--ready tcp:0 x", "--ready tcp:0" BAD_PORT },
	{ "--ready tcp:65536 x", "--ready tcp:65536" BAD_PORT },
	{ "--ready tcp:http x", "--ready tcp:http" BAD_PORT },
	{ "--ready fd: x", "--ready fd:" BAD_FD },
	{ "--ready fd:2 x", "--ready fd:2" BAD_FD },
	{ "--ready fd:-1 x", "--ready fd:-1" BAD_FD },
	{ "--ready fd:2147483648 x", "--ready fd:2147483648" BAD_FD },
	{ "--ready-timeout 5s x",
		"--ready-timeout: there is nothing to wait for: say what with --ready" },
	{ "--ready fd:7 --status-fd 7 x",
		"--ready fd:7: the descriptor is that of --status-fd: choose another" },
	{ "--detach --test true x",
		"--test: nsrun waits for the test, and ends the run with it: leave out --detach" },
	{ "--test true", "no command: end the line with one, as in nsrun -- sh" },
	{ "--tty --log f --test true x",
		"--tty: what goes to a terminal of the command's own is in the run's log: leave out "
		"--tty, or --log" },
	{ "--detach --ready tcp:80",
		"--ready tcp:80: there is no command that could be ready: leave out --ready, or end "
		"the line with a command" },
	{ "--status-fd x x", "--status-fd x: must be the number of an open descriptor" },
	{ "--status-fd=-1 x", "--status-fd -1: must be the number of an open descriptor" },
};

static void bad_addresses_are_refused(void **state)
{
	(void)state;
	expect_refused(addresses, ARRAY_SIZE(addresses));
}

static void bad_gateways_and_routes_are_refused(void **state)
{
	(void)state;
	expect_refused(ways, ARRAY_SIZE(ways));
}

static void bad_names_are_refused(void **state)
{
	(void)state;
	expect_refused(names, ARRAY_SIZE(names));
}

static void bad_values_are_refused(void **state)
{
	(void)state;
	expect_refused(others, ARRAY_SIZE(others));
}

/* An option given once more than there is room for: the whole text, and nothing written over. */
static void expect_full(const char *before, const char *repeated, size_t room, const char *text)
{
	static struct plan plan;
	char *words[2 * 80 + 4];
	char **next = words;
	char begin[64], option[32], value[32];
	struct failure failure;
	size_t count = 0;

	snprintf(begin, sizeof(begin), "%s", before);
	assert_int_equal(sscanf(repeated, "%31s %31s", option, value), 2);
	if (begin[0] != '\0')
		words[count++] = begin;
	for (size_t i = 0; i <= room; i++) {
		words[count++] = option;
		words[count++] = value;
	}
	words[count] = NULL;
	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	assert_int_equal(options_parse(&next, &run_options, &plan, &failure), -1);
	expect_failure(&failure, 0, text);
}

static void too_many_are_refused(void **state)
{
	(void)state;
	expect_full("", "--macvlan eth0", PLAN_MAX_LINKS,
		"--macvlan eth0: more than 16 links: a command can have no more");
	expect_full("--macvlan=e", "--ip 10.0.0.2/24", LINK_MAX_ADDRESSES,
		"--ip 10.0.0.2/24: more than 32 addresses: a link can have no more");
	expect_full("--macvlan=e", "--route 10.0.0.0/8", LINK_MAX_ROUTES - FAMILY_COUNT,
		"--route 10.0.0.0/8: more than 32 routes: a link can have no more");
	expect_full("", "--keep-fd 5", PLAN_MAX_KEPT_FDS, "--keep-fd 5: more than 64 descriptors");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_plans),
		cmocka_unit_test(bad_addresses_are_refused),
		cmocka_unit_test(bad_gateways_and_routes_are_refused),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(too_many_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
