/* SPDX-License-Identifier: MIT */
#include "grants.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/kinds.h"
#include "../../netsetup/links.h"
#include "../../netsetup/power.h"
#include "../../netsetup/vlan.h"
#include "../numbers.h"
#include "../userdb.h"
#include "policy.h"
#include "tokens.h"

static bool is_number(const char *text, unsigned number)
{
	unsigned value;

	return number_parse(text, 0, UINT_MAX, &value) == 0 && value == number;
}

static bool is_in_group(gid_t gid)
{
	gid_t groups[NGROUPS_MAX];
	int count = getgroups(NGROUPS_MAX, groups);

	for (int i = 0; i < count; i++) {
		if (groups[i] == gid)
			return true;
	}
	return gid == getgid();
}

static bool is_for_group(const char *name)
{
	const struct group *group = userdb_group(name);
	unsigned number;

	if (group != NULL)
		return is_in_group(group->gr_gid);
	return number_parse(name, 0, UINT_MAX, &number) == 0 && is_in_group(number);
}

/* A name goes before a number, as with chown. */
static bool is_for_user(const char *name, uid_t uid)
{
	const struct passwd *user = userdb_user(name);

	return user != NULL ? user->pw_uid == uid : is_number(name, uid);
}

static bool is_for_caller(const struct grant *grant)
{
	return grant->is_group ? is_for_group(grant->who) : is_for_user(grant->who, getuid());
}

static bool allows_mode(const struct grant *grant, int mode)
{
	for (size_t i = 0; i < grant->mode_count; i++) {
		if (grant->modes[i] == mode)
			return true;
	}
	return link_kind(grant->kind)->modes[0].name == NULL;
}

static bool allows_address(const struct grant *grant, const struct ip_address *address)
{
	for (size_t i = 0; i < grant->address_count; i++) {
		if (ip_prefix_contains(&grant->addresses[i], address))
			return true;
	}
	return false;
}

static bool allows_addresses(const struct grant *grant, const struct link_config *link)
{
	if (grant->address_count == 0)
		return true;
	for (size_t i = 0; i < link->address_count; i++) {
		/* The kernel makes it of the MAC address; another one would be somebody else's. */
		if (!allows_address(grant, &link->addresses[i].address))
			return false;
	}
	return !link->slaac;
}

/* Who may have certain addresses only is to be known by no other's MAC address either. */
static bool allows_mac(const struct grant *grant, const struct link_request *request,
	const struct link_config *link)
{
	if (grant->mac_count == 0)
		return grant->address_count == 0 || request->mac_choice != MAC_GIVEN;
	for (size_t i = 0; link->has_mac && i < grant->mac_count; i++) {
		if (mac_equal(&grant->macs[i], &link->mac))
			return true;
	}
	return false;
}

/* As the policy writes it. */
static void write_parent(const struct link_config *link, char parent[LAN_NAME_SIZE])
{
	if (link->kind == LINK_VLAN)
		snprintf(parent, LAN_NAME_SIZE, "%s.%u", link->parent, link->tag.id);
	else
		snprintf(parent, LAN_NAME_SIZE, "%s", link->parent);
}

static bool allows(const struct grant *grant, const struct link_request *request,
	const struct link_config *link)
{
	char parent[LAN_NAME_SIZE];

	write_parent(link, parent);
	return grant->kind == link->kind && strcmp(grant->parent, parent) == 0 &&
		is_for_caller(grant) && allows_mode(grant, link->mode) &&
		allows_addresses(grant, link) && allows_mac(grant, request, link);
}

/* What changes the host, or needs more of it than a link, is no grant's. */
static int check_link(
	const struct link_request *request, const struct link_config *link, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];
	const char *what = NULL;

	if (link->host_access)
		what = "--host-access";
	else if (link->kind == LINK_VLAN && link->tag.protocol != VLAN_8021Q)
		what = "--vlan-protocol";
	else if (link->dhcp)
		what = "--ip dhcp";
	else if (link->probe)
		what = "--probe";
	else if (request->force || request->take_parent)
		what = request->force ? "--force" : "--take-parent";
	if (what != NULL)
		return fail(
			failure, 0, "%s: it is for root alone: use sudo, or leave it out", what);
	if (link->tag_count != 0) {
		fail(failure, EPERM, "%s", link_title(link, title));
		return fail_advise(
			failure, "the VLAN is not there, and to make it is for root: use sudo");
	}
	return 0;
}

static int refuse(const struct link_config *link, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	fail(failure, EPERM, "%s", link_title(link, title));
	return fail_advise(failure,
		"root can grant it in " POLICY_PATH " (see POLICY in nsrun(1)); or use sudo");
}

/* Of a line the text does not matter: whoever edits another line does not give new places to this one. */
static void name_place(const struct grant *grant, unsigned number, char *name, size_t size)
{
	snprintf(name, size, "place/%u/%s%s/%s/%s/%u", getuid(), grant->is_group ? "@" : "",
		grant->who, link_kind(grant->kind)->name, grant->parent, number);
}

/* Returns 1, 0 when all places are taken, or -1. */
static int take_place(const struct grant *grant, struct tokens *tokens, struct failure *failure)
{
	for (unsigned i = 0; i < grant->most; i++) {
		char name[160];
		uid_t owner;
		int taken;

		name_place(grant, i, name, sizeof(name));
		taken = token_take(name, &tokens->fds[tokens->count], &owner, failure);
		tokens->count += taken > 0;
		if (taken != 0)
			return taken;
	}
	return 0;
}

static int take_link(const struct policy *policy, const struct link_request *request,
	const struct link_config *link, struct tokens *tokens, bool *is_limited,
	struct failure *failure)
{
	char title[LINK_TITLE_SIZE];
	bool is_granted = false;

	for (size_t i = 0; i < policy->count; i++) {
		const struct grant *grant = &policy->grants[i];
		int taken;

		if (!allows(grant, request, link))
			continue;
		is_granted = true;
		*is_limited = *is_limited || grant->address_count != 0 || grant->mac_count != 0;
		taken = take_place(grant, tokens, failure);
		if (taken != 0)
			return taken < 0 ? -1 : 0;
	}
	if (!is_granted)
		return refuse(link, failure);
	return fail(failure, 0,
		"%s: you have as many as root grants you: end one of your runs first (nsrun list)",
		link_title(link, title));
}

/* Kinds that are on nothing of the host's need no grant. */
static bool needs_grant(const struct link_config *link)
{
	return !link->is_lan && !link_kind(link->kind)->has_no_parent;
}

int grants_take(const struct plan *plan, const struct link_config *links, struct tokens *tokens,
	bool *is_limited, struct failure *failure)
{
	static struct policy policy;

	*is_limited = false;
	if (policy_read(&policy, failure) < 0)
		return -1;
	for (size_t i = 0; i < plan->link_count; i++) {
		if (links[i].is_lan)
			return fail(failure, 0,
				"--lan: with a link on this host it is for root: use sudo, or two runs");
		if (!needs_grant(&links[i]))
			continue;
		if (check_link(&plan->links[i], &links[i], failure) < 0 ||
			take_link(&policy, &plan->links[i], &links[i], tokens, is_limited,
				failure) < 0)
			return -1;
	}
	return 0;
}

/* Whether a user who has a token is one that the policy knows, and so may have it by nsrun. */
static bool has_grant(uid_t uid)
{
	static struct policy policy;
	struct failure ignored;

	if (uid == 0)
		return true;
	if (policy_read(&policy, &ignored) <= 0)
		return false;
	for (size_t i = 0; i < policy.count; i++) {
		const struct grant *grant = &policy.grants[i];

		/* Of another user's groups only the password database could tell, at length. */
		if (grant->is_group || is_for_user(grant->who, uid))
			return true;
	}
	return false;
}

static int refuse_claim(const char *key, struct failure *failure)
{
	const char *what = strstr(key, ADDRESS_KEY);
	const char *option = "--ip";

	if (what != NULL)
		what += strlen(ADDRESS_KEY);
	else if ((what = strstr(key, MAC_KEY)) != NULL)
		what += strlen(MAC_KEY), option = "--mac";
	fail(failure, EADDRINUSE, "%s%s%s", what != NULL ? option : "the parent",
		what != NULL ? " " : "", what != NULL ? what : "");
	return fail_advise(failure, "another user's run has it; choose another");
}

static int publish_claims(
	const struct identity *identity, struct tokens *tokens, struct failure *failure)
{
	for (size_t i = 0; i < identity->key_count; i++) {
		const char *key = identity->keys[i];
		uid_t owner;
		int taken;

		/* Those of the run itself are its user's. */
		if (!isdigit((unsigned char)key[0]))
			continue;
		taken = token_take(key, &tokens->fds[tokens->count], &owner, failure);
		if (taken < 0)
			return -1;
		tokens->count += taken > 0;
		if (taken == 0 && has_grant(owner))
			return refuse_claim(key, failure);
	}
	return 0;
}

/* Of all ipvlans of an Ethernet: "port/HOST-ETHERNET/", "l3 bridge/", ID. */
struct port {
	char beginning[CLAIM_KEY_SIZE];
	char own[CLAIM_KEY_SIZE + 32];
	bool is_other; /* somebody has links there in another mode, or with other flags */
};

static void look_at_port(const char *name, void *context)
{
	struct port *port = context;
	uid_t owner;

	if (strncmp(name, port->beginning, strlen(port->beginning)) == 0 &&
		strncmp(name, port->own, strlen(port->own)) != 0 && token_owner(name, &owner) &&
		has_grant(owner))
		port->is_other = true;
}

/* All of them have one mode, the kernel's last word: so who wants another one must not be let in. */
static int publish_port(const struct identity *identity, const struct link_config *link,
	size_t number, struct tokens *tokens, struct failure *failure)
{
	struct port port = { .is_other = false };
	char name[sizeof(port.own) + RUN_ID_SIZE + 24];
	char title[LINK_TITLE_SIZE];
	uid_t owner;

	snprintf(port.beginning, sizeof(port.beginning), "port/%" PRIu64 "-%s/", identity->host,
		link->segment);
	snprintf(port.own, sizeof(port.own), "%s%d-%d/", port.beginning, link->mode, link->flags);
	snprintf(name, sizeof(name), "%s%s-%zu", port.own, identity->id, number);
	if (token_take(name, &tokens->fds[tokens->count], &owner, failure) < 0)
		return -1;
	tokens->count++;
	if (tokens_each(look_at_port, &port, failure) < 0)
		return -1;
	if (!port.is_other)
		return 0;
	fail(failure, EBUSY, "%s", link_title(link, title));
	return fail_advise(failure,
		"another user's run has it in another mode or with other flags, and all ipvlans "
		"on it have one");
}

int grants_publish(const struct identity *identity, const struct link_config *links, size_t count,
	struct tokens *tokens, struct failure *failure)
{
	if (!power_is_lent() && access(POLICY_PATH, F_OK) < 0)
		return 0;
	if (publish_claims(identity, tokens, failure) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (link_kind(links[i].kind)->shares_mode &&
			publish_port(identity, &links[i], i, tokens, failure) < 0)
			return -1;
	}
	return 0;
}

static void answer(void *context)
{
	const int *token = context;

	token_answer(*token);
}

void grants_serve(struct tokens *tokens, struct events *events)
{
	for (size_t i = 0; i < tokens->count; i++)
		events_add(events, tokens->fds[i], answer, &tokens->fds[i]);
}

void grants_give_back(struct tokens *tokens)
{
	while (tokens->count > 0)
		close_fd(&tokens->fds[--tokens->count]);
}
