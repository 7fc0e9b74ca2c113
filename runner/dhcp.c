/* SPDX-License-Identifier: MIT */
#include "dhcp.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "keeper.h"

enum { LONGEST_END_MS = 6000 }; /* more than a keeper takes to end the client */

int dhcp_start(struct run *run, size_t number, struct failure *failure)
{
	struct lease_holder *holder = &run->leases[number];
	pid_t supervisor = getpid();
	int report;
	pid_t pid = servant_start(&holder->keeper, &report, "--ip dhcp", failure);

	if (pid == 0)
		keeper_run(run, number, supervisor, report);
	return pid < 0 ? -1 : 0;
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
	ssize_t size = read(holder->keeper.report, &report, sizeof(report));

	close_fd(&holder->keeper.report);
	if (size != (ssize_t)sizeof(report))
		return fail(failure, 0, "--ip dhcp: the DHCP client of '%s' was ended",
			run->links[number].name);
	if (!report.has_lease) {
		*failure = report.failure;
		return -1;
	}
	find_mounts(holder->keeper.pid, &holder->mounts);
	return 0;
}

bool dhcp_has(const struct run *run, pid_t pid)
{
	ino_t mounts = 0;

	for (size_t i = 0; i < run->link_count; i++) {
		const struct lease_holder *holder = &run->leases[i];

		if (holder->keeper.pid == 0)
			continue;
		if (holder->keeper.pid == pid || (mounts == 0 && !find_mounts(pid, &mounts)))
			return holder->keeper.pid == pid;
		if (holder->mounts == mounts)
			return true;
	}
	return false;
}

bool dhcp_end(struct run *run)
{
	bool was_any = false;

	for (size_t i = 0; i < run->link_count; i++)
		servant_signal(&run->leases[i].keeper, SIGTERM);
	for (size_t i = 0; i < run->link_count; i++) {
		struct servant *keeper = &run->leases[i].keeper;

		if (!servant_end(keeper, LONGEST_END_MS))
			continue;
		was_any = true;
		close_fd(&keeper->report);
	}
	return was_any;
}
