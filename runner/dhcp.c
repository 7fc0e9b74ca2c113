/* SPDX-License-Identifier: MIT */
#include "dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "keeper.h"

enum { LONGEST_END_MS = 6000 }; /* more than a keeper takes to end the client */

int dhcp_start(struct run *run, size_t number, struct failure *failure)
{
	struct lease_holder *holder = &run->leases[number];
	pid_t supervisor = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "--ip dhcp: pipe");
	holder->report = ends[0];
	holder->pid = fork();
	if (holder->pid == 0)
		keeper_run(run, number, supervisor, ends[1]);
	close(ends[1]);
	if (holder->pid < 0) {
		holder->pid = 0;
		return fail(failure, errno, "--ip dhcp: fork");
	}
	/* It is not reaped before the run has begun, so the pid is its own. */
	holder->pidfd = (int)syscall(SYS_pidfd_open, holder->pid, 0);
	if (holder->pidfd < 0)
		return fail(failure, errno, "--ip dhcp: hold the keeper of the lease");
	return 0;
}

static bool find_mounts(pid_t pid, ino_t *mounts)
{
	struct stat status;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", (int)pid);
	if (stat(path, &status) < 0)
		return false;
	*mounts = status.st_ino;
	return true;
}

int dhcp_take(struct run *run, size_t number, struct failure *failure)
{
	struct lease_holder *holder = &run->leases[number];
	struct keeper_report report;
	ssize_t size = read(holder->report, &report, sizeof(report));

	close_fd(&holder->report);
	if (size != (ssize_t)sizeof(report))
		return fail(failure, 0, "--ip dhcp: the DHCP client of '%s' was ended",
			run->links[number].name);
	if (!report.has_lease) {
		*failure = report.failure;
		return -1;
	}
	find_mounts(holder->pid, &holder->mounts);
	return 0;
}

bool dhcp_has(const struct run *run, pid_t pid)
{
	ino_t mounts = 0;

	for (size_t i = 0; i < run->link_count; i++) {
		const struct lease_holder *holder = &run->leases[i];

		if (holder->pid == 0)
			continue;
		if (holder->pid == pid || (mounts == 0 && !find_mounts(pid, &mounts)))
			return holder->pid == pid;
		if (holder->mounts == mounts)
			return true;
	}
	return false;
}

bool dhcp_end(struct run *run)
{
	bool was_any = false;

	for (size_t i = 0; i < run->link_count; i++) {
		if (run->leases[i].pid != 0)
			signals_send(run->leases[i].pidfd, SIGTERM);
	}
	for (size_t i = 0; i < run->link_count; i++) {
		struct lease_holder *holder = &run->leases[i];
		struct pollfd end = { .fd = holder->pidfd, .events = POLLIN };

		if (holder->pid == 0)
			continue;
		was_any = true;
		if (poll(&end, 1, LONGEST_END_MS) == 0)
			signals_send(holder->pidfd, SIGKILL);
		close_fd(&holder->pidfd);
		close_fd(&holder->report);
		holder->pid = 0;
	}
	return was_any;
}
