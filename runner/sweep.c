/* SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>

#include "../netsetup/addresses.h"
#include "../netsetup/cleanup.h"
#include "../netsetup/namespace.h"
#include "nsname.h"
#include "processes.h"
#include "signals.h"

enum {
	MOST_AT_ONCE = 256,
	MOST_ROUNDS = 5,    /* a process may fork while its siblings are being ended */
	PATIENCE_MS = 2000, /* for the kernel to end what was sent SIGKILL */
};

/*
 * The last namespace that was looked into: most processes are in one and the same. It is held
 * open, so that no other can have its inode while that is what processes are compared by.
 */
struct search {
	uint64_t cookie;
	int own; /* /proc/self/ns/net, to come back */
	int last;
	dev_t device;
	ino_t inode;
	bool is_it;
};

/* The cookie can only be asked for from inside. */
static void compare_cookie(void *context)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct search *search = context;
	struct failure ignored;
	uint64_t cookie = 0;

	if (netlink_open(&netlink, &ignored) == 0)
		netlink_cookie(netlink_fd(netlink), &cookie, &ignored);
	search->is_it = cookie == search->cookie;
}

static void look_into(struct search *search, pid_t pid)
{
	struct stat status;
	char path[32];

	close_fd(&search->last);
	search->is_it = false;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	search->last = open(path, O_RDONLY | O_CLOEXEC);
	if (search->last < 0 || fstat(search->last, &status) < 0)
		return;
	search->device = status.st_dev;
	search->inode = status.st_ino;
	namespace_visit(search->last, search->own, compare_cookie, search);
}

static bool is_of_dead_run(pid_t pid, const struct stat *netns, void *context)
{
	struct search *search = context;

	if (search->last < 0 || netns->st_dev != search->device || netns->st_ino != search->inode)
		look_into(search, pid);
	return search->is_it;
}

static void wait_for_end(const struct process *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct pollfd end = { .fd = list[i].pidfd, .events = POLLIN };

		poll(&end, 1, PATIENCE_MS);
	}
}

/* One round: ends those that are found, and returns how many they were. */
static size_t end_found(uint64_t cookie, int own)
{
	struct search search = { .cookie = cookie, .own = own, .last = -1 };
	struct process list[MOST_AT_ONCE];
	size_t count = processes_find(list, MOST_AT_ONCE, is_of_dead_run, &search);

	close_fd(&search.last);
	for (size_t i = 0; i < count; i++)
		signals_send(list[i].pidfd, SIGKILL);
	wait_for_end(list, count);
	processes_close(list, count);
	return count;
}

static void end_processes(uint64_t cookie)
{
	AUTO_CLOSE int own = namespace_open_own();

	for (int i = 0; own >= 0 && i < MOST_ROUNDS; i++) {
		if (end_found(cookie, own) == 0)
			return;
	}
}

/*
 * Whether the id still leads to the dead run's namespace. The caller holds the claims of that run,
 * so no live run can have one of its addresses on the parent.
 */
static bool is_its_namespace(const struct identity *dead, struct netlink *netlink)
{
	struct ip_address address;
	struct mac_address mac;

	for (size_t i = 0; i < dead->key_count; i++) {
		if (identity_key_address(dead->keys[i], &address) == 0 &&
			address_is_in(netlink, dead->namespace_id, &address))
			return true;
		if (identity_key_mac(dead->keys[i], &mac) == 0 &&
			namespace_has_mac(netlink, dead->namespace_id, &mac))
			return true;
	}
	return false;
}

void sweep_dead_run(const struct identity *dead, struct netlink *netlink)
{
	nsname_sweep(dead);
	if (dead->cookie != 0)
		end_processes(dead->cookie);
	if (dead->namespace_id >= 0 && is_its_namespace(dead, netlink))
		namespace_delete_links(netlink, dead->namespace_id);
}

void sweep_dead_vlan(const struct identity *dead, int parent, const struct vlan_tag *tag,
	struct netlink *netlink)
{
	if (dead->cookie != 0)
		end_processes(dead->cookie);
	if (dead->namespace_id >= 0 && namespace_has_vlan(netlink, dead->namespace_id, parent, tag))
		namespace_delete_links(netlink, dead->namespace_id);
}
