/* SPDX-License-Identifier: MIT */
#include "namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "addresses.h"
#include "clock.h"
#include "links.h"
#include "power.h"

struct namespace_handle namespace_none(void)
{
	return (struct namespace_handle){ .route = -1, .sockstat = -1, .id = -1 };
}

int namespace_open_own(void)
{
	return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

int namespace_open(int route)
{
	POWER;

	return ioctl(route, SIOCGSKNS);
}

int namespace_open_sockstat(struct failure *failure)
{
	int file = open("/proc/self/net/sockstat", O_RDONLY | O_CLOEXEC);

	return file >= 0 ? file : fail(failure, errno, "open /proc/self/net/sockstat");
}

static int read_id(const struct nlmsghdr *reply, void *context)
{
	struct nlattr *id;

	if (reply->nlmsg_type != RTM_NEWNSID)
		return 0;
	id = nlmsg_find_attr(
		(struct nlmsghdr *)(uintptr_t)reply, sizeof(struct rtgenmsg), NETNSA_NSID);
	if (id != NULL && nla_len(id) == sizeof(int))
		*(int *)context = (int)nla_get_u32(id);
	return 0;
}

/*
 * The kernel's own choice is the lowest number that is free, and some 20 ms after a namespace has gone that is
 * the one it had: who asks then whether it is gone hears of another. By the clock none comes back so soon;
 * and those of runs that began together are close together, which spares the kernel time: for each that it
 * gives it goes through all that there are, by groups of 64 numbers (__peernet2id()).
 */
static int choose_id(void)
{
	enum { IDS = 1 << 24 }; /* each again after more than four hours */

	return (int)(clock_now_ms() % IDS);
}

static int assign_id(struct netlink *netlink, int netns, int *id, struct failure *failure)
{
	struct rtgenmsg header = { .rtgen_family = AF_UNSPEC };
	/* The echo brings the id that the kernel chose, within the same request. */
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWNSID, NLM_F_ECHO, &header, sizeof(header));

	if (request == NULL || nla_put_u32(request, NETNSA_FD, (uint32_t)netns) < 0 ||
		nla_put_u32(request, NETNSA_NSID, (uint32_t)*id) < 0)
		return fail(failure, ENOMEM, "id of the network namespace");
	if (netlink_query(netlink, request, read_id, id, failure, "id of the network namespace") <
		0)
		return -1;
	return 0;
}

int namespace_assign_id(struct netlink *netlink, int netns, int *id, struct failure *failure)
{
	enum { TRIES = 16 };
	const int chosen = choose_id();
	int result = -1;

	/* Where another has it, the next one; and at last the kernel's choice. */
	for (int i = 0; i <= TRIES; i++) {
		*id = i < TRIES ? chosen + i : -1;
		result = assign_id(netlink, netns, id, failure);
		if (result == 0 || failure->code != EEXIST)
			break;
	}
	if (result < 0) {
		*id = -1;
		return -1;
	}
	return *id < 0 ? fail(failure, EPROTO, "id of the network namespace") : 0;
}

int namespace_find_id(struct netlink *netlink, int netns, int *id, struct failure *failure)
{
	struct rtgenmsg header = { .rtgen_family = AF_UNSPEC };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_GETNSID, 0, &header, sizeof(header));

	*id = -1;
	if (request == NULL || nla_put_u32(request, NETNSA_FD, (uint32_t)netns) < 0)
		return fail(failure, ENOMEM, "id of the network namespace");
	return netlink_query(netlink, request, read_id, id, failure, "id of the network namespace");
}

struct id_visit {
	void (*function)(int id, void *context);
	void *context;
};

static int visit_id(const struct nlmsghdr *reply, void *context)
{
	const struct id_visit *visit = context;
	int id = -1;

	read_id(reply, &id);
	if (id >= 0)
		visit->function(id, visit->context);
	return 0;
}

int namespace_each_id(struct netlink *netlink, void (*visit)(int id, void *context), void *context,
	struct failure *failure)
{
	struct rtgenmsg header = { .rtgen_family = AF_UNSPEC };
	struct id_visit each = { visit, context };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_GETNSID, NLM_F_DUMP, &header, sizeof(header));

	if (request == NULL)
		return fail(failure, ENOMEM, "ids of the network namespaces");
	return netlink_query(
		netlink, request, visit_id, &each, failure, "ids of the network namespaces");
}

static void remove_link_local(struct netlink *netlink, const struct link_config *link)
{
	const struct ip_prefix local =
		link->link_local.length != 0 ? link->link_local : ip_link_local_of(&link->made.mac);

	address_remove(netlink, link->made.index, &local);
}

void namespace_silence(
	const struct namespace_handle *handle, const struct link_config *links, size_t count)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct failure ignored;

	if (handle->route < 0 || count == 0 || netlink_adopt(&netlink, handle->route, &ignored) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (links[i].made.index == 0)
			continue;
		for (size_t j = 0; j < links[i].address_count; j++)
			address_remove(netlink, links[i].made.index, &links[i].addresses[j]);
		if (links[i].wants_link_local)
			remove_link_local(netlink, &links[i]);
		if (links[i].dhcp || links[i].slaac)
			address_flush(netlink, links[i].made.index);
	}
}

bool namespace_has_sockets(const struct namespace_handle *handle)
{
	char text[64] = "";
	int used = 0;

	if (handle->sockstat < 0 || pread(handle->sockstat, text, sizeof(text) - 1, 0) <= 0)
		return false;
	return sscanf(text, "sockets: used %d", &used) == 1 && used > (handle->route >= 0);
}

void namespace_let_go(struct namespace_handle *handle)
{
	close_fd(&handle->route);
	close_fd(&handle->sockstat);
}

/* Any lookup by the id does: lo, number 1, is there as long as the namespace. */
bool namespace_is_gone(struct netlink *netlink, int id)
{
	struct ifinfomsg header = { .ifi_index = 1 };
	AUTO_REQUEST struct nl_msg *request = request_new(RTM_GETLINK, 0, &header, sizeof(header));
	struct failure failure;

	if (request == NULL || nla_put_u32(request, IFLA_TARGET_NETNSID, (uint32_t)id) < 0)
		return false;
	return netlink_execute(netlink, request, &failure, "network namespace") < 0 &&
		failure.code == EINVAL;
}

struct mac_search {
	const struct mac_address *mac;
	bool is_found;
};

static void compare_mac(const struct link_info *info, void *context)
{
	struct mac_search *search = context;

	search->is_found = search->is_found || mac_equal(&info->mac, search->mac);
}

bool namespace_has_mac(struct netlink *netlink, int id, const struct mac_address *mac)
{
	struct mac_search search = { .mac = mac };
	struct failure ignored;

	return link_each_in(netlink, id, compare_mac, &search, &ignored) == 0 && search.is_found;
}

struct vlan_search {
	int parent;
	const struct vlan_tag *tag;
	bool is_found;
};

static void compare_vlan(const struct link_info *info, void *context)
{
	struct vlan_search *search = context;

	if (info->is_parent_elsewhere && info->parent == search->parent &&
		info->tag.id == search->tag->id && info->tag.protocol == search->tag->protocol)
		search->is_found = true;
}

bool namespace_has_vlan(struct netlink *netlink, int id, int parent, const struct vlan_tag *tag)
{
	struct vlan_search search = { .parent = parent, .tag = tag };
	struct failure ignored;

	return link_each_in(netlink, id, compare_vlan, &search, &ignored) == 0 && search.is_found;
}

int namespace_visit(int netns, int own, void (*visit)(void *context), void *context)
{
	if (setns(netns, CLONE_NEWNET) < 0)
		return -1;
	visit(context);
	if (setns(own, CLONE_NEWNET) < 0)
		abort();
	return 0;
}

enum { MOST_LINKS = 64 };

struct links_found {
	size_t count;
	int indexes[MOST_LINKS];
};

static void note_link(const struct link_info *info, void *context)
{
	struct links_found *found = context;

	if (info->kind[0] != '\0' && found->count < MOST_LINKS)
		found->indexes[found->count++] = info->index;
}

void namespace_delete_links(struct netlink *netlink, int id)
{
	struct links_found found = { .count = 0 };
	struct failure ignored;

	if (link_each_in(netlink, id, note_link, &found, &ignored) < 0)
		return;
	for (size_t i = 0; i < found.count; i++) {
		struct ifinfomsg header = { .ifi_index = found.indexes[i] };
		AUTO_REQUEST struct nl_msg *request =
			request_new(RTM_DELLINK, 0, &header, sizeof(header));

		/* A tunnel device of the kernel's own cannot be deleted, and disturbs nobody. */
		if (request != NULL && nla_put_u32(request, IFLA_TARGET_NETNSID, (uint32_t)id) == 0)
			netlink_execute(netlink, request, &ignored, "delete a link");
	}
}
