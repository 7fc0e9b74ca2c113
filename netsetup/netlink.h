/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_NETLINK_H
#define NETSETUP_NETLINK_H

/*
 * One rtnetlink socket, and requests over it whose failures carry the kernel's own errno and words.
 *
 * libnl makes the socket, the requests and their attributes. It turns the kernel's errno into one of its own
 * 32 codes (ENETUNREACH, EMFILE and ENOSPC all become "Unspecific failure") and never asks for the extended
 * ack. So the socket is told to send extended acks, and the answers are read here, errno and text as
 * Documentation/userspace-api/netlink/intro.rst describes them.
 */
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdint.h>

#include "cleanup.h"
#include "failure.h"

struct netlink; /* opaque: one socket, in the network namespace that it was opened in */

/* Opens a socket in the network namespace of the caller. The caller closes it. */
int netlink_open(struct netlink **netlink, struct failure *failure);

/*
 * Uses a socket that was opened elsewhere: netlink_close() leaves fd open. Nobody else may use the
 * socket meanwhile.
 */
int netlink_adopt(struct netlink **netlink, int fd, struct failure *failure);

/* The socket's descriptor, which stays the netlink's. */
int netlink_fd(struct netlink *netlink);

/* Closes *netlink when it is set, and sets it to NULL. Keeps errno. */
void netlink_close(struct netlink **netlink);

#define AUTO_NETLINK __attribute__((cleanup(netlink_close)))

/*
 * The cookie of the network namespace that a socket belongs to (SO_NETNS_COOKIE, Linux 5.14): never
 * used twice in one boot. fd is any socket's descriptor.
 */
int netlink_cookie(int fd, uint64_t *cookie, struct failure *failure);

/*
 * Starts a request of the given RTM_ type: its family header (struct ifinfomsg, ifaddrmsg, rtmsg …)
 * is copied from header. Attributes are added by libnl's nla_put functions, each of which tells
 * whether there was room (a page). Returns NULL when there is no memory.
 */
struct nl_msg *request_new(int type, int flags, const void *header, size_t size);

/* Frees *request when it is set. */
void request_free(struct nl_msg **request);

#define AUTO_REQUEST __attribute__((cleanup(request_free)))

/*
 * Sends the request and waits for the kernel's answer. "what" begins the failure's text, which goes
 * on with the kernel's extended ack, or the errno's name where there is none; failure->code is the
 * kernel's errno.
 */
int netlink_execute(struct netlink *netlink, struct nl_msg *request, struct failure *failure,
	const char *what, ...) __attribute__((format(printf, 4, 5)));

/* Reads one reply; it may not keep the pointer. Returns 0, or a negative value to stop. */
typedef int netlink_reader(const struct nlmsghdr *reply, void *context);

/* As netlink_execute() for a request that the kernel answers with data: read is called for each. */
int netlink_query(struct netlink *netlink, struct nl_msg *request, netlink_reader *read,
	void *context, struct failure *failure, const char *what, ...)
	__attribute__((format(printf, 6, 7)));

#endif
