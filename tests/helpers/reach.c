/* SPDX-License-Identifier: MIT */
/*
 * reach PID: tries each way that there is into another process, and prints for each its name, and "0" or the
 * name of the error. Nothing is changed in that process.
 *
 * reach own: the same with a child of its own, into which every process may reach.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of a child it is the same place as here; in any other process nothing need be there. */
static char place;

static void print(const char *name, long result)
{
	/* Who may look finds nothing there. */
	printf("%s %s\n", name,
		result >= 0 || errno == EFAULT || errno == EIO ? "0" : strerrorname_np(errno));
}

static long seize(pid_t pid)
{
	long result = ptrace(PTRACE_SEIZE, pid, NULL, NULL);

	if (result < 0)
		return result;
	/* Only one that is stopped can be let go of. */
	if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0) {
		waitpid(pid, NULL, __WALL);
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
	}
	return 0;
}

static long copy_memory(pid_t pid, bool writes)
{
	char byte = 0;
	const struct iovec here = { .iov_base = &byte, .iov_len = 1 };
	const struct iovec there = { .iov_base = &place, .iov_len = 1 };

	return syscall(
		writes ? SYS_process_vm_writev : SYS_process_vm_readv, pid, &here, 1, &there, 1, 0);
}

static long take_descriptor(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	long result = syscall(SYS_pidfd_getfd, pidfd, STDOUT_FILENO, 0);
	int error = errno;

	close(pidfd);
	errno = error;
	return result;
}

static long open_below(pid_t pid, const char *what, int flags)
{
	char path[64];
	int file;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, what);
	file = open(path, flags | O_CLOEXEC);
	if (file >= 0)
		close(file);
	return file;
}

static void reach(pid_t pid)
{
	print("ptrace", seize(pid));
	print("process_vm_readv", copy_memory(pid, false));
	print("process_vm_writev", copy_memory(pid, true));
	print("pidfd_getfd", take_descriptor(pid));
	print("mem", open_below(pid, "mem", O_RDWR));
	print("environ", open_below(pid, "environ", O_RDONLY));
	print("fd", open_below(pid, "fd", O_RDONLY | O_DIRECTORY));
	print("fd/1", open_below(pid, "fd/1", O_PATH));
	print("cwd", open_below(pid, "cwd", O_PATH));
	print("root", open_below(pid, "root", O_PATH));
	print("exe", open_below(pid, "exe", O_PATH));
	print("ns/net", open_below(pid, "ns/net", O_RDONLY));
}

int main(int argc, char **argv)
{
	pid_t child = 0;

	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "own") == 0 && (child = fork()) == 0) {
		for (;;)
			pause();
	}
	reach(child != 0 ? child : (pid_t)strtol(argv[1], NULL, 10));
	if (child != 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return 0;
}
