/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAULTS_MACHINE_H
#define TESTS_FAULTS_MACHINE_H

/*
 * Registers and memory of a process that is traced and stopped, on x86-64 and arm64. What goes wrong here, but for a
 * process that was killed meanwhile, ends the program.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Says what went wrong, by errno, and exits with 99. */
_Noreturn void die(const char *what);

/* At the entry of a system call: the kernel does not make it. */
void machine_skip_call(pid_t pid);

/* At its exit: what it returned. */
void machine_change_result(pid_t pid, long result);

/* Copies memory; false when it is not there. */
bool machine_read(pid_t pid, uint64_t from, void *to, size_t size);
void machine_write(pid_t pid, uint64_t to, const void *from, size_t size);

#endif
