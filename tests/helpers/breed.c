/* SPDX-License-Identifier: MIT */
/*
 * breed COUNT: a fork bomb of so many lines of descent, no larger than that: in each, a process lives as long as
 * it takes to have a child, which is in a session of its own and heeds no signal. So there is never a process to end
 * that is still there when one comes to it. Prints "breeds", and is never done.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { LIFE_NS = 500000 };

static _Noreturn void breed(void)
{
	const struct timespec life = { .tv_nsec = LIFE_NS };

	for (;;) {
		if (fork() != 0)
			_exit(0);
		setsid();
		nanosleep(&life, NULL);
	}
}

int main(int argc, char **argv)
{
	int count = argc == 2 ? atoi(argv[1]) : 0;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_NAME, "breed");
	for (int i = 0; i < count; i++) {
		if (fork() == 0)
			breed();
	}
	printf("breeds\n");
	fflush(stdout);
	for (;;)
		pause();
}
