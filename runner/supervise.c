/* SPDX-License-Identifier: MIT */
#include "supervise.h"

/*
 * Theory of operation
 *
 * nsrun and the command are in one process group, which the shell knows as the job. What the
 * terminal does (^C, ^Z, a closed window) the kernel sends to both; the command has had it, and
 * nsrun does nothing. What a process sends to nsrun's pid is passed on.
 *
 * When the command stops, nsrun stops itself, or the shell would wait for a job of which half is
 * running. The shell's `fg` continues the group; a SIGCONT for nsrun alone is passed on.
 */
#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"

enum {
	SIGNAL_STATUS = 128,
	JOB_PATIENCE_MS = 50,
	REST_MS = 100,
};

/*
 * Whether the command was continued. One that has stopped itself again since then is not told as
 * continued any more, but as stopped anew, which is left for take_changes().
 */
static bool is_continued(const struct job *job)
{
	siginfo_t change;

	if (signals_wait(job->pidfd, &change, WCONTINUED | WNOHANG) < 0 ||
		change.si_code == CLD_CONTINUED)
		return true;
	return signals_wait(job->pidfd, &change, WSTOPPED | WNOHANG | WNOWAIT) < 0 ||
		change.si_code == CLD_STOPPED;
}

/* One that asks nsrun to end may be for nsrun alone; all others a process sent are the command's. */
static void take_signal(struct job *job, const struct signalfd_siginfo *info)
{
	int signal = (int)info->ssi_signo;

	if (job->asked_to_end != NULL && signals_asks_to_end(&job->signals, signal))
		job->asked_to_end(info, job->asked_context);
	else if (signals_is_for_command(info))
		signals_forward(job->pidfd, info);
}

/*
 * After a stop: what continued nsrun was most likely for the whole job, and then the command has
 * it, too, or will have it within the same kill(2) of the shell. Only if it has not it is sent on,
 * so that the command sees one SIGCONT.
 */
static void continue_command(struct job *job)
{
	int64_t deadline = clock_now_ms() + JOB_PATIENCE_MS;
	struct pollfd signal = { .fd = job->signals.fd, .events = POLLIN };
	struct signalfd_siginfo info;
	bool is_sent = false;

	for (;;) {
		while (signals_next(&job->signals, &info)) {
			if (info.ssi_signo == SIGCONT)
				is_sent = true;
			else
				take_signal(job, &info);
		}
		if (is_continued(job))
			return;
		if (clock_now_ms() >= deadline)
			break;
		poll(&signal, 1, JOB_PATIENCE_MS);
	}
	if (is_sent)
		signals_send(job->pidfd, SIGCONT);
	if (is_sent && job->companion != 0)
		signals_send(job->companion_fd, SIGCONT);
}

/*
 * Takes one change of a child: true when it is the command's exit, and then the status is the job's.
 * Orphans of the command that end meanwhile are reaped, for nsrun is their subreaper.
 */
static bool take_change(struct job *job, const siginfo_t *info)
{
	const bool is_companion = job->companion != 0 && info->si_pid == job->companion;

	if (info->si_pid != job->pid && !(is_companion && info->si_code == CLD_STOPPED))
		return false;
	switch (info->si_code) {
	case CLD_EXITED:
		job->status = info->si_status;
		return true;
	case CLD_KILLED:
	case CLD_DUMPED:
		job->signal = info->si_status;
		job->status = SIGNAL_STATUS + info->si_status;
		return true;
	case CLD_STOPPED:
		signals_stop(info->si_status);
		continue_command(job);
		return false;
	default:
		return false;
	}
}

static bool take_changes(struct job *job)
{
	for (;;) {
		siginfo_t info = { 0 };

		if (waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG) < 0 || info.si_pid == 0)
			return false;
		if (take_change(job, &info))
			return true;
	}
}

static void pass_on(void *context)
{
	struct job *job = context;
	struct signalfd_siginfo info;

	while (signals_next(&job->signals, &info))
		take_signal(job, &info);
}

static void end_timer(struct job *job, int *timer)
{
	if (*timer >= 0)
		events_remove(&job->events, *timer);
	close_fd(timer);
}

static void kill_command(void *context)
{
	struct job *job = context;

	events_timer_rest(job->grace_timer);
	signals_send(job->pidfd, SIGKILL);
}

void job_end(struct job *job, unsigned grace_ms)
{
	if (job->grace_timer < 0) {
		signals_send(job->pidfd, SIGTERM);
		/* A stopped one would take notice of it only when it is continued. */
		signals_send(job->pidfd, SIGCONT);
	} else {
		end_timer(job, &job->grace_timer);
	}
	job->grace_timer = events_timer(grace_ms);
	if (job->grace_timer < 0 || !events_add(&job->events, job->grace_timer, kill_command, job))
		signals_send(job->pidfd, SIGKILL);
}

/* One that has ended by itself, and was not reaped yet, has its own status. */
static void end_at_limit(void *context)
{
	struct job *job = context;
	siginfo_t info;

	end_timer(job, &job->limit_timer);
	if (signals_wait(job->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0)
		return;
	job->is_over_limit = true;
	job_end(job, job->limit_grace_ms);
}

int job_limit(struct job *job, unsigned milliseconds, unsigned grace_ms)
{
	job->limit_grace_ms = grace_ms;
	job->limit_timer = events_timer(milliseconds);
	if (job->limit_timer < 0 || !events_add(&job->events, job->limit_timer, end_at_limit, job))
		return -1;
	return 0;
}

unsigned job_take_limit(struct job *job)
{
	unsigned left = 0;

	if (job->limit_timer >= 0)
		left = events_timer_left(job->limit_timer);
	end_timer(job, &job->limit_timer);
	return left;
}

void job_clear(struct job *job)
{
	job->pidfd = -1;
	job->grace_timer = -1;
	job->limit_timer = -1;
}

/* What the launch needed is given back once the command turns out to stay: a short one would only pay for it. */
static void rest(struct job *job, bool *has_rested)
{
	if (events_wait(&job->events, *has_rested ? -1 : REST_MS) || *has_rested)
		return;
	malloc_trim(0);
	*has_rested = true;
}

int supervise(struct job *job)
{
	bool has_rested = false;

	events_add(&job->events, job->signals.fd, pass_on, job);
	while (!take_changes(job))
		rest(job, &has_rested);
	events_remove(&job->events, job->signals.fd);
	end_timer(job, &job->grace_timer);
	end_timer(job, &job->limit_timer);
	close_fd(&job->pidfd);
	return job->is_over_limit ? STATUS_TIMED_OUT : job->status;
}
