/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PROCESSES_H
#define RUNNER_PROCESSES_H

/*
 * The processes that are in a network namespace, found in /proc. A pid may be another process's a
 * moment later: each is opened as a pidfd first, looked at again, and only then sent a signal.
 */
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct process {
	pid_t pid; /* to name it to people */
	int pidfd;
};

/* Whether the namespace with this file status (of /proc/PID/ns/net) is the one that is meant. */
typedef bool process_filter(pid_t pid, const struct stat *netns, void *context);

/*
 * Fills list (of size entries) with the processes whose network namespace the filter accepts; the
 * caller itself is never among them. Returns their number; the caller closes each pidfd.
 */
size_t processes_find(struct process *list, size_t size, process_filter *accepts, void *context);

enum { PROCESS_LAST_STEP_MS = 1000 }; /* of a process that has left its namespace */

/*
 * Whether one of the caller's own children is accepted by the filter. One that is ending has left
 * its namespace and still has its children, whom the caller gets when it has ended: that is waited
 * for. So when this returns false, and no child can be reaped, the caller has nobody left.
 */
bool processes_have_child(process_filter *accepts, void *context);

/* The process's parent; 0 when the process is gone, or its parent is out of sight. */
pid_t process_parent(pid_t pid);

/* A filter: those that the caller has started, directly or not, wherever they are. */
bool process_is_descendant(pid_t pid, const struct stat *netns, void *context);

/* Whether it was stopped, as by ^Z. */
bool process_is_stopped(pid_t pid);

/* Closes the pidfds. */
void processes_close(struct process *list, size_t count);

#endif
