/* SPDX-License-Identifier: MIT */
/*
 * what-is-there: all that a command has of its launch, as far as it is the same each time: its network, the settings of
 * it, its mounts, privileges, signals and descriptors. One process, which prints files: a sweep of faults starts
 * thousands.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"

#define MOUNTS "/proc/self/mountinfo"

static int by_text(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The numbers of a mount, at its begin and behind the name of its peers, are others each time. */
static char *without_numbers(char *line)
{
	int behind = 0;

	sscanf(line, "%*d %*d %*s %n", &behind);
	line[strcspn(line, ":")] = '\0';
	return line + behind;
}

/* Prints the lines that begin with one of the words, all when there are none; sorted, for the kernel may not. */
static void print_lines(const char *path, const char *const *words)
{
	AUTO_FILE FILE *file = fopen(path, "re");
	char line[1000], *lines[500];
	size_t count = 0;

	while (file != NULL && count < ARRAY_SIZE(lines) &&
		fgets(line, sizeof(line), file) != NULL) {
		bool is_wanted = words == NULL;

		for (size_t i = 0; words != NULL && words[i] != NULL; i++)
			is_wanted = is_wanted || strncmp(line, words[i], strlen(words[i])) == 0;
		if (is_wanted && strstr(line, " /run/nsrun ") == NULL)
			lines[count++] =
				strdup(strcmp(path, MOUNTS) == 0 ? without_numbers(line) : line);
	}
	qsort(lines, count, sizeof(lines[0]), by_text);
	for (size_t i = 0; i < count; i++) {
		printf("%s: %s\n", path, strtok(lines[i], "\n"));
		free(lines[i]);
	}
}

static void print_in(const char *directory, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		char path[300];

		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		print_lines(path, NULL);
	}
}

static void print_descriptors(void)
{
	for (int fd = 0; fd < 1000; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			printf("descriptor %d\n", fd);
	}
}

int main(void)
{
	static const char *const ipv4[] = { "forwarding", "rp_filter", "arp_ignore", "arp_announce",
		"accept_local", "arp_notify", NULL };
	static const char *const ipv6[] = { "forwarding", "accept_ra", "autoconf", "addr_gen_mode",
		"ndisc_notify", NULL };
	static const char *const sys[] = { "lo/flags", "eth0/address", "eth0/flags", "eth0/mtu",
		NULL };
	static const char *const ports[] = { "ping_group_range", "ip_unprivileged_port_start",
		NULL };
	static const char *const status[] = { "Uid", "Gid", "Groups", "Cap", "NoNewPrivs",
		"Seccomp:", "SigBlk", "SigIgn", NULL };

	print_descriptors();
	print_lines("/proc/net/route", NULL);
	print_lines("/proc/net/fib_trie", NULL);
	print_lines("/proc/net/if_inet6", NULL);
	print_in("/sys/class/net", sys);
	print_in("/proc/sys/net/ipv4/conf/all", ipv4);
	print_in("/proc/sys/net/ipv4/conf/default", ipv4);
	print_in("/proc/sys/net/ipv4/conf/eth0", ipv4);
	print_in("/proc/sys/net/ipv6/conf/default", ipv6);
	print_in("/proc/sys/net/ipv6/conf/eth0", ipv6);
	print_in("/proc/sys/net/ipv4", ports);
	print_lines("/proc/sys/kernel/hostname", NULL);
	print_lines("/proc/self/status", status);
	print_lines(MOUNTS, NULL);
	return 0;
}
