/* SPDX-License-Identifier: MIT */
/*
 * leave KIND: ends at once and leaves behind a process that is hard to end, in a session of its
 * own and with no descriptor open. It ignores SIGTERM.
 *
 *	chain      forks and ends, for ever: no pid of it lives longer than some microseconds
 *	headless   its first thread has ended and another one goes on, so that /proc/PID shows a
 *	           zombie and no namespace
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void chain(void)
{
	while (fork() == 0)
		continue;
	_exit(0);
}

static void *wait_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static _Noreturn void lose_head(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, wait_for_ever, NULL);
	pthread_exit(NULL);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	signal(SIGTERM, SIG_IGN);
	if (fork() != 0)
		return 0;
	setsid();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	if (strcmp(argv[1], "chain") == 0)
		chain();
	else
		lose_head();
	return 0;
}
