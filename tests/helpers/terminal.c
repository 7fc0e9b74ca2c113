/* SPDX-License-Identifier: MIT */
/*
 * terminal COMMAND [ARG...]: runs COMMAND on a pseudo-terminal of its own, as the leader of a new
 * session, and does with the keyboard what standard input says, line by line:
 *
 *	line TEXT        types TEXT and Enter
 *	key ^C           types one control character
 *	await TEXT       waits until TEXT is shown, behind what was awaited before
 *	size ROWS COLS   makes the window that large
 *	do COMMAND       runs a command of the shell beside the terminal (which must succeed)
 *	hang up          closes the terminal, as a lost connection does
 *	ends STATUS      waits until COMMAND has ended with that status (128+N for a signal)
 *
 * Nothing is echoed, so TEXT is never found in what was typed. All that was shown goes to standard
 * output. The status is 0, or 1 with what did not come to pass on standard error: nothing is
 * waited for longer than 30 seconds.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum {
	PATIENCE_S = 30,
	MOST_SHOWN = 1 << 20,
	MOST_OPEN = 256,
	SIGNAL_STATUS = 128,
};

struct terminal {
	int master; /* -1 when hung up */
	int pidfd;
	pid_t pid;
	time_t deadline;
	size_t shown_size;
	size_t seen; /* how much of it was awaited already */
	char shown[MOST_SHOWN + 1];
};

static time_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void print_shown(const struct terminal *terminal)
{
	for (size_t i = 0; i < terminal->shown_size; i++) {
		if (terminal->shown[i] != '\r')
			putchar(terminal->shown[i]);
	}
	fflush(stdout);
}

static _Noreturn void die(const struct terminal *terminal, const char *line)
{
	print_shown(terminal);
	fprintf(stderr, "\nterminal: did not come to pass: %s\n", line);
	exit(1);
}

/* Takes what is shown. False at the end: no process has the terminal any more. */
static int take_output(struct terminal *terminal)
{
	ssize_t size = read(terminal->master, terminal->shown + terminal->shown_size,
		MOST_SHOWN - terminal->shown_size);

	if (size <= 0)
		return size < 0 && errno == EINTR;
	terminal->shown_size += (size_t)size;
	terminal->shown[terminal->shown_size] = '\0';
	return 1;
}

/* Waits for output or for the end of COMMAND. False when the time is over. */
static int wait_for_any(struct terminal *terminal, short *output, short *end)
{
	struct pollfd ready[] = {
		{ .fd = terminal->master, .events = POLLIN },
		{ .fd = terminal->pidfd, .events = POLLIN },
	};

	if (now_s() >= terminal->deadline || poll(ready, 2, 1000) < 0)
		return 0;
	*output = ready[0].revents;
	*end = ready[1].revents;
	return 1;
}

static void await(struct terminal *terminal, const char *text, const char *line)
{
	short output, end;
	char *found;

	while ((found = strstr(terminal->shown + terminal->seen, text)) == NULL) {
		if (!wait_for_any(terminal, &output, &end))
			die(terminal, line);
		if (output != 0 && !take_output(terminal))
			die(terminal, line);
	}
	terminal->seen = (size_t)(found - terminal->shown) + strlen(text);
}

static void type(struct terminal *terminal, const char *text, size_t size, const char *line)
{
	if (write(terminal->master, text, size) != (ssize_t)size)
		die(terminal, line);
}

static void resize(struct terminal *terminal, const char *text, const char *line)
{
	struct winsize size = { 0 };

	if (sscanf(text, "%hu %hu", &size.ws_row, &size.ws_col) != 2 ||
		ioctl(terminal->master, TIOCSWINSZ, &size) < 0)
		die(terminal, line);
}

static void hang_up(struct terminal *terminal)
{
	close(terminal->master);
	terminal->master = -1;
}

static void await_end(struct terminal *terminal, int status, const char *line)
{
	siginfo_t info = { 0 };
	short output = 0, end = 0;

	while (end == 0) {
		if (!wait_for_any(terminal, &output, &end))
			die(terminal, line);
		if (output != 0 && !take_output(terminal)) {
			output = 0;
			hang_up(terminal);
		}
	}
	while (terminal->master >= 0 && output != 0 && wait_for_any(terminal, &output, &end) &&
		(output & POLLIN) && take_output(terminal))
		continue;
	waitid(P_PID, (id_t)terminal->pid, &info, WEXITED | WNOWAIT);
	if (info.si_code != CLD_EXITED)
		info.si_status += SIGNAL_STATUS;
	if (info.si_status == status)
		return;
	fprintf(stderr, "\nterminal: the status is %d", info.si_status);
	die(terminal, line);
}

/* Runs a command of the shell beside the terminal. What is shown meanwhile waits. */
static void run_beside(struct terminal *terminal, const char *command, const char *line)
{
	siginfo_t info = { 0 };
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	while (now_s() < terminal->deadline) {
		struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, pid, 0),
			.events = POLLIN };
		int ready = poll(&end, 1, 1000);

		close(end.fd);
		if (ready == 1 && waitid(P_PID, (id_t)pid, &info, WEXITED) == 0 &&
			info.si_code == CLD_EXITED && info.si_status == 0)
			return;
		if (ready == 1)
			break;
	}
	kill(-pid, SIGKILL);
	die(terminal, line);
}

static void obey(struct terminal *terminal, const char *line)
{
	char word[16] = "";
	const char *text;
	int size = 0;

	sscanf(line, "%15s%n", word, &size);
	text = line + size + (line[size] == ' ');
	terminal->deadline = now_s() + PATIENCE_S;
	if (strcmp(word, "line") == 0) {
		type(terminal, text, strlen(text), line);
		type(terminal, "\r", 1, line);
	} else if (strcmp(word, "key") == 0 && text[0] == '^') {
		type(terminal, &(char){ (char)(text[1] & 0x1f) }, 1, line);
	} else if (strcmp(word, "await") == 0) {
		await(terminal, text, line);
	} else if (strcmp(word, "size") == 0) {
		resize(terminal, text, line);
	} else if (strcmp(word, "do") == 0) {
		run_beside(terminal, text, line);
	} else if (strcmp(line, "hang up") == 0) {
		hang_up(terminal);
	} else if (strcmp(word, "ends") == 0) {
		await_end(terminal, atoi(text), line);
	} else if (word[0] != '\0') {
		die(terminal, line);
	}
}

/* As a new terminal has it, but for the echo. */
static int open_terminal(struct terminal *terminal)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	struct termios settings;
	int slave;

	if (openpty(&terminal->master, &slave, NULL, NULL, &size) < 0)
		return -1;
	tcgetattr(slave, &settings);
	settings.c_lflag &= (tcflag_t) ~(ECHO | ECHOCTL);
	tcsetattr(slave, TCSANOW, &settings);
	return slave;
}

/* Whatever this was started with: a terminal's first process has no signal ignored or blocked. */
static void restore_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int start(struct terminal *terminal, char **command)
{
	int slave = open_terminal(terminal);

	if (slave < 0)
		return -1;
	terminal->pid = fork();
	if (terminal->pid == 0) {
		login_tty(slave);
		for (int fd = STDERR_FILENO + 1; fd < MOST_OPEN; fd++)
			close(fd);
		restore_signals();
		execvp(command[0], command);
		_exit(127);
	}
	close(slave);
	terminal->pidfd = (int)syscall(SYS_pidfd_open, terminal->pid, 0);
	return terminal->pid > 0 && terminal->pidfd >= 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	static struct terminal terminal;
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (argc < 2)
		return 2;
	if (start(&terminal, argv + 1) < 0) {
		perror("terminal");
		return 1;
	}
	while ((size = getline(&line, &room, stdin)) > 0) {
		if (line[size - 1] == '\n')
			line[size - 1] = '\0';
		obey(&terminal, line);
	}
	print_shown(&terminal);
	free(line);
	return 0;
}
