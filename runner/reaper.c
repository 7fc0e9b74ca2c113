/* SPDX-License-Identifier: MIT */
#include "reaper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/power.h"
#include "channel.h"
#include "clone.h"
#include "descriptors.h"
#include "passing.h"
#include "privileges/capabilities.h"
#include "signals.h"

enum { NAMESPACES = 2 }; /* its PID namespace, and the user namespace that this belongs to */

struct reaper reaper_none(void)
{
	return (struct reaper){ .pidfd = -1, .pids = -1, .users = -1 };
}

/* It can be told to do nothing, and has nothing that anyone could want: so it cannot be misused. */
static int give_up_all(const struct usermap *map)
{
	const struct capability_sets none = { 0 };
	struct failure failure;

	if (usermap_write_own(map, &failure) < 0 || usermap_become(map, &failure) < 0 ||
		capabilities_reduce(&none, &failure) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	/* Its memory is a copy of nsrun's; and a change of user has untied it. */
	return prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ? -1 : 0;
}

static int hand_over(int channel)
{
	const char ready = 0;
	AUTO_CLOSE int pids = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	AUTO_CLOSE int users = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
	const int fds[NAMESPACES] = { pids, users };

	return pids < 0 || users < 0
		? -1
		: passing_send(channel, &ready, sizeof(ready), fds, NAMESPACES);
}

/* All signals are blocked, and none of them is looked at but the one that a child has ended. */
static _Noreturn void reap_for_ever(void)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		sigwaitinfo(&child, NULL);
	}
}

/* The supervisor's word comes when the map is written; that none comes is its death. */
static _Noreturn void be_reaper(int channel, const struct usermap *map)
{
	char word = 0;

	prctl(PR_SET_NAME, "nsrun init");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
		passing_receive_plain(channel, &word, sizeof(word)) != 1 || give_up_all(map) < 0 ||
		chdir("/") < 0 || hand_over(channel) < 0 ||
		passing_receive_plain(channel, &word, sizeof(word)) != 1)
		_exit(EXIT_FAILURE);
	descriptors_close(0, UINT_MAX);
	reap_for_ever();
}

static int introduce(
	struct reaper *reaper, const struct usermap *map, int channel, struct failure *failure)
{
	char word = 0;
	size_t count;
	int fds[NAMESPACES] = { -1, -1 };

	if (usermap_write(map, reaper->pid, failure) < 0)
		return -1;
	if (passing_send_plain(channel, &word, sizeof(word)) < 0 ||
		passing_receive(channel, &word, sizeof(word), fds, NAMESPACES, &count) != 1)
		return fail(failure, errno, "--pid: start the first process");
	reaper->pids = fds[0];
	reaper->users = fds[1];
	if (passing_send_plain(channel, &word, sizeof(word)) < 0)
		return fail(failure, errno, "--pid: start the first process");
	return 0;
}

int reaper_start(struct reaper *reaper, const struct usermap *map, struct failure *failure)
{
	POWER;
	int ends[2];
	int result;

	if (channel_open(ends, failure) < 0)
		return -1;
	reaper->pid = clone_into(
		CLONE_NEWPID | (map->is_set ? CLONE_NEWUSER : 0), &reaper->pidfd, failure);
	if (reaper->pid == 0) {
		close(ends[0]);
		be_reaper(ends[1], map);
	}
	close(ends[1]);
	result = reaper->pid < 0 ? -1 : introduce(reaper, map, ends[0], failure);
	close(ends[0]);
	return result;
}

int reaper_lead_in(const struct reaper *reaper, struct failure *failure)
{
	POWER;

	if (reaper->pids >= 0 && setns(reaper->pids, CLONE_NEWPID) < 0)
		return fail(failure, errno, "--pid: lead the command in");
	return 0;
}

int reaper_lead_out(const struct reaper *reaper, struct failure *failure)
{
	POWER;
	AUTO_CLOSE int own = -1;

	if (reaper->pids < 0)
		return 0;
	own = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	if (own >= 0 && (setns(own, CLONE_NEWPID) == 0 || errno == EPERM))
		return 0;
	return fail(failure, errno, "--pid: stay outside");
}

void reaper_end(struct reaper *reaper)
{
	siginfo_t info;

	if (reaper->pidfd >= 0) {
		signals_send(reaper->pidfd, SIGKILL);
		signals_wait(reaper->pidfd, &info, WEXITED);
	}
	close_fd(&reaper->pidfd);
	close_fd(&reaper->pids);
	close_fd(&reaper->users);
}
