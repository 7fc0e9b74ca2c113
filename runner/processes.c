/* SPDX-License-Identifier: MIT */
#include "processes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

static void close_directory(DIR **directory)
{
	if (*directory != NULL)
		closedir(*directory);
}

static bool is_file_accepted(pid_t pid, const char *path, process_filter *accepts, void *context)
{
	struct stat netns;

	return stat(path, &netns) == 0 && accepts(pid, &netns, context);
}

/* A process lives on without its first thread: then another thread has the namespace. */
static bool has_thread(pid_t pid, process_filter *accepts, void *context)
{
	__attribute__((cleanup(close_directory))) DIR *directory = NULL;
	struct dirent *entry;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/ns/net", (int)pid, entry->d_name);
		if (is_file_accepted(pid, path, accepts, context))
			return true;
	}
	return false;
}

/* What has ended, or is about to, has no namespace any more, and is not found. */
static bool is_accepted(pid_t pid, process_filter *accepts, void *context)
{
	char path[32];
	struct stat netns;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	if (stat(path, &netns) == 0)
		return accepts(pid, &netns, context);
	return has_thread(pid, accepts, context);
}

static int open_process(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

size_t processes_find(struct process *list, size_t size, process_filter *accepts, void *context)
{
	__attribute__((cleanup(close_directory))) DIR *directory = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;

	while (directory != NULL && count < size && (entry = readdir(directory)) != NULL) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		int pidfd;

		if (pid <= 0 || pid == getpid() || !is_accepted(pid, accepts, context))
			continue;
		pidfd = open_process(pid);
		if (pidfd < 0)
			continue;
		if (is_accepted(pid, accepts, context))
			list[count++] = (struct process){ pid, pidfd };
		else
			close(pidfd);
	}
	return count;
}

/* The list is only there where the kernel was built with CONFIG_PROC_CHILDREN, as all are. */
bool processes_have_child(process_filter *accepts, void *context)
{
	AUTO_FILE FILE *file = fopen("/proc/thread-self/children", "re");
	int pid;

	while (file != NULL && fscanf(file, "%d", &pid) == 1) {
		if (is_accepted((pid_t)pid, accepts, context))
			return true;
	}
	return false;
}

void processes_close(struct process *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close_fd(&list[i].pidfd);
}
