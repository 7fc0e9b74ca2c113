/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util.h"

enum {
	SETTLE_MS = 30, /* after the macvlan has left the parent */
	GONE_DEADLINE_MS = 5000,
};

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	if (system(command) != 0)
		die("the stage: '%s' failed", command);
}

static pid_t keepers[2]; /* the neighbour's and the crowd's */
static size_t keepers_used;

static void end_keepers(void)
{
	while (keepers_used > 0) {
		kill(keepers[--keepers_used], SIGKILL);
		waitpid(keepers[keepers_used], NULL, 0);
	}
}

/* A network namespace with a process that does nothing but keep it until this one ends. */
static pid_t keep_namespace(void)
{
	int ready[2];
	char byte;
	pid_t keeper;

	if (pipe2(ready, O_CLOEXEC) < 0 || (keeper = fork()) < 0)
		die("cannot keep a namespace: %s", strerror(errno));
	if (keeper == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) == 0 && write(ready[1], "", 1) == 1)
			for (;;)
				pause();
		_exit(2);
	}
	keepers[keepers_used++] = keeper;
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		die("cannot keep a namespace");
	close(ready[0]);
	return keeper;
}

static void mount_or_die(const char *type, const char *from, const char *on, unsigned long flags)
{
	if (mount(from, on, type, flags, NULL) < 0)
		die("mount on %s: %s", on, strerror(errno));
}

/* /run and /sys of this stage; what is mounted below /sys stays, as on a real host. */
static void mount_stage(void)
{
	static const char kept[] = "/run/cgroup", cgroup[] = "/sys/fs/cgroup";

	mount_or_die(NULL, NULL, "/", MS_REC | MS_PRIVATE);
	mount_or_die("tmpfs", "tmpfs", "/run", MS_NOSUID | MS_NODEV);
	if (mkdir(kept, 0755) < 0)
		die("%s: %s", kept, strerror(errno));
	mount_or_die(NULL, cgroup, kept, MS_BIND | MS_REC);
	mount_or_die("sysfs", "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC);
	mount_or_die(NULL, kept, cgroup, MS_MOVE);
}

void enter_stage(void)
{
	pid_t neighbour;

	if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0)
		die("new namespaces: %s (this needs root)", strerror(errno));
	mount_stage();
	atexit(end_keepers);
	neighbour = keep_namespace();
	shell("ip link set lo up");
	shell("ip link add eth0 type veth peer name eth0 netns %d", neighbour);
	shell("ip addr add 172.16.0.1/16 dev eth0 && ip link set eth0 up");
	shell("nsenter --net=/proc/%d/ns/net sh -c '"
	      "ip link set lo up && ip addr add " GATEWAY "/16 dev eth0 && ip link set eth0 up'",
		neighbour);
	shell("ip route add default via " GATEWAY);
	if (parent_listeners() == 0)
		die("eth0 is not in /proc/net/dev_mcast: is the kernel without IP multicast?");
}

static FILE *open_batch(pid_t namespace)
{
	char command[128];
	FILE *batch;

	snprintf(command, sizeof(command), "exec nsenter --net=/proc/%d/ns/net ip -batch -",
		namespace);
	batch = popen(command, "we");
	if (!batch)
		die("%s: %s", command, strerror(errno));
	return batch;
}

static void close_batch(FILE *batch)
{
	if (pclose(batch) != 0)
		die("the stage: 'ip -batch' failed");
}

static void create_macvlans(pid_t crowd, unsigned int first, unsigned int end)
{
	FILE *batch = open_batch(getpid());

	for (unsigned int i = first; i < end; i++)
		fprintf(batch,
			"link add link eth0 name m%u netns %d address 02:43:00:00:%02x:%02x "
			"type macvlan mode bridge\n",
			i, crowd, i >> 8, i & 0xff);
	close_batch(batch);
}

static void start_macvlans(pid_t crowd, unsigned int first, unsigned int end)
{
	FILE *batch = open_batch(crowd);

	for (unsigned int i = first; i < end; i++)
		fprintf(batch, "link set m%u up\n", i);
	close_batch(batch);
}

void grow_crowd(unsigned int wanted)
{
	static unsigned int present;
	static pid_t crowd;

	if (!crowd) {
		crowd = keep_namespace();
		shell("nsenter --net=/proc/%d/ns/net sh -c '"
		      "f=/proc/sys/net/ipv6/conf/default/disable_ipv6; "
		      "if [ -e $f ]; then echo 1 >$f; fi'",
			crowd);
	}
	if (wanted <= present)
		return;
	create_macvlans(crowd, present, wanted);
	start_macvlans(crowd, present, wanted);
	present = wanted;
}

unsigned int parent_listeners(void)
{
	char line[256], device[32], address[64];
	unsigned int users, found = 0;
	FILE *file = fopen("/proc/net/dev_mcast", "re");

	if (!file)
		die("/proc/net/dev_mcast: %s", strerror(errno));
	while (!found && fgets(line, sizeof(line), file))
		if (sscanf(line, "%*u %31s %u %*u %63s", device, &users, address) == 3 &&
			strcmp(device, "eth0") == 0 && strcmp(address, "01005e000001") == 0)
			found = users;
	fclose(file);
	return found;
}

void wait_until_gone(unsigned int listeners)
{
	double deadline = now() + GONE_DEADLINE_MS * 1e3;

	while (parent_listeners() > listeners) {
		if (now() > deadline)
			die("the last launch's link is still there after %d ms", GONE_DEADLINE_MS);
		sleep_ms(1);
	}
	sleep_ms(SETTLE_MS);
}
