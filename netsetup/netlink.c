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
#include <string.h>
#include <sys/socket.h>

#include "power.h"

/* Since Linux 5.14; glibc 2.36 and older lack the name. */
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

enum { GREATEST_ERRNO = 4095 }; /* MAX_ERRNO of the kernel's err.h */

struct netlink {
	struct nl_sock *socket;
	/* What the kernel answered to the request under way. */
	unsigned sequence;
	bool answered;
	int code;
	char words[160];
	netlink_reader *read;
	void *context;
};

/*
 * The attributes of an ack stand behind the echo of the request, which is the whole request or,
 * with NLM_F_CAPPED, its header alone.
 */
static void take_extended_ack(struct netlink *netlink, struct nlmsgerr *error)
{
	const size_t header = sizeof(error->msg);
	struct nlmsghdr *ack = (struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);
	bool is_capped = (ack->nlmsg_flags & NLM_F_CAPPED) != 0;
	size_t echo = is_capped ? header : NLMSG_ALIGN((size_t)error->msg.nlmsg_len);
	size_t front = NLMSG_LENGTH(sizeof(*error)) - header;
	struct nlattr *attribute;

	if (!(ack->nlmsg_flags & NLM_F_ACK_TLVS) || echo < header || ack->nlmsg_len < front ||
		ack->nlmsg_len - front < echo + sizeof(*attribute))
		return;
	attribute = nla_find((struct nlattr *)((char *)ack + front + echo),
		(int)(ack->nlmsg_len - front - echo), NLMSGERR_ATTR_MSG);
	if (attribute != NULL)
		nla_strlcpy(netlink->words, attribute, sizeof(netlink->words));
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *context)
{
	struct netlink *netlink = context;

	(void)from;
	netlink->answered = true;
	netlink->code =
		error->error < 0 && error->error >= -GREATEST_ERRNO ? -error->error : EPROTO;
	take_extended_ack(netlink, error);
	return NL_STOP;
}

/*
 * libnl counts answers, and after one request that could not be sent, or whose answer could not be read, it takes all
 * that come for those of others.
 */
static int on_sequence(struct nl_msg *message, void *context)
{
	const struct netlink *netlink = context;

	return nlmsg_hdr(message)->nlmsg_seq == netlink->sequence ? NL_OK : NL_SKIP;
}

/* An ack, or the end of a dump. */
static int on_end(struct nl_msg *message, void *context)
{
	struct netlink *netlink = context;

	(void)message;
	netlink->answered = true;
	return NL_STOP;
}

static int on_reply(struct nl_msg *reply, void *context)
{
	struct netlink *netlink = context;

	if (netlink->read == NULL || netlink->read(nlmsg_hdr(reply), netlink->context) >= 0)
		return NL_OK;
	return NL_SKIP;
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

static void set_callbacks(struct nl_sock *socket, struct netlink *netlink)
{
	/* A reply to a launch's request is small: one buffer serves, without a peek at its size. */
	nl_socket_disable_msg_peek(socket);
	nl_socket_set_msg_buf_size(socket, 32768);
	nl_socket_modify_cb(socket, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, netlink);
	nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, on_reply, netlink);
	nl_socket_modify_cb(socket, NL_CB_ACK, NL_CB_CUSTOM, on_end, netlink);
	nl_socket_modify_cb(socket, NL_CB_FINISH, NL_CB_CUSTOM, on_end, netlink);
	nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, on_error, netlink);
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
	set_callbacks(netlink->socket, netlink);
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

/*
 * Sends, and reads until the kernel's ack, which libnl asks for in every request: also one that is
 * answered with data ends with it.
 */
static int exchange(struct netlink *netlink, struct nl_msg *request)
{
	int error;

	netlink->answered = false;
	netlink->code = 0;
	netlink->words[0] = '\0';
	errno = 0;
	error = nl_send_auto(netlink->socket, request);
	netlink->sequence = nlmsg_hdr(request)->nlmsg_seq;
	while (error >= 0 && !netlink->answered)
		error = nl_recvmsgs_default(netlink->socket);
	if (netlink->code == 0 && error < 0) {
		netlink->code = errno != 0 ? errno : EIO;
		snprintf(netlink->words, sizeof(netlink->words), "%s",
			errno != 0 ? strerror(errno) : nl_geterror(error));
	}
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

	netlink->read = NULL;
	result = exchange(netlink, request);
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

	netlink->read = read;
	netlink->context = context;
	result = exchange(netlink, request);
	if (result < 0) {
		va_start(arguments, what);
		report(netlink, failure, what, arguments);
		va_end(arguments);
	}
	return result;
}
