/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_MOUNTS_H
#define RUNNER_MOUNTS_H

/*
 * The mounts that every command has: called in its new mount namespace. Those that are asked for are
 * of files.h.
 */
#include "below.h"

/* Lets no mount of the command reach the host; what the host unmounts goes here, too. */
int mounts_separate(struct failure *failure);

/* What is mounted right below /sys, open. */
struct mounts_held {
	struct below below;
	int fds[BELOW_MOST];
};

/* Opens it, while the paths still lead there. */
int mounts_hold_below_sys(struct mounts_held *held, struct failure *failure);

/*
 * Mounts /sys anew, so that /sys/class/net shows the links of the caller's network namespace. What
 * was mounted below the old /sys (/sys/fs/cgroup …) and is held is there again, and a read-only /sys stays
 * read-only.
 */
int mounts_renew_sys(struct mounts_held *held, struct failure *failure);

/* Mounts /proc anew, for the caller's PID namespace. */
int mounts_renew_proc(struct failure *failure);

/*
 * Puts each file of /etc/netns/NAME over the one of its name in /etc, as ip netns does; but where that
 * is a symbolic link, over the link. What cannot be is warned of.
 */
void mounts_bind_etc(const char *name);

/* The same with one of them. */
void mounts_bind_etc_file(const char *name, const char *file);

/*
 * Makes what is the whole machine's below /proc read-only: /proc/sys but for /proc/sys/net, and
 * sysrq-trigger, which root may write to without any capability.
 *
 * With is_crowded /proc/sys/net is that of a new /proc, where that is allowed, and looks the same: in one /proc
 * the kernel has one chain of all namespaces' entries "ipv4" that were ever looked up, and goes through all of it
 * once or twice for each that looks for its own (proc_sys_compare(), fs/proc/proc_sysctl.c). Where there are few
 * a new one takes longer.
 */
int mounts_protect_proc(bool is_crowded, struct failure *failure);

/* Makes a cloned mount read-only, with those below it: 0, or -1 with errno. */
int mounts_make_read_only(int tree);

#endif
