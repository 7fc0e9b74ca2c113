/* SPDX-License-Identifier: MIT */
/*
 * Makes system calls by their names, or a number, with arguments that no kernel does anything for, be the
 * caller allowed to or not:
 *
 *	call NAME...
 *
 * Prints for each its name, and the name of its error, or 0. "all" is each that nobody needs who is not
 * root of the machine, "open" each of mounts and namespaces, which is refused but in a user namespace of one's own.
 * A name that begins with "x32-" or "i386-" is the same call by the number of another of the processor's
 * languages; "none" is said where the kernel does not speak it.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NO_FLAG = 1,
	NOT_SPOKEN = 255,
	X32_BIT = 0x40000000,
	TIOCLINUX_NUMBER = 0x541c,
};

enum sort { OTHER, OPEN, ALL };

static const struct {
	const char *name;
	enum sort sort;
	long number, arguments[3];
} calls[] = {
	{ "mount", OPEN, SYS_mount, { 0 } },
	{ "umount2", OPEN, SYS_umount2, { 0, -1 } },
	{ "pivot_root", OPEN, SYS_pivot_root, { 0 } },
	{ "fsopen", OPEN, SYS_fsopen, { 0, -1 } },
	{ "fsconfig", OPEN, SYS_fsconfig, { -1 } },
	{ "fsmount", OPEN, SYS_fsmount, { -1, -1 } },
	{ "fspick", OPEN, SYS_fspick, { -1, 0, -1 } },
	{ "open_tree", OPEN, SYS_open_tree, { -1, 0, -1 } },
	{ "move_mount", OPEN, SYS_move_mount, { -1, 0, -1 } },
	{ "mount_setattr", OPEN, SYS_mount_setattr, { -1, 0, -1 } },
	{ "setns", OPEN, SYS_setns, { -1 } },
	/* With a flag that does not go together with it, or is none. */
	{ "unshare-user", OPEN, SYS_unshare, { CLONE_NEWUSER | NO_FLAG } },
	{ "unshare-net", OPEN, SYS_unshare, { CLONE_NEWNET | NO_FLAG } },
	{ "unshare-mount", OPEN, SYS_unshare, { CLONE_NEWNS | NO_FLAG } },
	{ "unshare-pid", OPEN, SYS_unshare, { CLONE_NEWPID | NO_FLAG } },
	{ "unshare-time", OPEN, SYS_unshare, { CLONE_NEWTIME | NO_FLAG } },
	{ "clone-user", OPEN, SYS_clone, { CLONE_NEWUSER | CLONE_THREAD } },
	{ "clone-net", OPEN, SYS_clone, { CLONE_NEWNET | CLONE_THREAD } },
	{ "clone-mount", OPEN, SYS_clone, { CLONE_NEWNS | CLONE_THREAD } },
	{ "unshare", OTHER, SYS_unshare, { CLONE_NEWUTS } },
	{ "clone3", OTHER, SYS_clone3, { 0 } },
	{ "reboot", ALL, SYS_reboot, { 0 } },
	{ "kexec_load", ALL, SYS_kexec_load, { 0, 99 } },
	{ "kexec_file_load", ALL, SYS_kexec_file_load, { -1, -1, 0 } },
	{ "init_module", ALL, SYS_init_module, { 0 } },
	{ "finit_module", ALL, SYS_finit_module, { -1, 0, -1 } },
	{ "delete_module", ALL, SYS_delete_module, { 0 } },
	{ "swapon", ALL, SYS_swapon, { 0 } },
	{ "swapoff", ALL, SYS_swapoff, { 0 } },
	{ "settimeofday", ALL, SYS_settimeofday, { 1 } },
	{ "clock_settime", ALL, SYS_clock_settime, { 99 } },
	{ "clock_adjtime", ALL, SYS_clock_adjtime, { 99 } },
	{ "bpf", ALL, SYS_bpf, { -1 } },
	{ "perf_event_open", ALL, SYS_perf_event_open, { 0 } },
	{ "fanotify_init", ALL, SYS_fanotify_init, { -1 } },
	{ "open_by_handle_at", ALL, SYS_open_by_handle_at, { -1 } },
	{ "acct", ALL, SYS_acct, { 1 } },
	{ "syslog", ALL, SYS_syslog, { 99 } },
	{ "add_key", ALL, SYS_add_key, { 0 } },
	{ "request_key", ALL, SYS_request_key, { 0 } },
	{ "keyctl", ALL, SYS_keyctl, { -1 } },
	{ "io_uring_setup", ALL, SYS_io_uring_setup, { 0 } },
	{ "io_uring_enter", ALL, SYS_io_uring_enter, { -1 } },
	{ "io_uring_register", ALL, SYS_io_uring_register, { -1 } },
	{ "userfaultfd", ALL, SYS_userfaultfd, { -1 } },
	{ "tiocsti", ALL, SYS_ioctl, { -1, TIOCSTI } },
	/* The kernel takes the low half of the request. */
	{ "tiocsti-high", ALL, SYS_ioctl, { -1, TIOCSTI | 1L << 40 } },
	{ "tioclinux", ALL, SYS_ioctl, { -1, TIOCLINUX_NUMBER } },
	{ "vsock", ALL, SYS_socket, { AF_VSOCK, -1 } },
	{ "alg", ALL, SYS_socket, { AF_ALG, -1 } },
	{ "getpid", OTHER, SYS_getpid, { 0 } },
	{ "getpgid", OTHER, SYS_getpgid, { 0 } },
};

/* The numbers of i386 for the calls that are tried so. */
static const struct {
	const char *name;
	int number;
} i386_calls[] = { { "mount", 21 }, { "unshare", 310 }, { "keyctl", 288 }, { "getpid", 20 } };

static long make_known(size_t i, long high)
{
	const long *arguments = calls[i].arguments;

	return syscall(calls[i].number | high, arguments[0], arguments[1], arguments[2], 0, 0);
}

static long make(const char *name, long high)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(calls[i].name, name) == 0)
			return make_known(i, high);
	}
	return syscall(strtol(name, NULL, 10) | high, 0, 0, 0, 0, 0);
}

static void fault(int number)
{
	(void)number;
	_exit(NOT_SPOKEN);
}

static int make_i386(const char *name)
{
	int result = -ENOSYS;

	signal(SIGSEGV, fault);
	signal(SIGILL, fault);
	for (size_t i = 0; i < sizeof(i386_calls) / sizeof(i386_calls[0]); i++) {
		if (strcmp(i386_calls[i].name, name) == 0)
			result = i386_calls[i].number;
	}
#ifdef __x86_64__
	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 : "b"(0), "c"(0), "d"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
#else
	fault(0);
	return result;
#endif
}

/* By a child, which a kernel that does not speak it may end. */
static void print_i386(const char *name)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int result = make_i386(name);

		_exit(result < 0 && -result < NOT_SPOKEN ? -result : 0);
	}
	waitpid(child, &status, 0);
	printf("i386-%s %s\n", name,
		!WIFEXITED(status) || WEXITSTATUS(status) == NOT_SPOKEN ? "none"
			: WEXITSTATUS(status) == 0                      ? "0"
						   : strerrorname_np(WEXITSTATUS(status)));
}

static void print_one(const char *name)
{
	bool is_x32 = strncmp(name, "x32-", 4) == 0;

	if (strncmp(name, "i386-", 5) == 0)
		print_i386(name + 5);
	else
		printf("%s %s\n", name,
			make(name + (is_x32 ? 4 : 0), is_x32 ? X32_BIT : 0) < 0
				? strerrorname_np(errno)
				: "0");
}

static void print_sort(enum sort sort)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (calls[i].sort == sort)
			print_one(calls[i].name);
	}
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF,
		0); /* a child must not have what its parent has yet to write */
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "all") == 0)
			print_sort(ALL);
		else if (strcmp(argv[i], "open") == 0)
			print_sort(OPEN);
		else
			print_one(argv[i]);
	}
	return 0;
}
