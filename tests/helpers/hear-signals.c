/* SPDX-License-Identifier: MIT */
/*
 * hear-signals COUNT: which signals reach a command, and how often.
 *
 * Says "ready", and then for each signal its name and who sent it: "user" (kill), "kernel" (the
 * terminal, a timer), or "queue" with the value of sigqueue(3). After COUNT signals it sends
 * SIGRTMAX to its parent, nsrun, which passes it on; when it is back this ends. It has the highest
 * number, so what nsrun had still to pass on came before: a signal too many is never overlooked.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const char *const names[] = {
	[SIGHUP] = "HUP",
	[SIGINT] = "INT",
	[SIGQUIT] = "QUIT",
	[SIGUSR1] = "USR1",
	[SIGUSR2] = "USR2",
	[SIGALRM] = "ALRM",
	[SIGTERM] = "TERM",
	[SIGCHLD] = "CHLD",
	[SIGCONT] = "CONT",
	[SIGTSTP] = "TSTP",
	[SIGTTIN] = "TTIN",
	[SIGTTOU] = "TTOU",
	[SIGWINCH] = "WINCH",
};

static void say(const struct signalfd_siginfo *info)
{
	unsigned number = info->ssi_signo;

	if (number < sizeof(names) / sizeof(names[0]) && names[number] != NULL)
		printf("%s ", names[number]);
	else if (number >= (unsigned)SIGRTMIN)
		printf("RTMIN+%u ", number - (unsigned)SIGRTMIN);
	else
		printf("signal %u ", number);
	if (info->ssi_code == SI_QUEUE)
		printf("queue %d\n", info->ssi_int);
	else
		puts(info->ssi_code == SI_USER ? "user" : "kernel");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int left = argc > 1 ? atoi(argv[1]) : 0;
	struct signalfd_siginfo info;
	sigset_t all;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	fd = signalfd(-1, &all, 0);
	puts("ready");
	fflush(stdout);
	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == (unsigned)SIGRTMAX)
			return 0;
		say(&info);
		if (--left == 0)
			kill(getppid(), SIGRTMAX);
	}
	return 1;
}
