/* SPDX-License-Identifier: MIT */
/*
 * kill-randomly TIMES COMMAND [ARG...]: starts nsrun with a command that says something as soon as
 * it runs, and kills nsrun with SIGKILL at a random moment between its first instruction and a bit
 * after that. Each time all that it started must end by itself; what does not is named, and the
 * status is 1.
 *
 * This is the subreaper of what nsrun leaves, so it needs to look for nothing: a process that is
 * left is its child, and none is left when wait(2) says that there is no child.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE_S = 20,
	PATIENCE_MS = PATIENCE_S * 1000,
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static pid_t start(char **command, int *output)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(command[0], command);
		_exit(127);
	}
	close(ends[1]);
	*output = ends[0];
	return pid;
}

static void wait_for(int64_t microseconds)
{
	struct timespec time = { microseconds / 1000000, microseconds % 1000000 * 1000 };

	nanosleep(&time, NULL);
}

static void stop_waiting(int number)
{
	(void)number;
}

/* Whether all children end in time. */
static int all_end(void)
{
	pid_t ended;

	alarm(PATIENCE_S);
	do
		ended = wait(NULL);
	while (ended > 0);
	alarm(0);
	return errno == ECHILD;
}

/* Kills nsrun after that time, or with -1 when the command runs. Returns whether nothing is left. */
static int kill_after(char **command, int64_t microseconds)
{
	int output;
	pid_t pid = start(command, &output);
	struct pollfd runs = { .fd = output, .events = POLLIN };

	if (pid < 0)
		return 0;
	if (microseconds >= 0)
		wait_for(microseconds);
	else if (poll(&runs, 1, PATIENCE_MS) != 1)
		fprintf(stderr, "kill-randomly: the command does not run\n");
	kill(pid, SIGKILL);
	close(output);
	return all_end();
}

int main(int argc, char **argv)
{
	/* Without SA_RESTART, so that it interrupts wait(). */
	struct sigaction interrupt = { .sa_handler = stop_waiting };
	int times = argc > 2 ? atoi(argv[1]) : 0;
	int64_t whole;

	if (times <= 0)
		return 2;
	sigaction(SIGALRM, &interrupt, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	srandom((unsigned)getpid() ^ (unsigned)now_us());
	whole = now_us();
	if (!kill_after(argv + 2, -1))
		return 1;
	whole = now_us() - whole;
	for (int i = 0; i < times; i++) {
		int64_t moment = random() % (whole * 5 / 4 + 1);

		if (kill_after(argv + 2, moment))
			continue;
		fprintf(stderr, "kill-randomly: killed after %ld us of %ld, it left a process:\n",
			(long)moment, (long)whole);
		execlp("ps", "ps", "-e", "-o", "pid,ppid,stat,args", NULL);
	}
	return 0;
}
