/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/pkt_sched.h>
#include <stdio.h>

#include "kinds.h"
#include "links.h"
#include "namespace.h"

/* What the others are on. Anything but lo can be, so a kernel without dummies has a veth for it. */
struct trials {
	struct netlink *netlink;
	int own;    /* the network namespace */
	int ground; /* 0: there is none */
};

static int fail_groundless(const char *name, struct failure *failure)
{
	return fail(failure, 0, "%s: there is neither a dummy nor a veth to try it on", name);
}

static int try_kind(struct trials *trials, enum link_kind kind, struct failure *failure)
{
	const struct link_kind_entry *entry = link_kind(kind);
	bool is_apart = entry->has_no_parent || entry->has_host_end;
	const struct link_config link = {
		.kind = kind,
		.mode = entry->modes[0].value,
		.flags = entry->flags_add_up ? 0 : entry->flags[0].value,
		.parent_index = is_apart ? 0 : trials->ground,
		.host_end = "other",
		.host_end_mac = { .bytes = { 0xfe, 0, 0, 0, 0, 1 } },
		.tag = { .id = 1, .protocol = ETH_P_8021Q },
	};

	if (!is_apart && trials->ground == 0)
		return fail_groundless(entry->name, failure);
	return link_create(trials->netlink, &link, entry->name, trials->own, failure);
}

static int try_ground(struct trials *trials, enum link_kind kind, struct failure *failure)
{
	struct failure ignored;
	struct link_info made;

	if (try_kind(trials, kind, failure) < 0)
		return -1;
	if (link_find(trials->netlink, link_kind(kind)->name, &made, &ignored) == 0)
		trials->ground = made.index;
	return 0;
}

static int try_dummy(struct trials *trials, struct failure *failure)
{
	return try_ground(trials, LINK_DUMMY, failure);
}

static int try_veth(struct trials *trials, struct failure *failure)
{
	return try_ground(trials, LINK_VETH, failure);
}

static int try_macvlan(struct trials *trials, struct failure *failure)
{
	return try_kind(trials, LINK_MACVLAN, failure);
}

/* A parent has links of one of the two kinds only. */
static int try_ipvlan(struct trials *trials, struct failure *failure)
{
	struct failure ignored;
	struct link_info macvlan;

	if (link_find(trials->netlink, trial_name(TRIAL_MACVLAN), &macvlan, &ignored) == 0)
		link_delete(trials->netlink, macvlan.index);
	return try_kind(trials, LINK_IPVLAN, failure);
}

static int try_vlan(struct trials *trials, struct failure *failure)
{
	return try_kind(trials, LINK_VLAN, failure);
}

static int try_bridge(struct trials *trials, struct failure *failure)
{
	const struct link_recipe recipe = { .kind = "bridge", .name = "bridge", .title = "bridge" };

	return link_make(trials->netlink, &recipe, failure);
}

static int try_netem(struct trials *trials, struct failure *failure)
{
	const struct tcmsg header = { .tcm_ifindex = trials->ground, .tcm_parent = TC_H_ROOT };
	const struct tc_netem_qopt options = { .limit = 1 };
	AUTO_REQUEST struct nl_msg *request =
		request_new(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));

	if (trials->ground == 0)
		return fail_groundless(trial_name(TRIAL_NETEM), failure);
	if (request == NULL || nla_put_string(request, TCA_KIND, trial_name(TRIAL_NETEM)) < 0 ||
		nla_put(request, TCA_OPTIONS, sizeof(options), &options) < 0)
		return fail(failure, ENOMEM, "netem");
	return netlink_execute(trials->netlink, request, failure, "netem");
}

static const struct {
	const char *name;
	int (*make)(struct trials *trials, struct failure *failure);
} trials_of_kinds[] = {
	[TRIAL_DUMMY] = { "dummy", try_dummy },
	[TRIAL_VETH] = { "veth", try_veth },
	[TRIAL_MACVLAN] = { "macvlan", try_macvlan },
	[TRIAL_IPVLAN] = { "ipvlan", try_ipvlan },
	[TRIAL_VLAN] = { "vlan", try_vlan },
	[TRIAL_BRIDGE] = { "bridge", try_bridge },
	[TRIAL_NETEM] = { "netem", try_netem },
};
static_assert(ARRAY_SIZE(trials_of_kinds) == TRIAL_COUNT, "a trial is missing here");

const char *trial_name(enum trial trial)
{
	return trials_of_kinds[trial].name;
}

int trial_make_each(struct failure results[TRIAL_COUNT], struct failure *failure)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	AUTO_CLOSE int own = namespace_open_own();
	struct trials trials = { .own = own };

	if (own < 0)
		return fail(failure, errno, "open the network namespace");
	if (netlink_open(&netlink, failure) < 0)
		return -1;
	trials.netlink = netlink;
	for (enum trial trial = 0; trial < TRIAL_COUNT; trial++) {
		if (trials_of_kinds[trial].make(&trials, &results[trial]) == 0)
			results[trial].text[0] = '\0';
	}
	return 0;
}
