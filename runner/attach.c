/* SPDX-License-Identifier: MIT */
#include "attach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/hostend.h"
#include "../netsetup/kinds.h"
#include "../netsetup/patience.h"
#include "../netsetup/probe.h"

enum {
	DEATH_PAUSE_US = 2000,
	ALONE_MS = 100,
	VLAN_MS = 2000,
};

/*
 * A passthru link must be alone on its parent (EINVAL), a parent has one VLAN of an id (EEXIST):
 * and that of a run that is over is there until the kernel has taken its namespace apart, some 30
 * ms, which only who is refused waits for; macvlan and ipvlan cannot share a parent (EBUSY) either.
 * Who else has a VLAN is rare, and it is known from the records that no run has; EINVAL and EBUSY
 * have many reasons, and those shall be told soon.
 */
static bool may_be_dying(const struct link_config *link, int code)
{
	return code == EINVAL || code == EBUSY || (code == EEXIST && link->kind == LINK_VLAN);
}

static int create_as(struct run *run, unsigned number, const char *name, struct failure *failure)
{
	struct patience patience = patience_for(
		run->links[number].kind == LINK_VLAN ? VLAN_MS : ALONE_MS, DEATH_PAUSE_US);

	while (link_create(run->netlink, &run->links[number], name, run->network, failure) < 0) {
		if (!may_be_dying(&run->links[number], failure->code) || !patience_wait(&patience))
			return -1;
	}
	return 0;
}

/*
 * Creates one link in the child's namespace, and leaves in created what it was called. Linux 6.12
 * and older look for a literal name on the host, too, where an eth0 is nothing special; a template
 * they number in the child's namespace, where it gives the same name as long as the names of the
 * links follow each other. Any other name is tried as it is, and if the host has it on such a
 * kernel, the child renames the link.
 */
static int create_link(struct run *run, unsigned number, unsigned *numbered, char *created,
	struct failure *failure)
{
	const struct link_config *link = &run->links[number];
	char next[IFNAMSIZ];

	snprintf(next, sizeof(next), "eth%u", *numbered);
	memcpy(created, link->name, IFNAMSIZ);
	if (strcmp(link->name, next) == 0) {
		(*numbered)++;
		return create_as(run, number, "eth%d", failure);
	}
	if (create_as(run, number, link->name, failure) == 0)
		return 0;
	if (failure->code != EEXIST)
		return -1;
	/* The digits of its ID are in no other name, unless somebody means it. */
	snprintf(created, IFNAMSIZ, "n%.*s%u", RUN_ID_SIZE - 1, run->identity.id, number);
	return create_as(run, number, created, failure);
}

/* What marks a link on the host that is this run's alone. */
static const char *mark(const struct run *run, char alias[HOSTEND_ALIAS_SIZE])
{
	snprintf(alias, HOSTEND_ALIAS_SIZE, HOSTEND_MARK "run %s", run->identity.id);
	return alias;
}

/* The host's end of a veth: a port of its bridge. */
static int raise_host_end(struct run *run, const struct link_config *link, struct failure *failure)
{
	char alias[HOSTEND_ALIAS_SIZE];
	char title[LINK_TITLE_SIZE];

	if (!link_kind(link->kind)->has_host_end)
		return 0;
	return hostend_raise(run->netlink, link->host_end, mark(run, alias), link->parent_index,
		       link_title(link, title), failure) < 0
		? -1
		: 0;
}

static int move_in(struct run *run, unsigned number, char *created, struct failure *failure)
{
	struct physical *physical = &run->physicals[number];

	if (physical_note(run->netlink, run->links[number].parent_index, physical, failure) < 0)
		return -1;
	snprintf(created, IFNAMSIZ, "nsrun%u", number);
	return physical_give(run->netlink, physical, run->network, created, failure);
}

int attach_prepare(struct run *run, struct failure *failure)
{
	for (size_t i = 0; i < run->link_count; i++) {
		struct link_config *link = &run->links[i];

		if (link->probe && link_kind(link->kind)->probing_mode == NULL &&
			probe_open(&link->probe_socket, failure) < 0)
			return -1;
	}
	return 0;
}

/*
 * The parent may have been made only now, and the child does not know its number. What is bound is
 * the child's, too; the supervisor would only collect frames.
 */
static int bind_probe(struct link_config *link, struct failure *failure)
{
	int result;

	if (link->probe_socket < 0)
		return 0;
	result = probe_bind(link->probe_socket, link->parent_index, failure);
	close_fd(&link->probe_socket);
	return result;
}

static int attach_link(struct run *run, unsigned number, unsigned *numbered, char *created,
	struct failure *failure)
{
	struct link_config *link = &run->links[number];

	if (bind_probe(link, failure) < 0)
		return -1;
	if (link_kind(link->kind)->is_moved)
		return move_in(run, number, created, failure);
	if (create_link(run, number, numbered, created, failure) < 0)
		return -1;
	return raise_host_end(run, link, failure);
}

int attach_links(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure)
{
	unsigned numbered = 0;
	char alias[HOSTEND_ALIAS_SIZE];

	for (unsigned i = 0; i < run->link_count; i++) {
		if (attach_link(run, i, &numbered, created[i], failure) < 0) {
			failure->link = (int)i + 1;
			return -1;
		}
		steps_done(&run->steps, "link");
	}
	return host_access_make(
		run->netlink, &run->access, run->network, mark(run, alias), failure);
}

/* Its number inside is known from the exec on; before that it has one of two names. */
static int find_inside(struct netlink *inside, const struct run *run, unsigned number, int *index,
	struct failure *failure)
{
	struct link_info info;
	char created[IFNAMSIZ];

	*index = run->links[number].made.index;
	if (*index != 0)
		return 0;
	snprintf(created, sizeof(created), "nsrun%u", number);
	if (link_find(inside, created, &info, failure) < 0 &&
		link_find(inside, run->links[number].name, &info, failure) < 0)
		return -1;
	*index = info.index;
	return 0;
}

static int give_back(struct run *run, unsigned number, struct failure *failure)
{
	AUTO_NETLINK struct netlink *inside = NULL;
	struct physical *physical = &run->physicals[number];
	int index;

	if (!physical->is_away)
		return 0;
	if (netlink_adopt(&inside, run->namespace.route, failure) < 0 ||
		find_inside(inside, run, number, &index, failure) < 0)
		return -1;
	return physical_take_back(run->netlink, inside, index, physical, failure);
}

/* It would go with the namespace, a moment after nsrun has returned. */
static void remove_host_end(struct run *run, const char *name)
{
	struct link_info info;
	struct failure ignored;

	if (name[0] != '\0' && link_find(run->netlink, name, &info, &ignored) == 0)
		link_delete(run->netlink, info.index);
}

int attach_undo(struct run *run, struct failure *failure)
{
	int result = 0;

	for (unsigned i = 0; i < run->link_count; i++) {
		if (give_back(run, i, failure) < 0)
			result = -1;
		remove_host_end(run, run->links[i].host_end);
	}
	remove_host_end(run, run->access.host_end);
	return result;
}
