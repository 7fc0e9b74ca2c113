/* SPDX-License-Identifier: MIT */
#include "parents.h"

#include <stdio.h>
#include <string.h>

#include "../netsetup/kinds.h"

static struct share *new_share(struct run *run)
{
	struct share *share = &run->shares[run->share_count++];

	share->shared.file = -1;
	return share;
}

static struct host_link *host_link_of(struct share *share, const struct run *run)
{
	share->host_link.netlink = run->netlink;
	share->host_link.identity = &run->identity;
	return &share->host_link;
}

/* The parent of the link, VLAN by VLAN. */
static int share_vlans(struct run *run, struct link_config *link, struct failure *failure)
{
	int parent = link->base_index;

	for (size_t i = 0; i < link->tag_count; i++) {
		struct share *share = new_share(run);
		char name[IFNAMSIZ];
		char segment[SEGMENT_SIZE];
		const struct subinterface_place place = {
			.parent = parent,
			.tag = link->tags[i],
			.name = name,
			.segment = segment,
			.title = link->parent,
		};

		vlan_name(link->base, link->tags, i + 1, name);
		vlan_segment(link->base_segment, link->tags, i + 1, segment);
		if (host_link_share_vlan(&share->shared, run->state, host_link_of(share, run),
			    &place, failure) < 0)
			return -1;
		parent = share->host_link.index;
	}
	link->parent_index = parent;
	return 0;
}

/* A parent that is a VLAN of the host's own. */
static int forget_dead(struct run *run, const struct link_config *link, struct failure *failure)
{
	struct host_link dead = { .netlink = run->netlink, .identity = &run->identity };

	if (link->tag_count != 0 || strchr(link->base_segment, '.') == NULL)
		return 0;
	return host_link_forget_vlan(
		run->state, &dead, link->base_index, link->base_segment, failure);
}

/* A link that is a VLAN itself: the run's alone. */
static int take_vlan(struct run *run, const struct link_config *link, struct failure *failure)
{
	struct share *share;
	char title[LINK_TITLE_SIZE];
	const struct subinterface_place place = {
		.parent = link->parent_index,
		.tag = link->tag,
		.name = "",
		.segment = link->segment,
		.title = title,
	};

	if (link->tag.id == 0)
		return 0;
	share = new_share(run);
	snprintf(title, sizeof(title), "--vlan %s.%u", link->parent, link->tag.id);
	return host_link_take_vlan(
		&share->shared, run->state, host_link_of(share, run), &place, failure);
}

static int share_lan(struct run *run, struct link_config *link, struct failure *failure)
{
	struct share *share = new_share(run);

	if (host_link_share_lan(&share->shared, run->state, host_link_of(share, run), link->parent,
		    failure) < 0)
		return -1;
	link->parent_index = share->host_link.index;
	return 0;
}

static int share_mode(struct run *run, const struct link_config *link, struct failure *failure)
{
	struct share *share;

	if (!link_kind(link->kind)->shares_mode)
		return 0;
	share = new_share(run);
	share->port_mode = (struct port_mode){ link, &run->identity, run->netlink };
	return port_mode_share(&share->shared, run->state, &share->port_mode, failure);
}

int parents_share(struct run *run, struct failure *failure)
{
	for (size_t i = 0; i < run->link_count; i++) {
		struct link_config *link = &run->links[i];

		if (link->is_lan ? share_lan(run, link, failure) < 0
				 : share_vlans(run, link, failure) < 0)
			return -1;
		if (forget_dead(run, link, failure) < 0 || take_vlan(run, link, failure) < 0 ||
			share_mode(run, link, failure) < 0)
			return -1;
	}
	return 0;
}

void parents_leave(struct run *run)
{
	while (run->share_count > 0)
		shared_leave(&run->shares[--run->share_count].shared);
}
