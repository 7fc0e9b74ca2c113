/* SPDX-License-Identifier: MIT */
/*
 * seize PROGRAM: takes hold, by ptrace(2), of each process that is born in its PID namespace, as soon as it
 * can be. Prints "ready", then for each attempt that was refused "refused", and for one that succeeded while
 * the process was still PROGRAM (the file's name in /proc/PID/exe) "taken" with the number of its open descriptors above
 * 2; "met" when it was another program by then. Goes on until it is killed.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	AHEAD = 24, /* numbers are given one after the other */
	MOST = 1 << 20,
	PATH_SIZE = 4096,
};

static int count_descriptors(pid_t pid)
{
	char path[32];
	struct dirent *entry;
	DIR *directory;
	int count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL)
		count += entry->d_name[0] > '2' || strlen(entry->d_name) > 1;
	if (directory != NULL)
		closedir(directory);
	return count;
}

static void look(pid_t pid, const char *program)
{
	char path[32], target[PATH_SIZE] = "";
	const char *name;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	if (readlink(path, target, sizeof(target) - 1) < 0)
		target[0] = '\0';
	name = strrchr(target, '/');
	if (name != NULL && strcmp(name + 1, program) == 0)
		printf("taken, with %d descriptors\n", count_descriptors(pid));
	else
		printf("met\n");
}

/* Whether there is such a process, be it held or not. */
static int try(pid_t pid, const char *program)
{
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0) {
		if (errno == ESRCH)
			return 0;
		printf("refused\n");
		return 1;
	}
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	waitpid(pid, NULL, __WALL);
	look(pid, program);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return 1;
}

int main(int argc, char **argv)
{
	pid_t last = getpid();

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready\n");
	while (last < MOST) {
		for (pid_t pid = last + 1; pid <= last + AHEAD; pid++) {
			if (try(pid, argv[1]) != 0)
				last = pid;
		}
	}
	return 0;
}
