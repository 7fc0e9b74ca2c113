/* SPDX-License-Identifier: MIT */
#include "clone.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"

static int refuse(struct failure *failure)
{
	fail(failure, errno, "new namespaces");
	switch (failure->code) {
	case EPERM:
		return fail_advise(
			failure, "this needs CAP_SYS_ADMIN, and CAP_NET_ADMIN for links; use sudo");
	case ENOSPC:
		return fail_advise(failure,
			"a limit below /proc/sys/user is reached (max_net_namespaces ...)");
	default:
		return -1;
	}
}

/*
 * An older container's system call filter answers clone3 with ENOSYS; clone has all that is
 * needed here. Its arguments are those of x86, arm and riscv.
 */
static pid_t clone_with(uint64_t flags, unsigned signal, int *pidfd)
{
	struct clone_args arguments = {
		.flags = flags | CLONE_PIDFD,
		.pidfd = (uintptr_t)pidfd,
		.exit_signal = signal,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid < 0 && errno == ENOSYS)
		pid = (pid_t)syscall(SYS_clone, arguments.flags | signal, NULL, pidfd, NULL, 0);
	if (pid < 0)
		*pidfd = -1;
	return pid;
}

pid_t clone_process(int *pidfd, struct failure *failure)
{
	pid_t pid = clone_with(0, SIGCHLD, pidfd);

	return pid < 0 ? fail(failure, errno, "fork") : pid;
}

pid_t clone_into(uint64_t flags, int *pidfd, struct failure *failure)
{
	pid_t pid = clone_with(flags, SIGCHLD, pidfd);

	return pid < 0 ? refuse(failure) : pid;
}

/* The signal is that of the caller's own end. */
pid_t clone_sibling(int *pidfd, struct failure *failure)
{
	pid_t pid = clone_with(CLONE_PARENT, 0, pidfd);

	return pid < 0 ? fail(failure, errno, "fork") : pid;
}

int clone_unshare(uint64_t flags, struct failure *failure)
{
	return unshare((int)flags) < 0 ? refuse(failure) : 0;
}

/* The caller's. A socket leads there sooner than /proc/self does, but not everybody. */
static int open_namespace(int socket)
{
	int network = socket >= 0 ? namespace_open(socket) : -1;

	return network >= 0 ? network : namespace_open_own();
}

/* In the new namespace. */
static int open_handles(struct namespace_handle *handle, int *network, struct failure *failure)
{
	AUTO_NETLINK struct netlink *netlink = NULL;

	if (netlink_open(&netlink, failure) < 0)
		return -1;
	*network = open_namespace(netlink_fd(netlink));
	handle->route = fcntl(netlink_fd(netlink), F_DUPFD_CLOEXEC, 0);
	if (*network >= 0 && handle->route >= 0)
		return 0;
	fail(failure, errno, "hold the network namespace");
	close_fd(network);
	close_fd(&handle->route);
	return -1;
}

int clone_way_back(int socket)
{
	POWER;
	AUTO_CLOSE int own = open_namespace(socket);

	return own >= 0 && setns(own, CLONE_NEWNET) == 0 ? take_fd(&own) : -1;
}

int clone_network(
	int way_back, struct namespace_handle *handle, int *network, struct failure *failure)
{
	POWER;
	int result;

	if (clone_unshare(CLONE_NEWNET, failure) < 0)
		return -1;
	result = open_handles(handle, network, failure);
	if (setns(way_back, CLONE_NEWNET) < 0)
		return fail(failure, errno, "come back to the host's network namespace");
	return result;
}
