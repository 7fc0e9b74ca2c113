/* SPDX-License-Identifier: MIT */
#include "processors.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

/*
 * Who runs at this moment: the caller and the child are two of them (proc(5)). When all processors have
 * something to do, a child that is put before others' work gains nothing.
 */
static bool is_one_idle(int processors)
{
	AUTO_CLOSE int file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
	char text[64] = "";
	int running;

	return file >= 0 && read(file, text, sizeof(text) - 1) > 0 &&
		sscanf(text, "%*s %*s %*s %d/", &running) == 1 && running <= processors;
}

/*
 * A set that is smaller than the machine is left alone: written once more it would be the child's own, and no longer
 * grow with the cpuset of its cgroup.
 */
static bool are_all(int processors)
{
	return processors == sysconf(_SC_NPROCESSORS_ONLN);
}

int processors_part(pid_t child, struct failure *failure)
{
	const int own = sched_getcpu();
	cpu_set_t set;
	int count;

	if (own < 0 || sched_getaffinity(0, sizeof(set), &set) < 0)
		return 0;
	count = CPU_COUNT(&set);
	if (count == 1 || !is_one_idle(count) || !are_all(count))
		return 0;
	CPU_CLR((size_t)own, &set);
	if (sched_setaffinity(child, sizeof(set), &set) < 0)
		return 0;
	/* All that there could ever be: as good as none of its own. */
	memset(&set, 0xff, sizeof(set));
	if (sched_setaffinity(child, sizeof(set), &set) < 0)
		return fail(failure, errno, "let the command use all processors");
	return 0;
}
