/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

/* Missing from glibc 2.35 and older. */
#ifndef P_PIDFD
#define P_PIDFD 3
#endif

/* Raised by a fault of nsrun itself: to block them would only hide it. */
static const int own_faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };

static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

int signals_take(struct signals *signals, struct failure *failure)
{
	struct sigaction normal = { .sa_handler = SIG_DFL };
	sigset_t first;

	sigfillset(&signals->all);
	for (size_t i = 0; i < ARRAY_SIZE(own_faults); i++)
		sigdelset(&signals->all, own_faults[i]);
	sigprocmask(SIG_SETMASK, &signals->all, &signals->inherited);
	/* With SIGCHLD ignored the kernel would reap the command, and its exit status be lost. */
	sigaction(SIGCHLD, &normal, &signals->sigchld);
	sigemptyset(&first);
	sigaddset(&first, SIGCHLD);
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		if (signals_asks_to_end(signals, endings[i]))
			sigaddset(&first, endings[i]);
	}
	signals->fd = signalfd(-1, &first, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals->fd < 0)
		return fail(failure, errno, "descriptor for signals");
	return 0;
}

int signals_read_child(struct signals *signals, struct failure *failure)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	if (signalfd(signals->fd, &child, 0) < 0)
		return fail(failure, errno, "descriptor for signals");
	return 0;
}

int signals_read_all(struct signals *signals, struct failure *failure)
{
	if (signalfd(signals->fd, &signals->all, 0) < 0)
		return fail(failure, errno, "descriptor for signals");
	return 0;
}

void signals_give_back(const struct signals *signals)
{
	sigaction(SIGCHLD, &signals->sigchld, NULL);
	sigprocmask(SIG_SETMASK, &signals->inherited, NULL);
}

bool signals_next(const struct signals *signals, struct signalfd_siginfo *info)
{
	return read(signals->fd, info, sizeof(*info)) == (ssize_t)sizeof(*info);
}

/* An alarm(2) that was set before nsrun was started is the command's: the exec kept it. */
static bool is_timer(int signal)
{
	return signal == SIGALRM || signal == SIGVTALRM || signal == SIGPROF;
}

bool signals_is_for_command(const struct signalfd_siginfo *info)
{
	int signal = (int)info->ssi_signo;

	/* A write of nsrun's own to a pipe that nobody reads counts as sent by nsrun. */
	if (signal == SIGCHLD || (signal == SIGPIPE && (pid_t)info->ssi_pid == getpid()))
		return false;
	/* Of a terminal that is gone the kernel tells the session's first process, and no other. */
	if (signal == SIGHUP && getsid(0) == getpid())
		return true;
	return info->ssi_code <= 0 || is_timer(signal);
}

static bool is_ending(int signal)
{
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		if (endings[i] == signal)
			return true;
	}
	return false;
}

bool signals_asks_to_end(const struct signals *signals, int signal)
{
	struct sigaction action;

	return is_ending(signal) && sigismember(&signals->inherited, signal) == 0 &&
		sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

int signals_take_end(const struct signals *signals)
{
	struct signalfd_siginfo info;
	int first = 0;

	while (signals_next(signals, &info)) {
		if (first == 0 && signals_asks_to_end(signals, (int)info.ssi_signo))
			first = (int)info.ssi_signo;
	}
	return first;
}

/* sigabbrev_np(3) is missing from glibc 2.31 and older, and from musl. */
static const char *const names[] = {
	[SIGHUP] = "SIGHUP",
	[SIGINT] = "SIGINT",
	[SIGQUIT] = "SIGQUIT",
	[SIGILL] = "SIGILL",
	[SIGTRAP] = "SIGTRAP",
	[SIGABRT] = "SIGABRT",
	[SIGBUS] = "SIGBUS",
	[SIGFPE] = "SIGFPE",
	[SIGKILL] = "SIGKILL",
	[SIGUSR1] = "SIGUSR1",
	[SIGSEGV] = "SIGSEGV",
	[SIGUSR2] = "SIGUSR2",
	[SIGPIPE] = "SIGPIPE",
	[SIGALRM] = "SIGALRM",
	[SIGTERM] = "SIGTERM",
	[SIGCHLD] = "SIGCHLD",
	[SIGCONT] = "SIGCONT",
	[SIGSTOP] = "SIGSTOP",
	[SIGTSTP] = "SIGTSTP",
	[SIGTTIN] = "SIGTTIN",
	[SIGTTOU] = "SIGTTOU",
	[SIGURG] = "SIGURG",
	[SIGXCPU] = "SIGXCPU",
	[SIGXFSZ] = "SIGXFSZ",
	[SIGVTALRM] = "SIGVTALRM",
	[SIGPROF] = "SIGPROF",
	[SIGWINCH] = "SIGWINCH",
	[SIGIO] = "SIGIO",
	[SIGPWR] = "SIGPWR",
	[SIGSYS] = "SIGSYS",
};

const char *signals_name(int signal, char name[SIGNAL_NAME_SIZE])
{
	if (signal >= 0 && (size_t)signal < ARRAY_SIZE(names) && names[signal] != NULL)
		snprintf(name, SIGNAL_NAME_SIZE, "%s", names[signal]);
	else if (signal == SIGRTMIN)
		snprintf(name, SIGNAL_NAME_SIZE, "SIGRTMIN");
	else if (signal > SIGRTMIN && signal <= SIGRTMAX)
		snprintf(name, SIGNAL_NAME_SIZE, "SIGRTMIN+%d", signal - SIGRTMIN);
	else
		snprintf(name, SIGNAL_NAME_SIZE, "%d", signal);
	return name;
}

void signals_forward(int pidfd, const struct signalfd_siginfo *info)
{
	siginfo_t copy;

	if (info->ssi_code != SI_QUEUE) {
		signals_send(pidfd, (int)info->ssi_signo);
		return;
	}
	memset(&copy, 0, sizeof(copy));
	copy.si_signo = (int)info->ssi_signo;
	copy.si_code = SI_QUEUE;
	copy.si_pid = (pid_t)info->ssi_pid;
	copy.si_uid = info->ssi_uid;
	copy.si_value.sival_ptr = (void *)info->ssi_ptr;
	syscall(SYS_pidfd_send_signal, pidfd, copy.si_signo, &copy, 0);
}

int signals_send(int pidfd, int signal)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int signals_wait(int pidfd, siginfo_t *info, int options)
{
	memset(info, 0, sizeof(*info));
	return waitid((idtype_t)P_PIDFD, (id_t)pidfd, info, options);
}

/*
 * SIGTSTP and its like do not stop a process group that no shell cares for, and SIGSTOP would, for
 * ever: without a terminal nobody continues the job.
 */
void signals_stop(int signal)
{
	int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
	sigset_t one;

	if (terminal < 0)
		return;
	close(terminal);
	sigemptyset(&one);
	sigaddset(&one, signal);
	kill(getpid(), signal);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	sigprocmask(SIG_BLOCK, &one, NULL);
}
