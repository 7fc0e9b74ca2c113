/* SPDX-License-Identifier: MIT */
#include "holder.h"

/*
 * The kernel does not say who has it: its message has no number, and from the parent's side there is
 * no list of the ipvlans that are in other namespaces. It lists the links of a namespace to whom is
 * in there, so this goes there. (By a namespace id one need not, but an id has only who was given
 * one: `ip link add ... netns` gives none.)
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "addresses.h"
#include "cleanup.h"
#include "links.h"
#include "namespace.h"

enum { MOST_NAMESPACES = 1024, MOST_LINKS = 256 };

struct search {
	int own;    /* the caller's namespace */
	int parent; /* number of the interface below, in the host's namespace */
	const struct ip_address *address;
	bool is_found;
	int links
		[MOST_LINKS]; /* of the namespace that is being looked into: ipvlans on the parent */
	size_t link_count;
	size_t count; /* of the namespaces that were looked into */
	struct {
		dev_t device;
		ino_t inode;
	} seen[MOST_NAMESPACES];
};

static void note_link(const struct link_info *info, void *context)
{
	struct search *search = context;

	if (info->parent == search->parent && search->link_count < MOST_LINKS)
		search->links[search->link_count++] = info->index;
}

static void look_inside(void *context)
{
	struct search *search = context;
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct failure ignored;

	search->link_count = 0;
	if (netlink_open(&netlink, &ignored) < 0 ||
		link_each_of_kind(netlink, "ipvlan", note_link, search, &ignored) < 0)
		return;
	/* Only now: a socket that is in the middle of a list takes no second question. */
	for (size_t i = 0; i < search->link_count && !search->is_found; i++)
		search->is_found = address_is_on(netlink, search->links[i], search->address);
}

/* Most processes are in one and the same. Beyond the most the rest is not looked at. */
static bool is_new(struct search *search, const struct stat *status)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->seen[i].inode == status->st_ino &&
			search->seen[i].device == status->st_dev)
			return false;
	}
	if (search->count == MOST_NAMESPACES)
		return false;
	search->seen[search->count].inode = status->st_ino;
	search->seen[search->count].device = status->st_dev;
	search->count++;
	return true;
}

static void look_into(struct search *search, const char *path)
{
	AUTO_CLOSE int netns = -1;
	struct stat status;

	if (stat(path, &status) < 0 || !is_new(search, &status))
		return;
	netns = open(path, O_RDONLY | O_CLOEXEC);
	if (netns >= 0)
		namespace_visit(netns, search->own, look_inside, search);
}

/* Looks into the namespaces directory/NAME, or directory/PID with the file behind it. */
static void look_through(struct search *search, const char *directory, const char *file)
{
	DIR *list = opendir(directory);
	struct dirent *entry;
	char path[PATH_MAX];

	while (list != NULL && !search->is_found && (entry = readdir(list)) != NULL) {
		/* A process's directory, or a name; neither "." nor what else is in /proc. */
		if (entry->d_name[0] == '.' ||
			(file[0] != '\0' && !isdigit((unsigned char)entry->d_name[0])))
			continue;
		snprintf(path, sizeof(path), "%s/%s%s", directory, entry->d_name, file);
		look_into(search, path);
	}
	if (list != NULL)
		closedir(list);
}

bool holder_lives(struct netlink *netlink, int index, const struct ip_address *address)
{
	AUTO_CLOSE int own = namespace_open_own();
	struct search search = { .own = own, .address = address };
	struct link_info info;
	struct failure ignored;
	struct stat status;

	if (own < 0 || fstat(own, &status) < 0 ||
		link_find_index(netlink, index, &info, &ignored) < 0)
		return false;
	search.parent = info.parent;
	is_new(&search, &status); /* the caller's own is none of the others */
	look_through(&search, "/run/netns", "");
	look_through(&search, "/proc", "/ns/net");
	return search.is_found;
}
