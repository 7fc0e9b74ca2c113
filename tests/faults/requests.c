/* SPDX-License-Identifier: MIT */
#include "requests.h"

#include <linux/netlink.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "machine.h"

enum { SENT_SIZE = 32768, RECEIVED_SIZE = 65536 };

static bool is_netlink(pid_t pid, int fd)
{
	int domain = 0;
	socklen_t size = sizeof(domain);
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	int copy = (int)syscall(SYS_pidfd_getfd, process, fd, 0);

	getsockopt(copy, SOL_SOCKET, SO_DOMAIN, &domain, &size);
	close(copy);
	close(process);
	return domain == AF_NETLINK;
}

/* What a send or a receive is about: the first buffer of its message. */
static bool find_buffer(pid_t pid, const struct __ptrace_syscall_info *entry, struct iovec *buffer)
{
	struct msghdr message;

	if (entry->entry.nr == SYS_sendto || entry->entry.nr == SYS_recvfrom) {
		buffer->iov_base = (void *)(uintptr_t)entry->entry.args[1];
		buffer->iov_len = entry->entry.args[2];
		return true;
	}
	return machine_read(pid, entry->entry.args[1], &message, sizeof(message)) &&
		machine_read(pid, (uintptr_t)message.msg_iov, buffer, sizeof(*buffer));
}

static void make_void(
	pid_t pid, uint64_t place, const struct nlmsghdr *header, struct request *request)
{
	struct nlmsghdr none = {
		.nlmsg_type = NLMSG_NOOP,
		.nlmsg_flags = header->nlmsg_flags | NLM_F_ACK,
	};

	request->sequence = header->nlmsg_seq;
	request->sort.type = header->nlmsg_type;
	request->sort.flags = header->nlmsg_flags;
	request->place = place + offsetof(struct nlmsghdr, nlmsg_type);
	machine_write(pid, request->place, &none.nlmsg_type, sizeof(request->sort));
}

/* One send may have several. */
bool request_make_void(pid_t pid, int process, const struct __ptrace_syscall_info *entry,
	request_chooser *choose, struct request *request)
{
	static char sent[SENT_SIZE];
	struct nlmsghdr header;
	struct iovec buffer;
	bool is_chosen = false;
	int fd = (int)entry->entry.args[0];

	if ((entry->entry.nr != SYS_sendmsg && entry->entry.nr != SYS_sendto) ||
		!is_netlink(pid, fd) || !find_buffer(pid, entry, &buffer) ||
		buffer.iov_len > sizeof(sent) ||
		!machine_read(pid, (uintptr_t)buffer.iov_base, sent, buffer.iov_len))
		return false;
	for (size_t at = 0; at + sizeof(header) <= buffer.iov_len;
		at += NLMSG_ALIGN(header.nlmsg_len)) {
		char name[30];

		memcpy(&header, sent + at, sizeof(header));
		if (header.nlmsg_len < sizeof(header))
			break;
		snprintf(name, sizeof(name), "request-%u", header.nlmsg_type);
		if (choose(process, name)) {
			make_void(pid, (uintptr_t)buffer.iov_base + at, &header, request);
			request->fd =
				fd; /* and not before: this is called for all calls of all processes */
			is_chosen = true;
		}
	}
	return is_chosen;
}

void request_put_back(pid_t pid, const struct request *request)
{
	machine_write(pid, request->place, &request->sort, sizeof(request->sort));
}

bool request_spoil_answer(pid_t pid, const struct __ptrace_syscall_info *entry,
	const struct __ptrace_syscall_info *exit, const struct request *request, int error)
{
	static char received[RECEIVED_SIZE];
	struct nlmsghdr header;
	struct iovec buffer;
	size_t size = (size_t)exit->exit.rval;
	int answer = -error;

	if ((entry->entry.nr != SYS_recvmsg && entry->entry.nr != SYS_recvfrom) ||
		(int)entry->entry.args[0] != request->fd || exit->exit.rval <= 0 ||
		size > sizeof(received) || !find_buffer(pid, entry, &buffer) ||
		!machine_read(pid, (uintptr_t)buffer.iov_base, received, size))
		return false;
	for (size_t at = 0; at + NLMSG_HDRLEN + sizeof(answer) <= size;
		at += NLMSG_ALIGN(header.nlmsg_len)) {
		memcpy(&header, received + at, sizeof(header));
		if (header.nlmsg_len < sizeof(header))
			break;
		if (header.nlmsg_type == NLMSG_ERROR && header.nlmsg_seq == request->sequence) {
			machine_write(pid, (uintptr_t)buffer.iov_base + at + NLMSG_HDRLEN, &answer,
				sizeof(answer));
			return true;
		}
	}
	return false;
}
