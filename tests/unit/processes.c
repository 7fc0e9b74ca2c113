/* SPDX-License-Identifier: MIT */
/* covers: P2 */
#include "kernel.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

#include "../../runner/processes.h"

/* A child in the namespace that the program is in now. */
static pid_t start_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(20);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	return pid;
}

static bool is_here(pid_t pid, const struct stat *netns, void *context)
{
	const struct stat *wanted = context;

	assert_true(pid > 0);
	return netns->st_dev == wanted->st_dev && netns->st_ino == wanted->st_ino;
}

static bool is_accepted(pid_t pid, const struct stat *netns, void *context)
{
	(void)netns;
	return pid == *(const pid_t *)context;
}

static struct stat own_namespace(void)
{
	struct stat status;

	assert_int_equal(stat("/proc/self/ns/net", &status), 0);
	return status;
}

static void those_of_a_namespace_are_found(void **state)
{
	struct process list[8];
	struct stat netns;
	pid_t pids[3];
	size_t count;

	netlink_of(state);
	netns = own_namespace();
	assert_int_equal(processes_find(list, 8, is_here, &netns), 0); /* never the caller */
	for (size_t i = 0; i < 3; i++)
		pids[i] = start_child();
	count = processes_find(list, 8, is_here, &netns);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		assert_true(
			list[i].pid == pids[0] || list[i].pid == pids[1] || list[i].pid == pids[2]);
		assert_true(fcntl(list[i].pidfd, F_GETFD) & FD_CLOEXEC);
	}
	processes_close(list, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(list[i].pidfd, -1);

	count = processes_find(list, 2, is_here, &netns);
	assert_int_equal(count, 2); /* as many as there is room for */
	processes_close(list, count);
	for (size_t i = 0; i < 3; i++) {
		kill(pids[i], SIGKILL);
		status_of(pids[i]);
	}
	assert_int_equal(processes_find(list, 8, is_here, &netns), 0);
}

static void a_dead_one_that_nobody_reaped_is_not_found(void **state)
{
	struct process list[8];
	struct stat netns;
	siginfo_t info;
	pid_t pid;

	netlink_of(state);
	netns = own_namespace();
	pid = start_child();
	kill(pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(processes_find(list, 8, is_here, &netns), 0);
	status_of(pid);
}

static void a_pidfd_is_the_process_itself(void **state)
{
	struct process process;
	struct pollfd end = { .events = POLLIN };
	pid_t pid = start_child();

	(void)state;
	assert_int_equal(processes_find(&process, 1, is_accepted, &pid), 1);
	assert_int_equal(process.pid, pid);
	end.fd = process.pidfd;
	assert_int_equal(poll(&end, 1, 0), 0);
	kill(pid, SIGKILL);
	assert_int_equal(poll(&end, 1, 10000), 1);
	status_of(pid);
	processes_close(&process, 1);
}

/* Whatever the process is called. */
static void parent_and_state_are_read(void **state)
{
	static const char name[] = ") T 1 (x\ny";
	siginfo_t info;
	pid_t pid;

	(void)state;
	prctl(PR_SET_NAME, name);
	pid = start_child();
	assert_int_equal(process_parent(pid), getpid());
	assert_false(process_is_stopped(pid));
	kill(pid, SIGSTOP);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WSTOPPED), 0);
	assert_true(process_is_stopped(pid));
	kill(pid, SIGCONT);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WCONTINUED), 0);
	assert_false(process_is_stopped(pid));
	kill(pid, SIGKILL);
	status_of(pid);
	assert_int_equal(process_parent(pid), 0);
	assert_false(process_is_stopped(pid));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_namespace(those_of_a_namespace_are_found),
		with_namespace(a_dead_one_that_nobody_reaped_is_not_found),
		cmocka_unit_test(a_pidfd_is_the_process_itself),
		cmocka_unit_test(parent_and_state_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
