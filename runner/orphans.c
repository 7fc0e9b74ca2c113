/* SPDX-License-Identifier: MIT */
#include "orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "../netsetup/clock.h"

enum {
	MOST_AT_ONCE = 256,
	LOOK_AGAIN_MS = 100, /* for a process that is not nsrun's child and was not found before */
};

bool orphans_reap(size_t *ended)
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

static void say(const struct orphans *orphans, const struct process *process, int signal)
{
	if (orphans->says)
		fprintf(stderr, "nsrun: process %d was left behind: sent %s\n", (int)process->pid,
			signal == SIGTERM ? "SIGTERM" : "SIGKILL");
}

/* Waits until one of the processes ends, a signal comes, or the time is over. */
static void wait_for_any(const struct orphans *orphans, const struct process *list, size_t count,
	int64_t milliseconds)
{
	struct pollfd ready[MOST_AT_ONCE + 1];

	for (size_t i = 0; i < count; i++)
		ready[i] = (struct pollfd){ .fd = list[i].pidfd, .events = POLLIN };
	ready[count] = (struct pollfd){ .fd = orphans->signals->fd, .events = POLLIN };
	if (milliseconds > LOOK_AGAIN_MS)
		milliseconds = LOOK_AGAIN_MS;
	poll(ready, count + 1, (int)milliseconds);
}

static bool is_asked_to_end(const struct signals *signals)
{
	struct signalfd_siginfo info;
	bool is_asked = false;

	while (signals_next(signals, &info))
		is_asked = is_asked || signals_asks_to_end(signals, (int)info.ssi_signo);
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

/* One that is over and waited for has its number no more. */
static bool is_still(const struct process *process)
{
	return process->pidfd < 0 || signals_send(process->pidfd, 0) == 0;
}

static size_t find_met(const struct met *met, pid_t pid)
{
	size_t i = 0;

	while (i < met->count && (met->list[i].pid != pid || !is_still(&met->list[i])))
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

static void signal_all(const struct orphans *orphans, const struct process *list, size_t count,
	int signal, struct met *met)
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
		say(orphans, &list[i], signal);
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
	orphans_reap(&ended);
}

/*
 * Behind the grace it kills without a pause: a process that forks and ends for ever is only met when it
 * is looked for as fast as it goes. That none of nsrun's children is meant is the proof that nothing is
 * left: whoever loses its parent becomes nsrun's child.
 */
void orphans_end(const struct orphans *orphans)
{
	int64_t deadline = clock_now_ms() + orphans->grace_ms;
	struct met met = { .count = 0 };
	struct process list[MOST_AT_ONCE];
	size_t count, ended;
	bool is_any;

	do {
		int64_t left = deadline - clock_now_ms();

		count = processes_find(list, MOST_AT_ONCE, orphans->is_meant, orphans->context);
		is_any = count != 0 || processes_have_child(orphans->is_meant, orphans->context);
		signal_all(orphans, list, count, left > 0 ? SIGTERM : SIGKILL, &met);
		if (is_any)
			wait_for_any(orphans, list, count, left > 0 ? left : 0);
		processes_close(list, count);
		if (is_asked_to_end(orphans->signals))
			deadline = 0;
		/* One that ended while it was looked for may have left another behind. */
		orphans_reap(&ended);
	} while (is_any || ended != 0);
	wait_for_met(&met);
}
