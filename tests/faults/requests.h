/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAULTS_REQUESTS_H
#define TESTS_FAULTS_REQUESTS_H

/*
 * Netlink requests of a traced process that the kernel answers with an error. It is sent a message without a meaning
 * in the place of the request, NLMSG_NOOP, which is to be acknowledged and has no other effect. That answer is changed
 * when it is read. So the request is not done, as of one that was refused, and nsrun reads the answer by the same calls.
 */
#include <stdbool.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/types.h>

struct request {
	int fd;            /* on which it was sent */
	uint32_t sequence; /* its number */
	uint64_t place;    /* where its sort is in the process's memory */
	struct {
		uint16_t type, flags;
	} sort; /* which that was */
};

/* Whether this one is to fail. */
typedef bool request_chooser(int process, const char *name);

/*
 * At the entry of any system call: asks choose for each request that this one sends. Returns true with *request when one
 * was made void; its type is then to be put back behind the call.
 */
bool request_make_void(pid_t pid, int process, const struct __ptrace_syscall_info *entry,
	request_chooser *choose, struct request *request);
void request_put_back(pid_t pid, const struct request *request);

/* At the exit of any system call: true when it has read the answer, which says error now. */
bool request_spoil_answer(pid_t pid, const struct __ptrace_syscall_info *entry,
	const struct __ptrace_syscall_info *exit, const struct request *request, int error);

#endif
