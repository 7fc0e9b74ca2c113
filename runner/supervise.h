/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SUPERVISE_H
#define RUNNER_SUPERVISE_H

/* nsrun while the command runs: invisible. */
#include <stdbool.h>
#include <sys/types.h>

#include "events.h"
#include "signals.h"

enum { STATUS_TIMED_OUT = 124 };

/* Called when a signal asks nsrun to end. One of the terminal's has reached the whole job already. */
typedef void job_asked_function(const struct signalfd_siginfo *info, void *context);

/* A command, as the nsrun that started it knows it. */
struct job {
	pid_t pid; /* of its first process, unreaped while pidfd is set */
	int pidfd; /* -1 before the launch and after the end */
	/* Another child that belongs to it: nsrun stops with that one, too. 0: there is none. */
	pid_t companion;
	int companion_fd; /* its pidfd, not owned */
	struct signals signals;
	struct events events; /* what else is to be seen to while it runs */
	int grace_timer;      /* -1: nobody has asked it to end */
	int limit_timer;      /* -1: it may run as long as it likes */
	unsigned limit_grace_ms;
	bool is_over_limit;
	/* Takes the signals that ask nsrun to end; NULL: they are the command's, as all others. */
	job_asked_function *asked_to_end;
	void *asked_context;
	int status; /* when it is over: its own, or 128 and the number of the signal */
	int signal; /* that ended it; 0: it ended by itself */
};

/* Makes a job that is all zero one that was not started yet. */
void job_clear(struct job *job);

/*
 * Waits for the command, and until then passes signals on, stops when it stops and goes on with
 * it. Returns the exit status: the command's own, 128 and the number of the signal that ended it, or
 * STATUS_TIMED_OUT when its time was over before. The command is reaped, and what it left behind is
 * still there.
 */
int supervise(struct job *job);

/* Asks the command to end, by SIGTERM, and by SIGKILL if it has not within so many milliseconds. */
void job_end(struct job *job, unsigned grace_ms);

/*
 * Lets the command run for so many milliseconds from now on, and then ends it as job_end() does with
 * this grace. Returns 0, or -1 (errno).
 */
int job_limit(struct job *job, unsigned milliseconds, unsigned grace_ms);

/* Takes that limit away. Returns how many milliseconds of it were left, at least 1; 0: it had none. */
unsigned job_take_limit(struct job *job);

#endif
