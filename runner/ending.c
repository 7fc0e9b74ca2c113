/* SPDX-License-Identifier: MIT */
#include "ending.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"
#include "../netsetup/kinds.h"
#include "../netsetup/patience.h"
#include "attach.h"
#include "dhcp.h"
#include "ended.h"
#include "parents.h"
#include "processes.h"

enum {
	MOST_AT_ONCE = 256,
	LOOK_AGAIN_MS = 100, /* for a process that is not nsrun's child and was not found before */
};

/* Reaps what has ended, and counts it. Returns whether any child, dead or alive, was there at all. */
static bool reap(size_t *ended)
{
	siginfo_t info;

	for (*ended = 0;; (*ended)++) {
		memset(&info, 0, sizeof(info));
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG) < 0)
			return errno != ECHILD;
		if (info.si_pid == 0)
			return true;
	}
}

/* Where the run's processes are; those that keep its leases are not meant. */
struct place {
	const struct run *run;
	struct stat netns;
};

/* The run's namespace, which cannot get another's inode while the handle's sockets hold it. */
static bool is_of_run(pid_t pid, const struct stat *netns, void *context)
{
	const struct place *place = context;

	return netns->st_dev == place->netns.st_dev && netns->st_ino == place->netns.st_ino &&
		!dhcp_has(place->run, pid);
}

static void say(const struct run *run, const struct process *process, int signal)
{
	if (run->plan->verbose)
		fprintf(stderr, "nsrun: process %d was left behind: sent %s\n", (int)process->pid,
			signal == SIGTERM ? "SIGTERM" : "SIGKILL");
}

/* Waits until one of the processes ends, a signal comes, or the time is over. */
static void wait_for_any(
	struct run *run, const struct process *list, size_t count, int64_t milliseconds)
{
	struct pollfd ready[MOST_AT_ONCE + 1];

	for (size_t i = 0; i < count; i++)
		ready[i] = (struct pollfd){ .fd = list[i].pidfd, .events = POLLIN };
	ready[count] = (struct pollfd){ .fd = run->job.signals.fd, .events = POLLIN };
	if (milliseconds > LOOK_AGAIN_MS)
		milliseconds = LOOK_AGAIN_MS;
	poll(ready, count + 1, (int)milliseconds);
}

static bool is_asked_to_end(struct run *run)
{
	struct signalfd_siginfo info;
	bool is_asked = false;

	while (signals_next(&run->job.signals, &info))
		is_asked = is_asked || signals_asks_to_end(&run->job.signals, (int)info.ssi_signo);
	return is_asked;
}

/*
 * The processes that were met: each is sent SIGTERM once, and held until it has ended, for one that
 * is about to has no namespace any more, and is still there. Spared is what one of them started
 * after its SIGTERM: that is its way to end well, and has the time of the grace, too.
 */
struct met {
	size_t count;
	struct process list[MOST_AT_ONCE];
	int signals[MOST_AT_ONCE]; /* the last that each was sent; 0: it was spared */
};

static size_t find_met(const struct met *met, pid_t pid)
{
	size_t i = 0;

	while (i < met->count && met->list[i].pid != pid)
		i++;
	return i;
}

/*
 * Whether its parent lives, and was met in an earlier round or is spared itself. Who has lost its
 * parent is nsrun's child. (What was started just before its parent's SIGTERM cannot be told from
 * what was started just after it, and is spared as well.)
 */
static bool is_to_spare(const struct met *met, size_t earlier, const struct process *process)
{
	size_t i = find_met(met, process_parent(process->pid));

	return met->count < MOST_AT_ONCE && i < met->count &&
		(i < earlier || met->signals[i] == 0) && signals_send(met->list[i].pidfd, 0) == 0;
}

static bool has_had(const struct met *met, const struct process *process, int signal)
{
	size_t i = find_met(met, process->pid);

	return i < met->count && met->signals[i] == signal;
}

/* Notes that it was sent the signal, 0 for none yet. */
static void note(struct met *met, const struct process *process, int signal)
{
	size_t i = find_met(met, process->pid);

	if (i == MOST_AT_ONCE)
		return;
	if (i == met->count) {
		met->list[i].pid = process->pid;
		met->list[i].pidfd = fcntl(process->pidfd, F_DUPFD_CLOEXEC, 0);
		met->count++;
	}
	met->signals[i] = signal;
}

static void signal_all(
	struct run *run, const struct process *list, size_t count, int signal, struct met *met)
{
	size_t earlier = met->count;

	for (size_t i = 0; i < count; i++) {
		if (has_had(met, &list[i], signal))
			continue;
		if (signal == SIGTERM && is_to_spare(met, earlier, &list[i])) {
			note(met, &list[i], 0);
			continue;
		}
		note(met, &list[i], signal);
		/* One that has ended since has no parent that could be asked for, and nothing to be told. */
		if (signals_send(list[i].pidfd, signal) < 0)
			continue;
		say(run, &list[i], signal);
		/* A stopped process would take notice of SIGTERM only when it is continued. */
		signals_send(list[i].pidfd, SIGCONT);
	}
}

/* Waits until those that were met have ended, to the last step, and reaps them. */
static void wait_for_met(struct met *met)
{
	size_t ended;

	for (size_t i = 0; i < met->count; i++) {
		struct pollfd end = { .fd = met->list[i].pidfd, .events = POLLIN };

		poll(&end, 1, PROCESS_LAST_STEP_MS);
	}
	processes_close(met->list, met->count);
	reap(&ended);
}

/*
 * Ends what is in the namespace. Behind the grace it kills without a pause: a process that forks
 * and ends for ever is only met when it is looked for as fast as it goes. That none of nsrun's
 * children is in the namespace is the proof that nothing is left: whoever loses its parent becomes
 * nsrun's child.
 */
static void end_processes(struct run *run, struct place *place)
{
	int64_t deadline = clock_now_ms() + run->plan->grace_ms;
	struct met met = { .count = 0 };
	struct process list[MOST_AT_ONCE];
	size_t count, ended;
	bool is_any;

	do {
		int64_t left = deadline - clock_now_ms();

		count = processes_find(list, MOST_AT_ONCE, is_of_run, place);
		is_any = count != 0 || processes_have_child(is_of_run, place);
		signal_all(run, list, count, left > 0 ? SIGTERM : SIGKILL, &met);
		if (is_any)
			wait_for_any(run, list, count, left > 0 ? left : 0);
		processes_close(list, count);
		if (is_asked_to_end(run))
			deadline = 0;
		/* One that ended while it was looked for may have left another behind. */
		reap(&ended);
	} while (is_any || ended != 0);
	wait_for_met(&met);
}

/*
 * What a command left behind becomes nsrun's child, for nsrun is its subreaper. So a run that left
 * nothing, and that nobody joined, has no child, which costs one call to see. A child need not be the run's, though: the
 * shell's job in `job & exec nsrun …` is not; so the namespace decides.
 */
static void end_left_behind(struct run *run)
{
	AUTO_CLOSE int netns = -1;
	struct place place = { .run = run };
	size_t ended;

	if ((!reap(&ended) && !run->control.was_joined) || run->namespace.route < 0)
		return;
	netns = ioctl(run->namespace.route, SIOCGSKNS);
	if (netns >= 0 && fstat(netns, &place.netns) == 0)
		end_processes(run, &place);
}

/* A passthru link keeps the parent from the host as long as it exists: not a moment more. */
static bool has_taken_parent(const struct run *run)
{
	for (size_t i = 0; i < run->link_count; i++) {
		const struct link_kind_entry *kind = link_kind(run->links[i].kind);

		if (kind->takes_parent(run->links[i].mode) && !kind->is_moved)
			return true;
	}
	return false;
}

/*
 * Whether something keeps the namespace alive that is no socket: a process that joined it, a mount
 * of it. Nobody can have come for a run that was over at once, and the answer takes the kernel
 * some 18 ms: so only a run that lasted waits for it.
 */
static bool is_held(struct run *run)
{
	enum { LASTED_MS = 1000, DEATH_MS = 40, PAUSE_US = 1000 };
	struct patience patience = patience_steady(DEATH_MS, PAUSE_US);

	if (clock_now_ms() - run->started_ms < LASTED_MS)
		return false;
	do {
		if (namespace_is_gone(run->netlink, run->namespace.id))
			return false;
	} while (patience_wait(&patience));
	return true;
}

static int free_addresses(struct run *run, struct failure *failure)
{
	bool has_sockets;
	int result;

	namespace_silence(&run->namespace, run->links, run->link_count);
	result = attach_undo(run, failure);
	has_sockets = namespace_has_sockets(&run->namespace);
	namespace_let_go(&run->namespace);
	if (run->namespace.id >= 0 && (has_sockets || has_taken_parent(run) || is_held(run)))
		namespace_delete_links(run->netlink, run->namespace.id);
	return result;
}

/* Of a run that was launched, and that nobody stopped. */
static bool keeps_end(const struct run *run)
{
	return run->plan->detach && !run->plan->remove && !run->control.is_stopped &&
		run->record >= 0;
}

int ending_finish(struct run *run, struct failure *failure)
{
	int result;

	end_left_behind(run);
	/* Whom the command left behind had the network until now. A client may leave something, too. */
	if (dhcp_end(run))
		end_left_behind(run);
	nsname_remove(&run->nsname, run->plan->name);
	streams_close(&run->streams);
	close_fd(&run->joinable.mounts);
	close_fd(&run->joinable.uts);
	result = free_addresses(run, failure);
	if (!keeps_end(run))
		ended_forget(run);
	else if (ended_write(run, run->status, failure) < 0)
		result = -1;
	claims_release(&run->claims, &run->record, &run->identity);
	parents_leave(run);
	close_fd(&run->state);
	return result;
}

void ending_abandon(struct run *run)
{
	struct failure ignored;
	siginfo_t info;

	if (run->job.pidfd >= 0) {
		signals_send(run->job.pidfd, SIGKILL);
		signals_wait(run->job.pidfd, &info, WEXITED);
		close_fd(&run->job.pidfd);
	}
	close_fd(&run->channel);
	ending_finish(run, &ignored);
}
