/* SPDX-License-Identifier: MIT */
/*
 * start-with OPTION... -- COMMAND [ARG...]: becomes COMMAND, which inherits something unusual.
 * Signals are numbers, 0 means all.
 *
 *	-d SIGNAL    neither ignored nor blocked (a shell's `&` ignores INT and QUIT)
 *	-i SIGNAL    ignored
 *	-b SIGNAL    blocked
 *	-a SECONDS   a timer runs that sends SIGALRM then, as alarm(2)
 *	-l COUNT     as many listening sockets from descriptor 3 on, announced by LISTEN_FDS
 *	-p PID       ... to the process PID and not to COMMAND
 *	-s           in a session of its own
 *	-t           ... which takes the terminal on its standard input
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_LISTEN_FD = 3 };

static void die(const char *what)
{
	fprintf(stderr, "start-with: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void set_action(const char *text, void (*action)(int))
{
	int number = atoi(text);

	/* Some cannot be changed: KILL, STOP, and two that the C library keeps to itself. */
	for (int signal_number = 1; signal_number < NSIG; signal_number++) {
		if (number == 0 || signal_number == number)
			signal(signal_number, action);
	}
}

static void set_mask(const char *text, int how)
{
	int number = atoi(text);
	sigset_t set;

	sigfillset(&set);
	if (number != 0) {
		sigemptyset(&set);
		sigaddset(&set, number);
	}
	sigprocmask(how, &set, NULL);
}

static void set_default(const char *text)
{
	set_action(text, SIG_DFL);
	set_mask(text, SIG_UNBLOCK);
}

/* Abstract names that the kernel chooses: nothing to remove afterwards. */
static void listen_on(int fd)
{
	struct sockaddr_un nowhere = { .sun_family = AF_UNIX };
	int made = socket(AF_UNIX, SOCK_STREAM, 0);

	if (made < 0 || bind(made, (struct sockaddr *)&nowhere, sizeof(sa_family_t)) < 0 ||
		listen(made, 1) < 0)
		die("a listening socket");
	if (made != fd && (dup2(made, fd) < 0 || close(made) < 0))
		die("its number");
}

static void announce(int count, int pid)
{
	char text[16];

	for (int i = 0; i < count; i++)
		listen_on(FIRST_LISTEN_FD + i);
	snprintf(text, sizeof(text), "%d", count);
	setenv("LISTEN_FDS", text, 1);
	snprintf(text, sizeof(text), "%d", pid);
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDNAMES", "one:two", 1);
}

int main(int argc, char **argv)
{
	int listening = 0;
	int pid = getpid();
	int option;

	while ((option = getopt(argc, argv, "+d:i:b:a:l:p:st")) >= 0) {
		switch (option) {
		case 'd':
			set_default(optarg);
			break;
		case 'i':
			set_action(optarg, SIG_IGN);
			break;
		case 'b':
			set_mask(optarg, SIG_BLOCK);
			break;
		case 'a':
			alarm((unsigned)atoi(optarg));
			break;
		case 'l':
			listening = atoi(optarg);
			break;
		case 'p':
			pid = atoi(optarg);
			break;
		case 't':
			if (setsid() < 0 || ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0)
				die("the terminal");
			break;
		case 's':
			if (setsid() < 0)
				die("setsid");
			break;
		default:
			return 2;
		}
	}
	if (listening != 0)
		announce(listening, pid);
	execvp(argv[optind], argv + optind);
	die(argv[optind]);
}
