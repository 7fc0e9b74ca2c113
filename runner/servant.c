/* SPDX-License-Identifier: MIT */
#include "servant.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "clone.h"
#include "signals.h"

pid_t servant_start(struct servant *servant, int *report, const char *what, struct failure *failure)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "%s: pipe", what);
	servant->report = ends[0];
	*report = ends[1];
	servant->pid = clone_process(&servant->pidfd, failure);
	if (servant->pid == 0)
		return 0;
	close_fd(report);
	if (servant->pid > 0)
		return servant->pid;
	servant->pid = 0;
	close_fd(&servant->report);
	return fail_in(failure, what);
}

void servant_signal(const struct servant *servant, int signal)
{
	if (servant->pid != 0)
		signals_send(servant->pidfd, signal);
}

bool servant_end(struct servant *servant, int milliseconds)
{
	struct pollfd end = { .fd = servant->pidfd, .events = POLLIN };

	if (servant->pid == 0)
		return false;
	if (poll(&end, 1, milliseconds) == 0) {
		servant_signal(servant, SIGKILL);
		poll(&end, 1, milliseconds);
	}
	close_fd(&servant->pidfd);
	servant->pid = 0;
	return true;
}
