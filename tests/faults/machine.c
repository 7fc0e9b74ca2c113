/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

void die(const char *what)
{
	fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
	exit(99);
}

static void read_registers(pid_t pid, struct user_regs_struct *registers)
{
	struct iovec room = { registers, sizeof(*registers) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &room) < 0 && errno != ESRCH)
		die("read registers");
}

static void write_registers(pid_t pid, struct user_regs_struct *registers)
{
	struct iovec room = { registers, sizeof(*registers) };

	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &room) < 0 && errno != ESRCH)
		die("write registers");
}

#if defined(__x86_64__)

static void set_result(struct user_regs_struct *registers, long result)
{
	registers->rax = (unsigned long)result;
}

void machine_skip_call(pid_t pid)
{
	struct user_regs_struct registers = { 0 };

	read_registers(pid, &registers);
	registers.orig_rax = (unsigned long)-1;
	write_registers(pid, &registers);
}

#elif defined(__aarch64__)

static void set_result(struct user_regs_struct *registers, long result)
{
	registers->regs[0] = (unsigned long)result;
}

void machine_skip_call(pid_t pid)
{
	int none = -1;
	struct iovec room = { &none, sizeof(none) };

	if (ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &room) < 0 && errno != ESRCH)
		die("skip a call");
}

#else
#error "which register has a system call's number and result is known of x86-64 and arm64"
#endif

void machine_change_result(pid_t pid, long result)
{
	struct user_regs_struct registers = { 0 };

	read_registers(pid, &registers);
	set_result(&registers, result);
	write_registers(pid, &registers);
}

bool machine_read(pid_t pid, uint64_t from, void *to, size_t size)
{
	struct iovec here = { to, size }, there = { (void *)(uintptr_t)from, size };

	return process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)size;
}

void machine_write(pid_t pid, uint64_t to, const void *from, size_t size)
{
	struct iovec here = { (void *)(uintptr_t)from, size };
	struct iovec there = { (void *)(uintptr_t)to, size };

	if (process_vm_writev(pid, &here, 1, &there, 1, 0) != (ssize_t)size && errno != ESRCH)
		die("write memory");
}
