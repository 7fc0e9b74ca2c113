/* SPDX-License-Identifier: MIT */
#include "kindsetters.h"

#include <ctype.h>
#include <string.h>

#include "../netsetup/kinds.h"
#include "../netsetup/vlan.h"

static int add_link(const struct option_use *use, enum link_kind kind, struct failure *failure)
{
	struct plan *plan = use->plan;
	struct link_request *link;

	if (plan->link_count == PLAN_MAX_LINKS)
		return fail(failure, 0, "--%s%s%s: more than %d links: a command can have no more",
			use->option->name, use->value != NULL ? " " : "",
			use->value != NULL ? use->value : "", PLAN_MAX_LINKS);
	link = &plan->links[plan->link_count++];
	link->kind = kind;
	link->parent = use->value;
	if (link_kind(kind)->modes[0].name != NULL)
		link->mode = link_kind(kind)->modes[0].value;
	return 0;
}

int set_macvlan(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_MACVLAN, failure);
}

int set_ipvlan(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_IPVLAN, failure);
}

int set_vlan(const struct option_use *use, struct failure *failure)
{
	struct vlan_tag tag;
	char base[128];
	int parsed = vlan_parse(use->value, base, sizeof(base), &tag, failure);

	if (parsed < 0)
		return fail(failure, 0, "--vlan %s: the id of a VLAN must be %d to %d", use->value,
			VLAN_LEAST_ID, VLAN_GREATEST_ID);
	if (parsed == 0)
		return fail(failure, 0,
			"--vlan %s: the id is missing: write PARENT.ID, as in eth0.10", use->value);
	return add_link(use, LINK_VLAN, failure);
}

/* Part of a record's name and, after "lan-", of an interface's. */
int set_lan(const struct option_use *use, struct failure *failure)
{
	const char *name = use->value;

	if (strlen(name) >= LAN_NAME_SIZE)
		return fail(failure, 0, "--lan %s: too long: at most %d characters", name,
			LAN_NAME_SIZE - 1);
	for (const char *letter = name; *letter != '\0'; letter++) {
		if (!isalnum((unsigned char)*letter) && strchr("-_", *letter) == NULL)
			return fail(failure, 0, "--lan %s: must be of letters, digits, '-' and '_'",
				name);
	}
	if (add_link(use, LINK_MACVLAN, failure) < 0)
		return -1;
	use->plan->links[use->plan->link_count - 1].is_lan = true;
	return 0;
}

int set_bridge(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_VETH, failure);
}

int set_phys(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_PHYSICAL, failure);
}

int set_dummy(const struct option_use *use, struct failure *failure)
{
	return add_link(use, LINK_DUMMY, failure);
}

/* Docker's networks that are no named ones. */
static int set_builtin(const struct option_use *use, struct failure *failure)
{
	if (strcmp(use->value, "none") == 0) {
		use->plan->no_network = true;
		return 1;
	}
	if (strcmp(use->value, "host") == 0)
		return fail(failure, 0,
			"--network host: this would be this host's own network: run the command "
			"without nsrun");
	if (strcmp(use->value, "bridge") == 0 || strcmp(use->value, "default") == 0)
		return fail(failure, 0,
			"--network %s: nsrun has no NAT: use --lan NAME, --bridge BRIDGE, or a "
			"network of nsrun network create",
			use->value);
	return 0;
}

int set_network(const struct option_use *use, struct failure *failure)
{
	int builtin = set_builtin(use, failure);

	if (builtin != 0)
		return builtin < 0 ? -1 : 0;
	if (add_link(use, LINK_MACVLAN, failure) < 0)
		return -1;
	use->plan->links[use->plan->link_count - 1].network_name = use->value;
	return 0;
}
