/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_KERNEL_H
#define TESTS_UNIT_KERNEL_H

/*
 * Tests against the running kernel, in network namespaces that the test program makes itself: it
 * never touches the machine's own. Each test gets an empty one by with_namespace().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <sys/stat.h>
#include <time.h>

#include "../../netsetup/links.h"
#include "own.h"

/* What a test of with_namespace() finds in its state. */
struct host {
	struct netlink *netlink; /* in the test's network namespace, where lo is down */
	bool is_there;           /* false: the kernel or the privilege lacks something */
};

static inline int enter_namespace(void **state)
{
	static struct host host;
	struct failure failure;

	host.is_there = become_root() == 0 && unshare(CLONE_NEWNET) == 0 &&
		netlink_open(&host.netlink, &failure) == 0;
	*state = &host;
	return 0;
}

static inline int leave_namespace(void **state)
{
	struct host *host = *state;

	netlink_close(&host->netlink);
	return 0;
}

#define with_namespace(test) cmocka_unit_test_setup_teardown(test, enter_namespace, leave_namespace)

/* The socket of a test's namespace; skips the test when there is none. */
static inline struct netlink *netlink_of(void **state)
{
	struct host *host = *state;

	need(host->is_there, "no network namespace may be made here");
	return host->netlink;
}

/* Another namespace than that of netlink: the program is in it from now on. */
static inline struct netlink *enter_another(void)
{
	struct netlink *netlink;
	struct failure failure;

	assert_int_equal(unshare(CLONE_NEWNET), 0);
	assert_int_equal(netlink_open(&netlink, &failure), 0);
	return netlink;
}

static inline struct link_info look(struct netlink *netlink, const char *name)
{
	struct link_info info;
	struct failure failure = { .text = "" };

	if (link_find(netlink, name, &info, &failure) < 0)
		print_error("%s\n", failure.text);
	assert_string_equal(failure.text, "");
	return info;
}

/* Makes a link of a kind without data; with a name of NULL the kernel chooses one. Returns 0 or -1. */
static inline int add_kind(
	struct netlink *netlink, const char *kind, const char *name, struct failure *failure)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	struct nlattr *info;

	assert_non_null(request);
	if (name != NULL)
		assert_int_equal(nla_put_string(request, IFLA_IFNAME, name), 0);
	info = nla_nest_start(request, IFLA_LINKINFO);
	assert_non_null(info);
	assert_int_equal(nla_put_string(request, IFLA_INFO_KIND, kind), 0);
	nla_nest_end(request, info);
	return netlink_execute(netlink, request, failure, "add %s", kind);
}

static inline void bring_up(struct netlink *netlink, const char *name)
{
	struct failure failure = { .text = "" };

	link_up(netlink, look(netlink, name).index, false, name, &failure);
	assert_string_equal(failure.text, "");
}

/*
 * Until the kernel has noticed the carrier, which it does from a work queue: before that, IPv6 has
 * no routes on the link.
 */
static inline void await_carrier(struct netlink *netlink, const char *name)
{
	time_t deadline = time(NULL) + 10;

	while (!(look(netlink, name).flags & IFF_RUNNING)) {
		if (time(NULL) > deadline)
			print_error("no carrier on %s\n", name);
		assert_true(time(NULL) <= deadline);
		sched_yield();
	}
}

/* An Ethernet called eth0 with a carrier, and its other end, veth0. Returns its number. */
static inline int add_ethernet(struct netlink *netlink)
{
	struct failure failure = { .text = "" };

	need(add_kind(netlink, "veth", "eth0", &failure) == 0 || failure.code != EOPNOTSUPP,
		"this kernel has no veth");
	assert_string_equal(failure.text, "");
	bring_up(netlink, "veth0");
	bring_up(netlink, "eth0");
	await_carrier(netlink, "veth0");
	await_carrier(netlink, "eth0");
	return look(netlink, "eth0").index;
}

/* A macvlan on eth0, which is number index, as resolve.c would describe it. */
static inline struct link_config macvlan_on(int index)
{
	struct link_config link = {
		.kind = LINK_MACVLAN,
		.mode = MACVLAN_MODE_BRIDGE,
		.parent = "eth0",
		.parent_index = index,
		.name = "eth0",
		.wants_link_local = true,
		.has_mac = true,
		.mac = { { 0x02, 0x42, 0xac, 0x10, 0x56, 0x02 } },
	};

	snprintf(link.segment, sizeof(link.segment), "%d", index);
	return link;
}

/* Creates the link in the network namespace that the program is in. */
static inline int create_here(struct netlink *netlink, const struct link_config *link,
	const char *name, struct failure *failure)
{
	AUTO_CLOSE int netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	return link_create(netlink, link, name, netns, failure);
}

static inline void need_macvlan(struct netlink *netlink, int index)
{
	struct link_config link = macvlan_on(index);
	struct failure failure;

	link.mac.bytes[5] = 0xfe;
	need(create_here(netlink, &link, "probe", &failure) == 0 || failure.code != EOPNOTSUPP,
		"this kernel has no macvlan");
}

static inline struct ip_prefix prefix_of(const char *text)
{
	struct ip_prefix prefix;
	struct failure failure;

	assert_int_equal(ip_prefix_parse("a test", text, 0, &prefix, &failure), 0);
	return prefix;
}

static inline struct ip_address address_of(const char *text)
{
	struct ip_address address;

	assert_int_equal(ip_parse(text, &address), 0);
	return address;
}

/* A number out of /proc/sys/net of the namespace that the program is in; -1 when there is none. */
static inline int sysctl_of(const char *key)
{
	char path[160];
	char text[32] = "";
	AUTO_CLOSE int file = -1;

	snprintf(path, sizeof(path), "/proc/sys/net/%s", key);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
		return -1;
	return (int)strtol(text, NULL, 10);
}

static inline bool have_ipv6(void)
{
	return access("/proc/sys/net/ipv6", F_OK) == 0;
}

#endif
