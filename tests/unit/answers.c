/* SPDX-License-Identifier: MIT */
/* covers: P7 */
/*
 * What the kernel seldom answers over rtnetlink. Nothing is asked of it here: sendmsg() and recvmsg() are the
 * ones below, for the whole program.
 */
#include "unit.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "../../netsetup/netlink.h"

/* The answers that wait, one for each recvmsg(). */
static struct answer {
	uint32_t sender;
	int flags; /* MSG_… */
	size_t size;
	_Alignas(struct nlmsghdr) char bytes[256];
} answers[4];
static size_t answer_count, next_answer;
static uint32_t asked; /* the number of the last request */

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	const struct nlmsghdr *header = message->msg_iov[0].iov_base;

	(void)fd;
	(void)flags;
	asked = header->nlmsg_seq;
	return (ssize_t)message->msg_iov[0].iov_len;
}

/* Those of a request are numbered as it is; what is more than the next is another's. */
ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	struct answer *answer = &answers[next_answer++];
	struct sockaddr_nl from = { .nl_family = AF_NETLINK, .nl_pid = answer->sender };
	struct nlmsghdr *header = (struct nlmsghdr *)answer->bytes;

	(void)fd;
	(void)flags;
	assert_true(next_answer <= answer_count);
	header->nlmsg_seq += asked;
	memcpy(message->msg_iov[0].iov_base, answer->bytes, answer->size);
	memcpy(message->msg_name, &from, sizeof(from));
	message->msg_flags = answer->flags;
	return (ssize_t)answer->size;
}

static struct answer *add(uint16_t type, uint16_t flags, const void *body, size_t size)
{
	struct answer *answer = &answers[answer_count++];
	struct nlmsghdr header = {
		.nlmsg_len = (uint32_t)NLMSG_LENGTH(size),
		.nlmsg_type = type,
		.nlmsg_flags = flags,
	};

	*answer = (struct answer){ .size = NLMSG_LENGTH(size) };
	memcpy(answer->bytes, &header, sizeof(header));
	memcpy(answer->bytes + NLMSG_HDRLEN, body, size);
	return answer;
}

static void add_link(uint16_t flags)
{
	static const struct ifinfomsg link = { .ifi_index = 7 };

	add(RTM_NEWLINK, flags, &link, sizeof(link));
}

static void add_done(int error)
{
	add(NLMSG_DONE, NLM_F_MULTI, &error, sizeof(error));
}

static int count_reply(const struct nlmsghdr *reply, void *context)
{
	assert_int_equal(reply->nlmsg_type, RTM_NEWLINK);
	(*(int *)context)++;
	return 0;
}

/* Returns how many replies were read, or -1 with a failure. All that was added has to be read. */
static int ask(int flags, struct failure *failure)
{
	struct ifinfomsg header = { .ifi_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETLINK, flags, &header, sizeof(header));
	AUTO_NETLINK struct netlink *netlink = NULL;
	int count = 0, result;

	assert_int_equal(netlink_open(&netlink, failure), 0);
	result = netlink_query(netlink, request, count_reply, &count, failure, "links");
	assert_int_equal(next_answer, answer_count);
	return result < 0 ? -1 : count;
}

static int forget_answers(void **state)
{
	(void)state;
	answer_count = next_answer = 0;
	return 0;
}

static void one_object_needs_no_ack(void **state)
{
	struct failure failure;

	(void)state;
	add_link(0);
	assert_int_equal(ask(0, &failure), 1);
}

static void a_list_is_read_to_its_end(void **state)
{
	struct failure failure;

	(void)state;
	add_link(NLM_F_MULTI);
	add_link(NLM_F_MULTI);
	add_done(0);
	assert_int_equal(ask(NLM_F_DUMP, &failure), 2);
}

static void the_end_of_a_list_bears_its_errno(void **state)
{
	struct failure failure;

	(void)state;
	add_link(NLM_F_MULTI);
	add_done(-ENOMEM);
	assert_int_equal(ask(NLM_F_DUMP, &failure), -1);
	assert_int_equal(failure.code, ENOMEM);
	assert_string_equal(failure.text, "links: Cannot allocate memory");
}

static void a_list_that_changed_meanwhile_is_a_failure(void **state)
{
	struct failure failure;

	(void)state;
	add_link(NLM_F_MULTI | NLM_F_DUMP_INTR);
	add_done(0);
	assert_int_equal(ask(NLM_F_DUMP, &failure), -1);
	assert_int_equal(failure.code, EAGAIN);
	assert_string_equal(failure.text, "links: changed while it was read");
}

static void what_another_sends_is_not_heard(void **state)
{
	struct failure failure;
	int error = -EPERM;

	(void)state;
	add(NLMSG_DONE, NLM_F_MULTI, &error, sizeof(error))->sender = 4711;
	add_link(0);
	assert_int_equal(ask(0, &failure), 1);
}

static void what_is_left_over_is_nobodys(void **state)
{
	struct answer *late;
	struct failure failure;
	int error = -EPERM;

	(void)state;
	late = add(NLMSG_DONE, NLM_F_MULTI, &error, sizeof(error));
	((struct nlmsghdr *)late->bytes)->nlmsg_seq = (uint32_t)-1;
	add_link(0);
	assert_int_equal(ask(0, &failure), 1);
}

static void what_does_not_fit_is_a_failure(void **state)
{
	struct failure failure;

	(void)state;
	add(RTM_NEWLINK, 0, "", 1)->flags = MSG_TRUNC;
	assert_int_equal(ask(0, &failure), -1);
	assert_int_equal(failure.code, EMSGSIZE);
}

static void an_error_that_is_too_short_is_one(void **state)
{
	struct failure failure;
	int error = -EPERM;

	(void)state;
	add(NLMSG_ERROR, 0, &error, sizeof(error));
	assert_int_equal(ask(0, &failure), -1);
	assert_int_equal(failure.code, EPROTO);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_object_needs_no_ack, forget_answers),
		cmocka_unit_test_setup(a_list_is_read_to_its_end, forget_answers),
		cmocka_unit_test_setup(the_end_of_a_list_bears_its_errno, forget_answers),
		cmocka_unit_test_setup(a_list_that_changed_meanwhile_is_a_failure, forget_answers),
		cmocka_unit_test_setup(what_another_sends_is_not_heard, forget_answers),
		cmocka_unit_test_setup(what_is_left_over_is_nobodys, forget_answers),
		cmocka_unit_test_setup(what_does_not_fit_is_a_failure, forget_answers),
		cmocka_unit_test_setup(an_error_that_is_too_short_is_one, forget_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
