/* SPDX-License-Identifier: MIT */
/* covers: P1 --ip */
#include "kernel.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <netinet/in.h>

#include "../../netsetup/addresses.h"

static void add(struct netlink *netlink, int index, const char *text)
{
	struct ip_prefix prefix = prefix_of(text);
	struct failure failure = { .text = "" };

	address_add(netlink, index, "eth0", &prefix, &failure);
	assert_string_equal(failure.text, "");
}

static void describe_ipv4(const struct ifaddrs *entry, char *text, size_t size)
{
	const struct sockaddr_in *address = (const void *)entry->ifa_addr;
	const struct sockaddr_in *mask = (const void *)entry->ifa_netmask;
	const struct sockaddr_in *broadcast = (const void *)entry->ifa_broadaddr;
	char parts[2][INET_ADDRSTRLEN] = { "", "none" };

	inet_ntop(AF_INET, &address->sin_addr, parts[0], sizeof(parts[0]));
	if ((entry->ifa_flags & IFF_BROADCAST) && broadcast != NULL)
		inet_ntop(AF_INET, &broadcast->sin_addr, parts[1], sizeof(parts[1]));
	snprintf(text, size, "%s/%d brd %s", parts[0], __builtin_popcount(mask->sin_addr.s_addr),
		parts[1]);
}

/* The only IPv4 address of eth0 as the C library finds it, with its broadcast address. */
static void expect_ipv4(const char *expected)
{
	struct ifaddrs *list, *entry;
	char text[64] = "";

	assert_int_equal(getifaddrs(&list), 0);
	for (entry = list; entry != NULL; entry = entry->ifa_next) {
		if (entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET &&
			strcmp(entry->ifa_name, "eth0") == 0)
			describe_ipv4(entry, text, sizeof(text));
	}
	freeifaddrs(list);
	assert_string_equal(text, expected);
}

/* RFC 3021: a net of two has no broadcast address, and a net of one has none either. */
static void ipv4_has_the_broadcast_address_of_its_net(void **state)
{
	static const struct {
		const char *address;
		const char *expected;
	} all[] = {
		{ "172.16.86.2/24", "172.16.86.2/24 brd 172.16.86.255" },
		{ "10.0.5.2/22", "10.0.5.2/22 brd 10.0.7.255" },
		{ "10.0.0.2/30", "10.0.0.2/30 brd 10.0.0.3" },
		{ "10.0.0.2/31", "10.0.0.2/31 brd 10.0.0.2" }, /* libc's word for none */
		{ "10.0.0.2/32", "10.0.0.2/32 brd 10.0.0.2" },
	};
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct ip_prefix prefix = prefix_of(all[i].address);

		add(netlink, index, all[i].address);
		expect_ipv4(all[i].expected);
		address_remove(netlink, index, &prefix);
		expect_ipv4("");
	}
}

/* What /proc/net/if_inet6 says of an address; false when it is not there. */
static bool find_ipv6(const char *hexadecimal, unsigned *length, unsigned *scope, unsigned *flags)
{
	FILE *file = fopen("/proc/self/net/if_inet6", "re");
	char address[33];
	unsigned index;
	bool is_found = false;

	while (file != NULL && !is_found &&
		fscanf(file, "%32s %x %x %x %x %*s", address, &index, length, scope, flags) == 5)
		is_found = strcmp(address, hexadecimal) == 0;
	if (file != NULL)
		fclose(file);
	return is_found;
}

static int bind_to(const char *text, int index)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_scope_id = (uint32_t)index };
	AUTO_CLOSE int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
	return bind(fd, (struct sockaddr *)&address, sizeof(address));
}

/* P1: no second or two of "tentative" in which it cannot be bound. */
static void ipv6_can_be_bound_at_once(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index;
	unsigned length, scope, flags;

	need(have_ipv6(), "this kernel has no IPv6");
	index = add_ethernet(netlink);
	add(netlink, index, "2001:db8::2/64");
	assert_int_equal(bind_to("2001:db8::2", 0), 0);
	assert_true(find_ipv6("20010db8000000000000000000000002", &length, &scope, &flags));
	assert_int_equal(length, 64);
	assert_int_equal(scope, 0);
	assert_true(flags & IFA_F_NODAD);
	assert_false(flags & IFA_F_TENTATIVE);
	assert_true(flags & IFA_F_PERMANENT);
	add(netlink, index, "fe80::42/64");
	assert_int_equal(bind_to("fe80::42", index), 0);
	assert_true(find_ipv6("fe800000000000000000000000000042", &length, &scope, &flags));
	assert_int_equal(scope, 0x20); /* the link's */
}

static void a_refused_address_is_named(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct ip_prefix prefix = prefix_of("172.16.86.2/24");
	struct failure failure;

	add(netlink, index, "172.16.86.2/24");
	assert_int_equal(address_add(netlink, index, "eth0", &prefix, &failure), -1);
	assert_int_equal(failure.code, EEXIST);
	assert_memory_equal(failure.text, "address 172.16.86.2/24 on 'eth0': ", 34);
	assert_int_equal(address_add(netlink, 4711, "none", &prefix, &failure), -1);
	assert_int_equal(failure.code, ENODEV);
	assert_memory_equal(failure.text, "address 172.16.86.2/24 on 'none': ", 34);
}

static void a_length_that_cannot_be_is_refused(void **state)
{
	static const char beginning[] = "address 172.16.86.2/33 on 'eth0': ";
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct ip_prefix prefix = { .address = address_of("172.16.86.2"), .length = 33 };
	struct failure failure;

	assert_int_equal(address_add(netlink, index, "eth0", &prefix, &failure), -1);
	assert_int_equal(failure.code, EINVAL); /* the kernel's words for it are newer than 6.1 */
	assert_memory_equal(failure.text, beginning, strlen(beginning));
}

static void removing_what_is_not_there_is_fine(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct ip_prefix prefix = prefix_of("172.16.86.2/24");

	address_remove(netlink, add_ethernet(netlink), &prefix);
	address_remove(netlink, 4711, &prefix);
}

static void only_the_links_own_address_is_removed(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	int other = look(netlink, "veth0").index;
	struct ip_prefix prefix = prefix_of("172.16.86.2/24");

	add(netlink, index, "172.16.86.2/24");
	address_remove(netlink, other, &prefix);
	expect_ipv4("172.16.86.2/24 brd 172.16.86.255");
}

static void expect_exists(struct netlink *netlink, int index, int expected)
{
	struct failure failure = { .text = "" };

	assert_int_equal(address_exists(netlink, index, &failure), expected);
	assert_string_equal(failure.text, "");
}

static void a_link_has_addresses_of_its_own(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	int other = look(netlink, "veth0").index;
	struct ip_prefix prefix = prefix_of("172.16.86.2/24");

	expect_exists(netlink, index, 0); /* at most the kernel's own link-local one */
	add(netlink, index, "172.16.86.2/24");
	expect_exists(netlink, index, 1);
	expect_exists(netlink, other, 0);
	address_remove(netlink, index, &prefix);
	expect_exists(netlink, index, 0);
	need(have_ipv6(), "this kernel has no IPv6");
	add(netlink, index, "fe80::42/64");
	expect_exists(netlink, index, 0);
	add(netlink, index, "2001:db8::2/64");
	expect_exists(netlink, index, 1);
	expect_exists(netlink, other, 0);
}

/* An address of IPv4's scope "link" is a host's all the same: `ip address add … scope link`. */
static void ipv4_of_scope_link_counts(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int index = add_ethernet(netlink);
	struct ifaddrmsg header = { .ifa_family = AF_INET,
		.ifa_prefixlen = 16,
		.ifa_scope = RT_SCOPE_LINK,
		.ifa_index = (unsigned)index };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
	struct ip_address address = address_of("169.254.7.7");
	struct failure failure = { .text = "" };

	assert_non_null(request);
	assert_int_equal(nla_put(request, IFA_LOCAL, 4, address.bytes), 0);
	netlink_execute(netlink, request, &failure, "add");
	assert_string_equal(failure.text, "");
	expect_exists(netlink, index, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(ipv4_has_the_broadcast_address_of_its_net),
		with_namespace(ipv6_can_be_bound_at_once),
		with_namespace(a_refused_address_is_named),
		with_namespace(a_length_that_cannot_be_is_refused),
		with_namespace(removing_what_is_not_there_is_fine),
		with_namespace(only_the_links_own_address_is_removed),
		with_namespace(a_link_has_addresses_of_its_own),
		with_namespace(ipv4_of_scope_link_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
