/* SPDX-License-Identifier: MIT */
#include "parents.h"

#include "../netsetup/kinds.h"

static struct share *new_share(struct run *run)
{
	struct share *share = &run->shares[run->share_count++];

	share->shared.file = -1;
	return share;
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
		share->host_link.netlink = run->netlink;
		if (host_link_share_vlan(&share->shared, run->state, run->identity.host,
			    &share->host_link, &place, failure) < 0)
			return -1;
		parent = share->host_link.index;
	}
	link->parent_index = parent;
	return 0;
}

static int share_lan(struct run *run, struct link_config *link, struct failure *failure)
{
	struct share *share = new_share(run);

	share->host_link.netlink = run->netlink;
	if (host_link_share_lan(&share->shared, run->state, run->identity.host, &share->host_link,
		    link->parent, failure) < 0)
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
		if (share_mode(run, link, failure) < 0)
			return -1;
	}
	return 0;
}

void parents_leave(struct run *run)
{
	while (run->share_count > 0)
		shared_leave(&run->shares[--run->share_count].shared);
}
