/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the kernel's answers over rtnetlink. Nothing is asked of the kernel: sendmsg() and
 * recvmsg() are the ones below, for the whole program. The first byte says what is asked; behind it
 * are the answers, each with its length in two bytes before it, and each is a message of netlink or
 * several. Their sequence number is made the one that libnl waits for, or it would read none.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "../../netsetup/addresses.h"
#include "../../netsetup/ipvlan.h"
#include "../../netsetup/links.h"
#include "../../netsetup/namespace.h"
#include "../../netsetup/physical.h"
#include "../../netsetup/routes.h"
#include "fuzz.h"

static const uint8_t *answers;
static size_t answers_size;
static uint32_t expected;

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	const struct nlmsghdr *header = message->msg_iov[0].iov_base;

	(void)fd;
	(void)flags;
	expected = header->nlmsg_seq;
	return (ssize_t)message->msg_iov[0].iov_len;
}

static void number_messages(uint8_t *bytes, size_t size)
{
	while (size >= sizeof(struct nlmsghdr)) {
		struct nlmsghdr header;
		size_t whole;

		memcpy(&header, bytes, sizeof(header));
		header.nlmsg_seq = expected;
		memcpy(bytes, &header, sizeof(header));
		whole = NLMSG_ALIGN((size_t)header.nlmsg_len);
		if (whole < sizeof(header) || whole > size)
			return;
		bytes += whole;
		size -= whole;
	}
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec *room = message->msg_iov;
	size_t size;

	(void)fd;
	(void)flags;
	if (answers_size <= 2) {
		errno = ENOBUFS;
		return -1;
	}
	size = (size_t)(answers[0] | answers[1] << 8);
	answers += 2;
	answers_size -= 2;
	if (size > answers_size)
		size = answers_size;
	if (size > room->iov_len)
		size = room->iov_len;
	memcpy(room->iov_base, answers, size);
	answers += size;
	answers_size -= size;
	number_messages(room->iov_base, size);
	memcpy(message->msg_name, &kernel, sizeof(kernel));
	message->msg_namelen = sizeof(kernel);
	message->msg_controllen = 0;
	message->msg_flags = 0;
	return (ssize_t)size;
}

static void look_at_link(const struct link_info *info, void *context)
{
	(void)context;
	must(strnlen(info->name, sizeof(info->name)) < sizeof(info->name));
	must(strnlen(info->kind, sizeof(info->kind)) < sizeof(info->kind));
	must(strnlen(info->master_kind, sizeof(info->master_kind)) < sizeof(info->master_kind));
	must(strnlen(info->alias, sizeof(info->alias)) < sizeof(info->alias));
}

static int find_link(struct netlink *netlink, struct failure *failure)
{
	struct link_info info = { 0 };
	int result = link_find(netlink, "eth0", &info, failure);

	if (result == 0)
		look_at_link(&info, NULL);
	return result;
}

static int list_links(struct netlink *netlink, struct failure *failure)
{
	return link_each(netlink, look_at_link, NULL, failure);
}

static void look_at_address(int index, const struct ip_prefix *prefix, void *context)
{
	char text[PREFIX_TEXT_SIZE];

	(void)index;
	(void)context;
	if (prefix->address.family == AF_INET || prefix->address.family == AF_INET6)
		ip_prefix_format(prefix, text);
}

static int list_addresses(struct netlink *netlink, struct failure *failure)
{
	return address_each_of_all(netlink, look_at_address, NULL, failure);
}

static int find_route(struct netlink *netlink, struct failure *failure)
{
	struct default_route route = { 0 };
	char text[IP_TEXT_SIZE];
	int result = route_default(netlink, AF_INET, 0, &route, failure);

	if (result > 0 && route.gateway.family == AF_INET)
		must(ip_format(&route.gateway, text) == text);
	return result < 0 ? -1 : 0;
}

static int find_port(struct netlink *netlink, struct failure *failure)
{
	struct ipvlan_port port = { .link = "" };
	int result = ipvlan_find_port(netlink, 2, &port, failure);

	must(strnlen(port.link, sizeof(port.link)) < sizeof(port.link));
	return result < 0 ? -1 : 0;
}

static int give_id(struct netlink *netlink, struct failure *failure)
{
	int id;

	return namespace_assign_id(netlink, 1, &id, failure);
}

/* The answer to a request that is only done: an ack, with the kernel's words where it refuses. */
static int act(struct netlink *netlink, struct failure *failure)
{
	return link_set_alias(netlink, 2, "an alias", failure);
}

static int (*const questions[])(struct netlink *netlink, struct failure *failure) = {
	act,
	find_link,
	list_links,
	list_addresses,
	find_route,
	find_port,
	give_id,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct netlink *netlink;
	struct failure failure = { 0 };
	size_t question = take_byte(&data, &size) % ARRAY_SIZE(questions);

	if (netlink == NULL)
		must(netlink_open(&netlink, &failure) == 0);
	answers = data;
	answers_size = size;
	if (questions[question](netlink, &failure) < 0)
		must_be_refusal(&failure);
	return 0;
}
