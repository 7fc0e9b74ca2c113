/* SPDX-License-Identifier: MIT */
/* covers: P8 128+N */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>

#include "../../runner/signals.h"

/* Each test is one process of its own, for what it does to its signals. */

static void take(struct signals *signals)
{
	struct failure failure = { .text = "" };

	if (signals_take(signals, &failure) < 0)
		fprintf(stderr, "%s\n", failure.text);
	check(failure.text[0] == '\0');
}

static bool is_blocked(int signal)
{
	sigset_t now;

	return sigprocmask(SIG_SETMASK, NULL, &now) == 0 && sigismember(&now, signal) == 1;
}

/* The next signal that the descriptor tells of, or 0. */
static int next_of(const struct signals *signals)
{
	struct signalfd_siginfo info;

	return signals_next(signals, &info) ? (int)info.ssi_signo : 0;
}

static void take_and_look(void *context)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };
	static const int others[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGCHLD, SIGTSTP,
		SIGTTOU, SIGTTIN, SIGCONT, SIGPIPE, SIGWINCH, SIGALRM, SIGIO, SIGURG };
	struct signals signals;

	(void)context;
	take(&signals);
	check(fcntl(signals.fd, F_GETFD) & FD_CLOEXEC);
	check(fcntl(signals.fd, F_GETFL) & O_NONBLOCK);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		check(!is_blocked(faults[i]));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		check(is_blocked(others[i]));
	check(next_of(&signals) == 0);
}

/* Before the command is there, what asks to end is heard and the rest waits for it. */
static void hear_endings_first(void *context)
{
	struct signals signals;
	struct failure failure;

	(void)context;
	take(&signals);
	raise(SIGUSR1);
	check(next_of(&signals) == 0);
	raise(SIGTERM);
	check(next_of(&signals) == SIGTERM);
	check(next_of(&signals) == 0);
	check(signals_read_all(&signals, &failure) == 0);
	check(next_of(&signals) == SIGUSR1);
	check(next_of(&signals) == 0);
}

static void ignore_what_nohup_ignores(void *context)
{
	struct signals signals;

	(void)context;
	signal(SIGHUP, SIG_IGN);
	take(&signals);
	check(!signals_asks_to_end(&signals, SIGHUP));
	check(signals_asks_to_end(&signals, SIGTERM));
	check(signals_asks_to_end(&signals, SIGINT));
	check(signals_asks_to_end(&signals, SIGQUIT));
	check(!signals_asks_to_end(&signals, SIGUSR1));
	check(!signals_asks_to_end(&signals, SIGCHLD));
	raise(SIGHUP);
	check(next_of(&signals) == 0);
}

static void leave_what_was_blocked(void *context)
{
	struct signals signals;
	sigset_t blocked;

	(void)context;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	take(&signals);
	check(!signals_asks_to_end(&signals, SIGTERM));
	raise(SIGTERM);
	check(next_of(&signals) == 0);
}

static void give_back(void *context)
{
	struct signals signals;
	struct sigaction action;
	sigset_t blocked;

	(void)context;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	signal(SIGCHLD, SIG_IGN);
	take(&signals);
	/* Were it ignored, the kernel would reap the command and its status were lost. */
	check(sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
	signals_give_back(&signals);
	check(sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
	check(is_blocked(SIGUSR2));
	check(!is_blocked(SIGTERM));
	check(!is_blocked(SIGCHLD));
}

static void expect_for_command(int signo, int code, bool expected)
{
	struct signalfd_siginfo info = { .ssi_signo = (uint32_t)signo, .ssi_code = code };

	check(signals_is_for_command(&info) == expected);
}

/* The terminal's go to the whole group: to pass them on would be to send them twice. */
static void tell_whose(void *context)
{
	(void)context;
	expect_for_command(SIGTERM, SI_USER, true);
	expect_for_command(SIGTERM, SI_QUEUE, true);
	expect_for_command(SIGTERM, SI_TKILL, true);
	expect_for_command(SIGINT, SI_USER, true);
	expect_for_command(SIGINT, SI_KERNEL, false);
	expect_for_command(SIGTSTP, SI_KERNEL, false);
	expect_for_command(SIGHUP, SI_KERNEL, false);
	expect_for_command(SIGWINCH, SI_KERNEL, false);
	expect_for_command(SIGWINCH, SI_USER, true);
	expect_for_command(SIGCHLD, CLD_EXITED, false);
	expect_for_command(SIGCHLD, SI_USER, false);
}

static int open_pidfd(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* A child that waits for one signal and ends with 0 when that came with the value expected. */
static pid_t start_listener(int expected_code, int expected_value)
{
	pid_t pid;
	sigset_t set;
	siginfo_t info;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pid = fork();
	if (pid != 0)
		return pid;
	alarm(20);
	check(sigwaitinfo(&set, &info) == SIGUSR1);
	check(info.si_code == expected_code);
	check(expected_code != SI_QUEUE || info.si_value.sival_int == expected_value);
	_exit(0);
}

static void forward_plain(void *context)
{
	struct signalfd_siginfo info = { .ssi_signo = SIGUSR1, .ssi_code = SI_USER };
	pid_t pid = start_listener(SI_USER, 0);
	int pidfd = open_pidfd(pid);

	(void)context;
	check(pidfd >= 0);
	signals_forward(pidfd, &info);
	check(status_of(pid) == 0);
}

/* Queued to this process, read from the descriptor, and passed on with its value. */
static void forward_queued(void *context)
{
	struct signals signals;
	struct signalfd_siginfo info;
	struct failure failure;
	pid_t pid = start_listener(SI_QUEUE, 4711);
	int pidfd = open_pidfd(pid);

	(void)context;
	check(pidfd >= 0);
	take(&signals);
	check(signals_read_all(&signals, &failure) == 0);
	check(sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 4711 }) == 0);
	check(signals_next(&signals, &info));
	check(signals_is_for_command(&info));
	signals_forward(pidfd, &info);
	check(status_of(pid) == 0);
}

static void send_to_the_dead(void *context)
{
	pid_t pid = fork();
	int pidfd;

	(void)context;
	if (pid == 0)
		_exit(0);
	pidfd = open_pidfd(pid);
	check(pidfd >= 0);
	check(status_of(pid) == 0);
	check(signals_send(pidfd, SIGTERM) == -1 && errno == ESRCH);
}

static void taken_and_blocked_but_for_own_faults(void **state)
{
	(void)state;
	assert_int_equal(in_child(take_and_look, NULL), 0);
}

static void endings_are_heard_before_the_command_runs(void **state)
{
	(void)state;
	assert_int_equal(in_child(hear_endings_first, NULL), 0);
}

static void ignored_and_blocked_ones_ask_for_nothing(void **state)
{
	(void)state;
	assert_int_equal(in_child(ignore_what_nohup_ignores, NULL), 0);
	assert_int_equal(in_child(leave_what_was_blocked, NULL), 0);
}

static void the_command_gets_what_nsrun_was_started_with(void **state)
{
	(void)state;
	assert_int_equal(in_child(give_back, NULL), 0);
}

static void the_terminals_are_not_passed_on(void **state)
{
	(void)state;
	assert_int_equal(in_child(tell_whose, NULL), 0);
}

static void others_are_passed_on_once_and_whole(void **state)
{
	(void)state;
	assert_int_equal(in_child(forward_plain, NULL), 0);
	assert_int_equal(in_child(forward_queued, NULL), 0);
	assert_int_equal(in_child(send_to_the_dead, NULL), 0);
}

static void each_has_a_name(void **state)
{
	char name[SIGNAL_NAME_SIZE];

	(void)state;
	assert_string_equal(signals_name(SIGHUP, name), "SIGHUP");
	assert_string_equal(signals_name(SIGTERM, name), "SIGTERM");
	assert_string_equal(signals_name(SIGSYS, name), "SIGSYS");
	assert_string_equal(signals_name(SIGRTMIN, name), "SIGRTMIN");
	assert_string_equal(signals_name(SIGRTMAX, name), "SIGRTMIN+30");
	assert_string_equal(signals_name(0, name), "0");
	assert_string_equal(signals_name(SIGRTMIN - 1, name), "33");
	for (int signal = 1; signal <= SIGSYS; signal++)
		assert_true(strncmp(signals_name(signal, name), "SIG", 3) == 0 || signal == 16);
}

/* As a login starts a program: whoever runs the tests may have it otherwise (nohup, a CI). */
static int start_clean(void **state)
{
	static const int asked[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
	sigset_t none;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		signal(asked[i], SIG_DFL);
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken_and_blocked_but_for_own_faults),
		cmocka_unit_test(endings_are_heard_before_the_command_runs),
		cmocka_unit_test(ignored_and_blocked_ones_ask_for_nothing),
		cmocka_unit_test(the_command_gets_what_nsrun_was_started_with),
		cmocka_unit_test(the_terminals_are_not_passed_on),
		cmocka_unit_test(others_are_passed_on_once_and_whole),
		cmocka_unit_test(each_has_a_name),
	};

	return cmocka_run_group_tests(tests, start_clean, NULL);
}
