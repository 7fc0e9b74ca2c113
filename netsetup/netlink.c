/* SPDX-License-Identifier: MIT */
#include "netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "power.h"

/* Since Linux 5.14; glibc 2.36 and older lack the name. */
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

enum {
	GREATEST_ERRNO = 4095,  /* MAX_ERRNO of the kernel's err.h */
	LARGEST_ANSWER = 32768, /* netlink_dump() fills no more at once */
};

struct netlink {
	struct nl_sock *socket;
	/* What the kernel answered to the request under way. */
	unsigned sequence;
	bool is_acknowledged; /* else its one reply is all that comes */
	bool answered;
	bool has_changed; /* what was listed, while it was */
	int code;
	char words[160];
	netlink_reader *read;
	void *context;
};

/*
 * The attributes of an ack stand behind the echo of the request, which is the whole request or,
 * with NLM_F_CAPPED, its header alone.
 */
static void take_extended_ack(
	struct netlink *netlink, const struct nlmsghdr *ack, const struct nlmsgerr *error)
{
	const size_t header = sizeof(error->msg);
	bool is_capped = (ack->nlmsg_flags & NLM_F_CAPPED) != 0;
	size_t echo = is_capped ? header : NLMSG_ALIGN((size_t)error->msg.nlmsg_len);
	size_t front = NLMSG_LENGTH(sizeof(*error)) - header;
	struct nlattr *attribute;

	if (!(ack->nlmsg_flags & NLM_F_ACK_TLVS) || echo < header || ack->nlmsg_len < front ||
		ack->nlmsg_len - front < echo + sizeof(*attribute))
		return;
	attribute = nla_find((struct nlattr *)((uintptr_t)ack + front + echo),
		(int)(ack->nlmsg_len - front - echo), NLMSGERR_ATTR_MSG);
	if (attribute != NULL)
		nla_strlcpy(netlink->words, attribute, sizeof(netlink->words));
}

static void end(struct netlink *netlink, int code)
{
	netlink->answered = true;
	netlink->code = code;
}

static int errno_of(int error)
{
	return error <= 0 && error >= -GREATEST_ERRNO ? -error : EPROTO;
}

static void take_error(struct netlink *netlink, const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = nlmsg_data(message);

	if (nlmsg_datalen(message) < (int)sizeof(*error)) {
		end(netlink, EPROTO);
		return;
	}
	end(netlink, errno_of(error->error));
	if (netlink->code != 0)
		take_extended_ack(netlink, message, error);
}

/* The end of a dump bears its errno, too: it may have come to an end before its time. */
static void take_done(struct netlink *netlink, const struct nlmsghdr *message)
{
	int error = 0;

	if (nlmsg_datalen(message) >= (int)sizeof(error))
		memcpy(&error, nlmsg_data(message), sizeof(error));
	end(netlink, errno_of(error));
	if (netlink->code == 0 && netlink->has_changed) {
		netlink->code = EAGAIN;
		snprintf(netlink->words, sizeof(netlink->words), "changed while it was read");
	}
}

static void take_reply(struct netlink *netlink, const struct nlmsghdr *message)
{
	if ((message->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
		netlink->has_changed = true;
	if (netlink->read != NULL)
		netlink->read(message, netlink->context);
	if (!netlink->is_acknowledged && (message->nlmsg_flags & NLM_F_MULTI) == 0)
		end(netlink, 0);
}

/* What is left over from a request before this one is nobody's any more. */
static void take(struct netlink *netlink, const struct nlmsghdr *message)
{
	if (message->nlmsg_seq != netlink->sequence)
		return;
	switch (message->nlmsg_type) {
	case NLMSG_NOOP:
		break;
	case NLMSG_ERROR:
		take_error(netlink, message);
		break;
	case NLMSG_DONE:
		take_done(netlink, message);
		break;
	default:
		take_reply(netlink, message);
	}
}

/* Who else sends to this socket is not heard. */
static void receive(struct netlink *netlink)
{
	_Alignas(struct nlmsghdr) char answer[LARGEST_ANSWER];
	struct sockaddr_nl from = { .nl_pid = 0 };
	struct iovec room = { answer, sizeof(answer) };
	struct msghdr envelope = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &room,
		.msg_iovlen = 1,
	};
	struct nlmsghdr *message = (struct nlmsghdr *)answer;
	ssize_t size = recvmsg(nl_socket_get_fd(netlink->socket), &envelope, 0);
	int left = (int)size;

	if (size < 0 && errno == EINTR)
		return;
	if (size < 0)
		end(netlink, errno);
	else if (size == 0 || (envelope.msg_flags & MSG_TRUNC) != 0)
		end(netlink, EMSGSIZE);
	if (size <= 0 || from.nl_pid != 0)
		return;
	for (; !netlink->answered && nlmsg_ok(message, left); message = nlmsg_next(message, &left))
		take(netlink, message);
}

/* What belongs to the socket, and stays when another libnl socket takes it over. */
static void set_options(int fd)
{
	int on = 1;

	/* Older kernels only lack the words, and the strict check only saves them work. */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
}

/* Without a socket of the system's yet. NULL when there is no memory. */
static struct netlink *netlink_new(void)
{
	struct netlink *netlink = calloc(1, sizeof(*netlink));

	if (netlink == NULL)
		return NULL;
	netlink->socket = nl_socket_alloc();
	if (netlink->socket == NULL) {
		free(netlink);
		return NULL;
	}
	nl_socket_disable_auto_ack(netlink->socket);
	return netlink;
}

int netlink_open(struct netlink **netlink, struct failure *failure)
{
	POWER; /* the kernel asks for it of who opens the socket, too */
	int error;

	*netlink = netlink_new();
	if (*netlink == NULL)
		return fail(failure, ENOMEM, "rtnetlink socket");
	errno = 0;
	error = nl_connect((*netlink)->socket, NETLINK_ROUTE);
	if (error == 0) {
		set_options(nl_socket_get_fd((*netlink)->socket));
		return 0;
	}
	fail_why(failure, errno, errno != 0 ? strerror(errno) : nl_geterror(error),
		"rtnetlink socket");
	netlink_close(netlink);
	return -1;
}

int netlink_adopt(struct netlink **netlink, int fd, struct failure *failure)
{
	AUTO_CLOSE int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	*netlink = NULL;
	if (copy < 0)
		return fail(failure, errno, "rtnetlink socket");
	*netlink = netlink_new();
	if (*netlink == NULL)
		return fail(failure, ENOMEM, "rtnetlink socket");
	if (nl_socket_set_fd((*netlink)->socket, NETLINK_ROUTE, copy) == 0) {
		take_fd(&copy);
		return 0;
	}
	netlink_close(netlink);
	return fail(failure, EINVAL, "rtnetlink socket");
}

int netlink_fd(struct netlink *netlink)
{
	return nl_socket_get_fd(netlink->socket);
}

void netlink_close(struct netlink **netlink)
{
	int saved = errno;

	if (*netlink != NULL) {
		nl_socket_free((*netlink)->socket);
		free(*netlink);
	}
	*netlink = NULL;
	errno = saved;
}

int netlink_cookie(int fd, uint64_t *cookie, struct failure *failure)
{
	socklen_t size = sizeof(*cookie);

	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, &size) < 0)
		return fail(failure, errno, "cookie of the network namespace");
	return 0;
}

struct nl_msg *request_new(int type, int flags, const void *header, size_t size)
{
	struct nl_msg *request = nlmsg_alloc_simple(type, flags);

	if (request == NULL)
		return NULL;
	if (nlmsg_append(request, (void *)(uintptr_t)header, size, NLMSG_ALIGNTO) < 0) {
		nlmsg_free(request);
		return NULL;
	}
	return request;
}

void request_free(struct nl_msg **request)
{
	int saved = errno;

	nlmsg_free(*request);
	*request = NULL;
	errno = saved;
}

/* What only asks for one object is answered by that, or by an error: an ack would be one message more. */
static bool needs_ack(const struct nlmsghdr *request)
{
	enum { SORT = 3, SORT_GET = 2 }; /* of RTM_NEW…, RTM_DEL…, RTM_GET…, RTM_SET… */

	return (request->nlmsg_type & SORT) != SORT_GET || (request->nlmsg_flags & NLM_F_DUMP) != 0;
}

static void send_request(struct netlink *netlink, struct nl_msg *request)
{
	struct nlmsghdr *header = nlmsg_hdr(request);
	int result;

	netlink->is_acknowledged = needs_ack(header);
	if (netlink->is_acknowledged)
		header->nlmsg_flags |= NLM_F_ACK;
	errno = 0;
	result = nl_send_auto(netlink->socket, request);
	netlink->sequence = header->nlmsg_seq;
	if (result >= 0)
		return;
	end(netlink, errno != 0 ? errno : EIO);
	if (errno == 0)
		snprintf(netlink->words, sizeof(netlink->words), "%s", nl_geterror(result));
}

static int exchange(
	struct netlink *netlink, struct nl_msg *request, netlink_reader *read, void *context)
{
	netlink->answered = false;
	netlink->has_changed = false;
	netlink->words[0] = '\0';
	netlink->read = read;
	netlink->context = context;
	send_request(netlink, request);
	while (!netlink->answered)
		receive(netlink);
	return netlink->code == 0 ? 0 : -1;
}

__attribute__((format(printf, 3, 0))) static int report(
	struct netlink *netlink, struct failure *failure, const char *what, va_list arguments)
{
	char text[sizeof(failure->text)];

	vsnprintf(text, sizeof(text), what, arguments);
	if (netlink->words[0] != '\0')
		return fail_why(failure, netlink->code, netlink->words, "%s", text);
	return fail(failure, netlink->code, "%s", text);
}

int netlink_execute(struct netlink *netlink, struct nl_msg *request, struct failure *failure,
	const char *what, ...)
{
	va_list arguments;
	int result;

	result = exchange(netlink, request, NULL, NULL);
	if (result < 0) {
		va_start(arguments, what);
		report(netlink, failure, what, arguments);
		va_end(arguments);
	}
	return result;
}

int netlink_query(struct netlink *netlink, struct nl_msg *request, netlink_reader *read,
	void *context, struct failure *failure, const char *what, ...)
{
	va_list arguments;
	int result;

	result = exchange(netlink, request, read, context);
	if (result < 0) {
		va_start(arguments, what);
		report(netlink, failure, what, arguments);
		va_end(arguments);
	}
	return result;
}
