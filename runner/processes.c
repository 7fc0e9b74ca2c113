/* SPDX-License-Identifier: MIT */
#include "processes.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

static void close_directory(DIR **directory)
{
	if (*directory != NULL)
		closedir(*directory);
}

/* What has ended, or is about to, has no namespace any more. */
enum presence {
	ELSEWHERE,
	INSIDE,
	ENDING,
};

static enum presence look_at(pid_t pid, const char *path, process_filter *accepts, void *context)
{
	struct stat netns;

	if (stat(path, &netns) == 0)
		return accepts(pid, &netns, context) ? INSIDE : ELSEWHERE;
	return errno == ENOENT ? ENDING : ELSEWHERE;
}

/* A process lives on without its first thread: then another thread has the namespace. */
static enum presence look_at_threads(pid_t pid, process_filter *accepts, void *context)
{
	__attribute__((cleanup(close_directory))) DIR *directory = NULL;
	enum presence presence = ENDING;
	struct dirent *entry;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	directory = opendir(path);
	while (directory != NULL && presence == ENDING && (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/ns/net", (int)pid, entry->d_name);
		presence = look_at(pid, path, accepts, context);
	}
	return presence;
}

static enum presence find_presence(pid_t pid, process_filter *accepts, void *context)
{
	enum presence presence;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	presence = look_at(pid, path, accepts, context);
	return presence == ENDING ? look_at_threads(pid, accepts, context) : presence;
}

static bool is_accepted(pid_t pid, process_filter *accepts, void *context)
{
	return find_presence(pid, accepts, context) == INSIDE;
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

/* Waits until the process has ended, to its last step: until then its children are its own. */
static void wait_for_end(pid_t pid)
{
	AUTO_CLOSE int pidfd = open_process(pid);
	struct pollfd end = { .fd = pidfd, .events = POLLIN };

	if (pidfd >= 0)
		poll(&end, 1, PROCESS_LAST_STEP_MS);
}

/* The list is only there where the kernel was built with CONFIG_PROC_CHILDREN, as all are. */
bool processes_have_child(process_filter *accepts, void *context)
{
	AUTO_FILE FILE *file = fopen("/proc/thread-self/children", "re");
	int pid;

	while (file != NULL && fscanf(file, "%d", &pid) == 1) {
		enum presence presence = find_presence((pid_t)pid, accepts, context);

		if (presence == INSIDE)
			return true;
		if (presence == ENDING)
			wait_for_end((pid_t)pid);
	}
	return false;
}

/* What proc_pid_stat(5) says: its state, and its parent. All zero: it is gone. */
struct stat_line {
	char state;
	int parent;
};

/* The name in parentheses may have any character, these too, and an end of line. */
static struct stat_line read_stat(pid_t pid)
{
	AUTO_FILE FILE *file = NULL;
	struct stat_line line = { .state = '\0' };
	char text[256] = "";
	const char *rest;

	snprintf(text, sizeof(text), "/proc/%d/stat", (int)pid);
	file = fopen(text, "re");
	if (file == NULL)
		return line;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	rest = strrchr(text, ')');
	if (rest == NULL || sscanf(rest, ") %c %d", &line.state, &line.parent) != 2)
		return (struct stat_line){ .state = '\0' };
	return line;
}

pid_t process_parent(pid_t pid)
{
	return (pid_t)read_stat(pid).parent;
}

bool process_is_descendant(pid_t pid, const struct stat *netns, void *context)
{
	(void)netns;
	(void)context;
	while (pid > 0 && pid != getpid())
		pid = process_parent(pid);
	return pid > 0;
}

bool process_is_stopped(pid_t pid)
{
	return read_stat(pid).state == 'T';
}

void processes_close(struct process *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close_fd(&list[i].pidfd);
}
