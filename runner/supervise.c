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
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"

enum {
	SIGNAL_STATUS = 128,
	JOB_PATIENCE_MS = 50,
};

/*
 * Whether the command was continued. One that has stopped itself again since then is not told as
 * continued any more, but as stopped anew, which is left for take_changes().
 */
static bool is_continued(const struct run *run)
{
	siginfo_t change;

	if (signals_wait(run->pidfd, &change, WCONTINUED | WNOHANG) < 0 ||
		change.si_code == CLD_CONTINUED)
		return true;
	return signals_wait(run->pidfd, &change, WSTOPPED | WNOHANG | WNOWAIT) < 0 ||
		change.si_code == CLD_STOPPED;
}

/*
 * After a stop: what continued nsrun was most likely for the whole job, and then the command has
 * it, too, or will have it within the same kill(2) of the shell. Only if it has not it is sent on,
 * so that the command sees one SIGCONT.
 */
static void continue_command(struct run *run)
{
	int64_t deadline = clock_now_ms() + JOB_PATIENCE_MS;
	struct pollfd signal = { .fd = run->signals.fd, .events = POLLIN };
	struct signalfd_siginfo info;
	bool is_sent = false;

	for (;;) {
		while (signals_next(&run->signals, &info)) {
			if (info.ssi_signo == SIGCONT)
				is_sent = true;
			else if (signals_is_for_command(&info))
				signals_forward(run->pidfd, &info);
		}
		if (is_continued(run))
			return;
		if (clock_now_ms() >= deadline)
			break;
		poll(&signal, 1, JOB_PATIENCE_MS);
	}
	if (is_sent)
		signals_send(run->pidfd, SIGCONT);
}

/*
 * Takes one change of a child: the command's exit gives the status in *status and true. Orphans
 * of the command that end meanwhile are reaped, for nsrun is their subreaper.
 */
static bool take_change(struct run *run, const siginfo_t *info, int *status)
{
	if (info->si_pid != run->pid)
		return false;
	switch (info->si_code) {
	case CLD_EXITED:
		*status = info->si_status;
		return true;
	case CLD_KILLED:
	case CLD_DUMPED:
		*status = SIGNAL_STATUS + info->si_status;
		return true;
	case CLD_STOPPED:
		signals_stop(info->si_status);
		continue_command(run);
		return false;
	default:
		return false;
	}
}

static bool take_changes(struct run *run, int *status)
{
	for (;;) {
		siginfo_t info = { 0 };

		if (waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG) < 0 || info.si_pid == 0)
			return false;
		if (take_change(run, &info, status))
			return true;
	}
}

static void pass_on(struct run *run)
{
	struct signalfd_siginfo info;

	while (signals_next(&run->signals, &info)) {
		if (signals_is_for_command(&info))
			signals_forward(run->pidfd, &info);
	}
}

int supervise(struct run *run)
{
	int status;

	while (!take_changes(run, &status)) {
		struct pollfd signal = { .fd = run->signals.fd, .events = POLLIN };

		poll(&signal, 1, -1);
		pass_on(run);
	}
	close_fd(&run->pidfd);
	return status;
}
