/* SPDX-License-Identifier: MIT */
/*
 * inject OPTION... -- COMMAND [ARG...]: runs COMMAND, an nsrun, and has one of its system calls fail, or kills the
 * process that is about to make it. Exits as COMMAND does, when COMMAND and all that it started have ended.
 *
 *	-p PROCESS    whose calls are counted: 1 is nsrun, 2 what it starts first, and so on (default 1)
 *	-c N          at its Nth system call
 *	-r N          at its Nth netlink request: the kernel is not asked, and its answer is an error
 *	-o NAME,...   only these system calls are counted
 *	-e NUMBER     the errno
 *	-a            and all that are counted behind it fail, too
 *	-k            no call fails: the process is killed before it
 *	-t SECONDS    what has not ended by then hangs, and is killed (default 10)
 *	-f FILE       where to say what was done
 *	-l            and say all that could be counted
 *
 * FILE has one line "fault PROCESS NAME MILLISECONDS", with the time from the fault to the last process's end, or
 * "none" when there was no such call. Beside it "unanswered" when nobody read the answer to the request, and "crashed PROCESS SIGNAL" and "hung PROCESS", if any did.
 *
 * Counted is what nsrun does: from the first getegid(), which is at the beginning of its main(), to its end; and what
 * its children do until they exec another program. A call that fails is not made at all, but for close() and munmap(),
 * which in Linux are done when they fail. What is left out stands in cannot_fail().
 */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"
#include "requests.h"

enum { MOST_PROCESSES = 64, MOST_NAMES = 16, STATUS_BROKEN = 99 };

enum doing { NOTHING, SKIPPING, SPOILING, REQUESTING };

struct process {
	pid_t pid;
	bool has_begun;  /* main() */
	bool is_nsruns;  /* its calls are nsrun's */
	bool is_awaited; /* it has stopped, and nobody has said yet whose child it is */
	enum doing doing;
	struct __ptrace_syscall_info entry; /* of the call that it is in */
};

static struct {
	int process, count;
	bool by_request, all, kills, lists;
	long error;
	unsigned limit;
	int names[MOST_NAMES], name_count;
	FILE *report;
} asked = { .process = 1, .limit = 10 };

static struct process processes[MOST_PROCESSES];
static int process_count;

static struct {
	int counted;
	bool is_done;
	char name[40];
	struct timespec when;
	struct request request;
	bool is_answered;
} fault;

static volatile sig_atomic_t is_late;

static const char *name_of(uint64_t number)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)number);

	return name != NULL ? name : "?";
}

/* --------------------------------------------------------- which call it is */

/*
 * These do not return, cannot fail, or fail only for arguments that are wrong in the program, at each launch: what
 * happens then says nothing. waitid() is one of them where no signal interrupts it, and nsrun blocks all.
 * pidfd_send_signal() goes to nsrun's own children, and its signals need no memory. Of futex() the C library makes an abort of its own.
 */
static bool cannot_fail(uint64_t number)
{
	static const int calls[] = { SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
		SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid),
		SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
		SCMP_SYS(umask), SCMP_SYS(pause), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigsuspend), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
		SCMP_SYS(set_robust_list), SCMP_SYS(set_tid_address), SCMP_SYS(sched_yield),
		SCMP_SYS(futex), SCMP_SYS(waitid), SCMP_SYS(pidfd_send_signal) };

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if ((uint64_t)calls[i] == number)
			return true;
	}
	return false;
}

static bool is_named(uint64_t number)
{
	for (int i = 0; i < asked.name_count; i++) {
		if ((uint64_t)asked.names[i] == number)
			return true;
	}
	return asked.name_count == 0;
}

/* Whether it is the one, by its turn. */
static bool counts(int process, const char *name)
{
	if (asked.lists)
		fprintf(asked.report, "%d %s\n", process, name);
	if (process != asked.process || (fault.is_done && !asked.all))
		return false;
	if (++fault.counted < asked.count || asked.count == 0)
		return false;
	if (!fault.is_done) {
		snprintf(fault.name, sizeof(fault.name), "%s", name);
		clock_gettime(CLOCK_MONOTONIC, &fault.when);
	}
	fault.is_done = true;
	return true;
}

/* ------------------------------------------------------------- what is done */

static void kill_or_spoil(struct process *process, uint64_t call)
{
	if (asked.kills) {
		kill(process->pid, SIGKILL);
		return;
	}
	process->doing = SPOILING;
	if (call == (uint64_t)SCMP_SYS(close) || call == (uint64_t)SCMP_SYS(munmap))
		return;
	process->doing = SKIPPING;
	machine_skip_call(process->pid);
}

static void enter_call(struct process *process, int number)
{
	uint64_t call = process->entry.entry.nr;

	if (!process->is_nsruns) {
		process->is_nsruns =
			number == 1 && !process->has_begun && call == (uint64_t)SCMP_SYS(getegid);
		process->has_begun = process->has_begun || process->is_nsruns;
	} else if (asked.by_request) {
		if (request_make_void(
			    process->pid, number, &process->entry, counts, &fault.request))
			process->doing = REQUESTING;
	} else if ((!cannot_fail(call) || asked.kills) && is_named(call) &&
		counts(number, name_of(call))) {
		kill_or_spoil(process, call);
	}
}

static void leave_call(
	struct process *process, int number, const struct __ptrace_syscall_info *exit)
{
	enum doing doing = process->doing;

	process->doing = NOTHING;
	if (doing == REQUESTING)
		request_put_back(process->pid, &fault.request);
	else if (doing == SKIPPING && process->entry.entry.nr == (uint64_t)SCMP_SYS(brk))
		machine_change_result(process->pid, 0); /* a break that was not moved */
	else if (doing != NOTHING)
		machine_change_result(process->pid, -asked.error);
	else if (asked.by_request && fault.is_done && !fault.is_answered && number == asked.process)
		fault.is_answered = request_spoil_answer(
			process->pid, &process->entry, exit, &fault.request, (int)asked.error);
}

static void step_call(struct process *process, int number)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) <= 0)
		return; /* it was killed meanwhile */
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		leave_call(process, number, &info);
	} else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		process->entry = info;
		enter_call(process, number);
	}
}

/* -------------------------------------------------------------- all processes */

static int find(pid_t pid)
{
	for (int i = 1; i <= process_count; i++) {
		if (processes[i].pid == pid)
			return i;
	}
	return 0;
}

/* In the order of their birth. */
static int number_of(pid_t pid)
{
	int number = find(pid);

	if (number != 0)
		return number;
	if (process_count + 1 == MOST_PROCESSES)
		die("too many processes");
	processes[++process_count] = (struct process){ .pid = pid };
	return process_count;
}

/* When all was done there is no need to see calls, which makes what comes as fast as it is. */
static void go_on(const struct process *process, int signal_number)
{
	bool is_over = fault.is_done && !asked.all && !asked.lists && process->doing == NOTHING &&
		(!asked.by_request || fault.is_answered);

	ptrace(is_over ? PTRACE_CONT : PTRACE_SYSCALL, process->pid, 0, (long)signal_number);
}

/* A child is nsrun's as long as its parent is. */
static void be_born(int parent)
{
	unsigned long pid = 0;
	struct process *child;

	if (ptrace(PTRACE_GETEVENTMSG, processes[parent].pid, 0, &pid) < 0)
		return;
	child = &processes[number_of((pid_t)pid)];
	child->is_nsruns = processes[parent].is_nsruns;
	if (child->is_awaited)
		go_on(child, 0);
	child->is_awaited = false;
}

static bool is_crash(int signal_number)
{
	return signal_number == SIGSEGV || signal_number == SIGABRT || signal_number == SIGBUS ||
		signal_number == SIGFPE || signal_number == SIGILL || signal_number == SIGSYS;
}

static void handle_event(pid_t pid, int event, int signal_number)
{
	int number = number_of(pid);

	if (event == PTRACE_EVENT_STOP && signal_number != SIGTRAP) {
		ptrace(PTRACE_LISTEN, pid, 0, 0);
		return;
	}
	if (event == PTRACE_EVENT_EXEC)
		processes[number].is_nsruns = false;
	else if (event != PTRACE_EVENT_STOP)
		be_born(number);
	go_on(&processes[number], 0);
}

static void handle_stop(pid_t pid, int status)
{
	bool is_new = find(pid) == 0;
	int number = number_of(pid), signal_number = WSTOPSIG(status);
	struct process *process = &processes[number];

	if (is_new) {
		process->is_awaited = true;
	} else if (status >> 16 != 0) {
		handle_event(pid, status >> 16, signal_number);
	} else if (signal_number == (SIGTRAP | 0x80)) {
		step_call(process, number);
		go_on(process, 0);
	} else {
		if (is_crash(signal_number) && process->is_nsruns)
			fprintf(asked.report, "crashed %d %s\n", number, strsignal(signal_number));
		go_on(process, signal_number);
	}
}

static void on_alarm(int signal_number)
{
	(void)signal_number;
	is_late = 1;
}

static void kill_all(void)
{
	is_late = 0;
	for (int i = 1; i <= process_count; i++) {
		if (processes[i].pid > 0 && kill(processes[i].pid, SIGKILL) == 0)
			fprintf(asked.report, "hung %d\n", i);
	}
}

static int wait_for_all(void)
{
	int result = STATUS_BROKEN;

	for (;;) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (is_late)
			kill_all();
		if (pid < 0 && errno == ECHILD)
			return result;
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status)) {
			handle_stop(pid, status);
			continue;
		}
		if (number_of(pid) == 1)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		processes[number_of(pid)].pid = 0;
	}
}

static void say_done(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!fault.is_done)
		fprintf(asked.report, "none\n");
	else
		fprintf(asked.report, "fault %d %s %lld\n", asked.process, fault.name,
			(long long)(now.tv_sec - fault.when.tv_sec) * 1000 +
				(now.tv_nsec - fault.when.tv_nsec) / 1000000);
}

/* A request that was made void, and whose answer was never seen: nothing has failed. */
static void say_unanswered(void)
{
	if (asked.by_request && fault.is_done && !fault.is_answered)
		fprintf(asked.report, "unanswered\n");
}

/* The child waits until it is traced. */
static void start(char **command)
{
	int ends[2];
	char word;
	pid_t pid;

	if (pipe(ends) < 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close(ends[1]);
		if (read(ends[0], &word, 1) != 0)
			_exit(STATUS_BROKEN);
		close(ends[0]);
		execvp(command[0], command);
		die(command[0]);
	}
	number_of(pid);
	if (ptrace(PTRACE_SEIZE, pid, 0,
		    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			    PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) < 0 ||
		ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0)
		die("trace");
	close(ends[0]);
	close(ends[1]);
}

static void take_names(char *list)
{
	for (char *name = strtok(list, ","); name != NULL; name = strtok(NULL, ",")) {
		if (asked.name_count == MOST_NAMES)
			die("too many names");
		asked.names[asked.name_count++] = seccomp_syscall_resolve_name(name);
	}
}

static void take_option(int letter, char *value)
{
	switch (letter) {
	case 'p':
		asked.process = atoi(value);
		return;
	case 'r':
		asked.by_request = true;
		asked.count = atoi(value);
		return;
	case 'c':
		asked.count = atoi(value);
		return;
	case 'o':
		take_names(value);
		return;
	case 'e':
		asked.error = atoi(value);
		return;
	case 'a':
		asked.all = true;
		return;
	case 'k':
		asked.kills = true;
		return;
	case 'l':
		asked.lists = true;
		return;
	case 't':
		asked.limit = (unsigned)atoi(value);
		return;
	case 'f':
		asked.report = fopen(value, "we");
		return;
	default:
		exit(STATUS_BROKEN);
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm };
	int letter, result;

	asked.report = fopen("/dev/null", "we");
	while ((letter = getopt(argc, argv, "+p:c:r:o:e:akt:f:l")) != -1)
		take_option(letter, optarg);
	if (optind == argc || asked.report == NULL)
		die("usage");
	sigaction(SIGALRM, &action, NULL);
	/* What loses its parent is still waited for. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	start(argv + optind);
	alarm(asked.limit);
	result = wait_for_all();
	say_done();
	say_unanswered();
	if (fclose(asked.report) != 0)
		die("report");
	return result;
}
