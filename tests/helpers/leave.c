/* SPDX-License-Identifier: MIT */
/*
 * leave KIND: ends at once and leaves behind a process that is hard to end, in a session of its
 * own and with no descriptor open. It ignores SIGTERM.
 *
 *	chain      forks and ends, for ever: no pid of it lives longer than some microseconds
 *	closing    ends by itself with 128 MiB in a file that nobody else has, so that its last step,
 *	           in which it has no namespace any more, takes the kernel some milliseconds
 *	headless   its first thread has ended and another one goes on, so that /proc/PID shows a
 *	           zombie and no namespace
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void chain(void)
{
	while (fork() == 0)
		continue;
	_exit(0);
}

static void close_much(int ready)
{
	int file = memfd_create("much", 0);

	if (file < 0 || fallocate(file, 0, 0, 128 << 20) < 0)
		return;
	if (write(ready, "", 1) == 1)
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
	int ready[2];
	char byte;

	if (argc != 2 || pipe(ready) < 0)
		return 2;
	signal(SIGTERM, SIG_IGN);
	if (fork() != 0) {
		close(ready[1]);
		return strcmp(argv[1], "closing") == 0 && read(ready[0], &byte, 1) != 1;
	}
	setsid();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	if (strcmp(argv[1], "closing") == 0)
		close_much(ready[1]);
	close(ready[0]);
	close(ready[1]);
	if (strcmp(argv[1], "chain") == 0)
		chain();
	else if (strcmp(argv[1], "headless") == 0)
		lose_head();
	return 0;
}
