/* SPDX-License-Identifier: MIT */
/* covers: P7 */
#include "kernel.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include "../../netsetup/addresses.h"

static void the_kernels_own_words_are_the_failure(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	assert_int_equal(add_kind(netlink, "nonsense", "x", &failure), -1);
	expect_failure(&failure, EOPNOTSUPP, "add nonsense: Unknown device type");
}

static void without_words_it_is_the_name_of_the_errno(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct link_info info;
	struct failure failure;

	assert_int_equal(link_find(netlink, "eth0", &info, &failure), -1);
	expect_failure(&failure, ENODEV, "interface 'eth0': No such device");
}

/* libnl would have made "Unspecific failure" of it. */
static void an_errno_that_libnl_does_not_know_is_kept(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct rtmsg header = { .rtm_family = AF_INET, .rtm_dst_len = 32 };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_GETROUTE, 0, &header, sizeof(header));
	struct ip_address nowhere = address_of("192.0.2.1");
	struct failure failure;

	assert_non_null(request);
	assert_int_equal(nla_put(request, RTA_DST, 4, nowhere.bytes), 0);
	assert_int_equal(netlink_execute(netlink, request, &failure, "way to %s", "nowhere"), -1);
	expect_failure(&failure, ENETUNREACH, "way to nowhere: Network is unreachable");
}

/* Where the ack has the whole request in front of its attributes, and not its header alone. */
static void the_words_are_found_behind_a_whole_echo(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;
	int off = 0;

	assert_int_equal(
		setsockopt(netlink_fd(netlink), SOL_NETLINK, NETLINK_CAP_ACK, &off, sizeof(off)),
		0);
	assert_int_equal(add_kind(netlink, "nonsense", "a-longer-name", &failure), -1);
	expect_failure(&failure, EOPNOTSUPP, "add nonsense: Unknown device type");
	assert_int_equal(add_kind(netlink, "nonsense-too", NULL, &failure), -1);
	expect_failure(&failure, EOPNOTSUPP, "add nonsense-too: Unknown device type");
}

static void without_extended_acks_the_errno_is_there(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;
	int off = 0;

	assert_int_equal(
		setsockopt(netlink_fd(netlink), SOL_NETLINK, NETLINK_EXT_ACK, &off, sizeof(off)),
		0);
	assert_int_equal(add_kind(netlink, "nonsense", "x", &failure), -1);
	expect_failure(&failure, EOPNOTSUPP, "add nonsense: Operation not supported");
}

static void a_failure_does_not_spoil_the_next_request(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct failure failure;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(add_kind(netlink, "nonsense", "x", &failure), -1);
		assert_int_equal(look(netlink, "lo").index, 1);
	}
}

/* Refuses each reply, and counts them. */
static int refuse_reply(const struct nlmsghdr *reply, void *context)
{
	int *count = context;

	assert_non_null(reply);
	(*count)++;
	return -1;
}

static void what_a_reader_leaves_does_not_reach_the_next_request(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETLINK, NLM_F_DUMP, &header, sizeof(header));
	struct failure failure = { .text = "" };
	int count = 0;

	add_ethernet(netlink);
	assert_non_null(request);
	netlink_query(netlink, request, refuse_reply, &count, &failure, "links");
	assert_true(count > 0);
	assert_int_equal(look(netlink, "eth0").type, 1);
	assert_int_equal(look(netlink, "lo").index, 1);
}

static void a_socket_keeps_its_namespace(void **state)
{
	struct netlink *netlink = netlink_of(state);
	struct netlink *other;
	struct failure failure;
	struct link_info info;
	uint64_t first = 0, second = 0, again = 0;

	add_ethernet(netlink);
	other = enter_another();
	assert_int_equal(link_find(other, "eth0", &info, &failure), -1);
	assert_int_equal(link_find(netlink, "eth0", &info, &failure), 0);
	assert_int_equal(netlink_cookie(netlink_fd(netlink), &first, &failure), 0);
	assert_int_equal(netlink_cookie(netlink_fd(other), &second, &failure), 0);
	assert_int_equal(netlink_cookie(netlink_fd(netlink), &again, &failure), 0);
	assert_true(first != 0 && first != second && first == again);
	netlink_close(&other);
}

static void an_adopted_socket_stays_open(void **state)
{
	struct netlink *netlink = netlink_of(state);
	int fd = netlink_fd(netlink);
	struct netlink *adopted = NULL;
	struct netlink *other;
	struct failure failure;

	add_ethernet(netlink);
	other = enter_another();
	assert_int_equal(netlink_adopt(&adopted, fd, &failure), 0);
	assert_string_equal(look(adopted, "eth0").kind, "veth"); /* it reaches back in there */
	assert_int_equal(add_kind(adopted, "nonsense", "x", &failure), -1);
	assert_string_equal(failure.text, "add nonsense: Unknown device type");
	netlink_close(&adopted);
	assert_null(adopted);
	assert_true(fcntl(fd, F_GETFD) >= 0);
	assert_int_equal(look(netlink, "lo").index, 1);
	netlink_close(&other);
}

static void what_is_no_socket_cannot_be_adopted(void **state)
{
	struct netlink *adopted = NULL;
	struct failure failure;

	(void)state;
	assert_int_equal(netlink_adopt(&adopted, -1, &failure), -1);
	expect_failure(&failure, EBADF, "rtnetlink socket: Bad file descriptor");
	assert_null(adopted);
}

static void closing_twice_is_fine_and_keeps_errno(void **state)
{
	struct netlink *netlink = NULL;
	struct failure failure;

	(void)state;
	netlink_close(&netlink);
	assert_int_equal(netlink_open(&netlink, &failure), 0);
	assert_true(fcntl(netlink_fd(netlink), F_GETFD) & FD_CLOEXEC);
	errno = EXDEV;
	netlink_close(&netlink);
	netlink_close(&netlink);
	assert_int_equal(errno, EXDEV);
}

static void a_request_that_is_too_big_is_refused_by_libnl(void **state)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_NEWLINK, 0, &header, sizeof(header));
	static const char page[65536];

	(void)state;
	assert_non_null(request);
	assert_true(nla_put(request, IFLA_IFALIAS, sizeof(page) - 1, page) < 0);
	request_free(&request);
	assert_null(request);
	request_free(&request);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(the_kernels_own_words_are_the_failure),
		with_namespace(without_words_it_is_the_name_of_the_errno),
		with_namespace(an_errno_that_libnl_does_not_know_is_kept),
		with_namespace(the_words_are_found_behind_a_whole_echo),
		with_namespace(without_extended_acks_the_errno_is_there),
		with_namespace(a_failure_does_not_spoil_the_next_request),
		with_namespace(what_a_reader_leaves_does_not_reach_the_next_request),
		with_namespace(a_socket_keeps_its_namespace),
		with_namespace(an_adopted_socket_stays_open),
		cmocka_unit_test(what_is_no_socket_cannot_be_adopted),
		cmocka_unit_test(closing_twice_is_fine_and_keeps_errno),
		cmocka_unit_test(a_request_that_is_too_big_is_refused_by_libnl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
