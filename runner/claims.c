/* SPDX-License-Identifier: MIT */
#include "claims.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"
#include "../netsetup/links.h"
#include "state.h"
#include "sweep.h"

enum {
	LARGEST_RECORD = 131072,
	MOST_TRIES = 100, /* each is lost to another nsrun that ended or began in between */
};

/* What a claim is about, for the message when it is refused. */
struct claim {
	const struct link_config *link;
	char text[64]; /* "--ip 172.16.86.2/24" */
	char key[CLAIM_KEY_SIZE];
};

static void start_claim(struct claim *claim, const struct link_config *link, const char *text, ...)
	__attribute__((format(printf, 3, 4)));

static void start_claim(struct claim *claim, const struct link_config *link, const char *text, ...)
{
	va_list arguments;

	claim->link = link;
	va_start(arguments, text);
	vsnprintf(claim->text, sizeof(claim->text), text, arguments);
	va_end(arguments);
}

/* The name of a claim: the host's namespace, the Ethernet, and what is claimed there. */
static void name_claim(
	struct claim *claim, const struct identity *identity, const char *sort, const char *what)
{
	snprintf(claim->key, sizeof(claim->key), "%" PRIu64 "-%s%s%s", identity->host,
		claim->link->segment, sort, what);
}

static void claim_address(struct claim *claim, const struct identity *identity,
	const struct link_config *link, const struct ip_prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	start_claim(claim, link, "--ip %s", ip_prefix_format(prefix, text));
	name_claim(claim, identity, ADDRESS_KEY, ip_format(&prefix->address, text));
}

static void claim_mac(
	struct claim *claim, const struct identity *identity, const struct link_config *link)
{
	char text[MAC_TEXT_SIZE];

	start_claim(claim, link, "--mac %s", mac_format(&link->mac, text));
	name_claim(claim, identity, MAC_KEY, text);
}

/* A link that takes its parent must be alone there, which the kernel sees to; this names who is. */
static void claim_parent(
	struct claim *claim, const struct identity *identity, const struct link_config *link)
{
	start_claim(claim, link, "--mode %s", link_mode_name(link->kind, link->mode));
	name_claim(claim, identity, PARENT_KEY, "");
}

/* A link that takes its parent does not leave it to others meanwhile, whatever their address. */
static int refuse_parent(
	const struct claim *claim, const struct identity *holder, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	fail(failure, EBUSY, "%s", link_title(claim->link, title));
	return fail_advise(failure,
		"run %s (nsrun with pid %d: %s) has it for itself; end that run, or choose another "
		"parent",
		holder->id, (int)holder->supervisor, holder->command);
}

static int refuse(const struct claim *claim, const char *record, struct failure *failure)
{
	struct identity holder;

	fail(failure, EADDRINUSE, "%s", claim->text);
	if (identity_from_json(record, &holder) < 0)
		return fail_advise(failure, "another run has it on %s; end that, or choose another",
			claim->link->parent);
	if (strstr(claim->key, PARENT_KEY) != NULL)
		return refuse_parent(claim, &holder, failure);
	return fail_advise(failure,
		"run %s (nsrun with pid %d: %s) has it on %s; end that run, or choose another",
		holder.id, (int)holder.supervisor, holder.command, claim->link->parent);
}

/* A record may name what is another run's by now: only what leads to its file is its own. */
static void keep_own_keys(const struct claims *claims, int file, struct identity *dead)
{
	size_t kept = 0;

	for (size_t i = 0; i < dead->key_count; i++) {
		if (state_is_named(claims->directory, file, dead->keys[i]))
			memmove(dead->keys[kept++], dead->keys[i], sizeof(dead->keys[i]));
	}
	dead->key_count = kept;
}

/* A record whose lock could be taken: its run is dead. Removes what is left of both. */
static void bury(struct claims *claims, int file, const char *key, const char *record,
	const struct identity *own, struct netlink *netlink)
{
	struct identity dead;

	if (identity_from_json(record, &dead) < 0) {
		state_remove(claims->directory, file, key);
		return;
	}
	keep_own_keys(claims, file, &dead);
	if (strcmp(dead.boot, own->boot) == 0 && dead.host == own->host)
		sweep_dead_run(&dead, netlink);
	for (size_t i = 0; i < dead.key_count; i++)
		state_remove(claims->directory, file, dead.keys[i]);
	state_remove(claims->directory, file, key);
}

/* Makes the name free when a dead run has it. Returns 0 to try again, or -1 with a failure. */
static int clear_way(struct claims *claims, const struct claim *claim, const struct identity *own,
	struct netlink *netlink, struct failure *failure)
{
	AUTO_FREE char *record = malloc(LARGEST_RECORD);
	AUTO_CLOSE int file = -1;

	if (record == NULL)
		return fail(failure, ENOMEM, "%s", claim->text);
	switch (state_examine(
		claims->directory, claim->key, &file, record, LARGEST_RECORD, failure)) {
	case HOLDER_NONE:
		return 0;
	case HOLDER_DEAD:
		bury(claims, file, claim->key, record, own, netlink);
		return 0;
	case HOLDER_LIVES:
		return refuse(claim, record, failure);
	default:
		return -1;
	}
}

static int take_one(struct claims *claims, const struct claim *claim, const struct identity *own,
	struct netlink *netlink, struct failure *failure)
{
	for (int i = 0; i < MOST_TRIES; i++) {
		if (state_name(claims->directory, claims->file, claim->key) == 0)
			return 0;
		if (errno != EEXIST)
			return fail(failure, errno, "record the claim of %s", claim->text);
		if (clear_way(claims, claim, own, netlink, failure) < 0)
			return -1;
	}
	return fail(failure, EAGAIN, "record the claim of %s", claim->text);
}

/*
 * All runs claim in one order: of two that want the same things the first to have the first of them
 * has them all. Else each could have one, and both would be refused.
 */
static int compare_claims(const void *one, const void *other)
{
	return strcmp(((const struct claim *)one)->key, ((const struct claim *)other)->key);
}

static size_t list_claims(struct claim *list, const struct identity *identity,
	const struct link_config *links, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		if (links[i].segment[0] == '\0')
			continue;
		for (size_t j = 0; j < links[i].address_count; j++)
			claim_address(&list[used++], identity, &links[i], &links[i].addresses[j]);
		if (links[i].has_mac)
			claim_mac(&list[used++], identity, &links[i]);
		if (link_kind(links[i].kind)->takes_parent(links[i].mode))
			claim_parent(&list[used++], identity, &links[i]);
	}
	qsort(list, used, sizeof(*list), compare_claims);
	return used;
}

static void note_claims(struct identity *identity, const struct claim *list, size_t count)
{
	identity->key_count = count;
	for (size_t i = 0; i < count; i++)
		memcpy(identity->keys[i], list[i].key, sizeof(list[i].key));
}

static int write_record(
	struct claims *claims, const struct identity *identity, struct failure *failure)
{
	AUTO_FREE char *record = identity_to_json(identity);

	if (record == NULL)
		return fail(failure, ENOMEM, "record of the run");
	claims->file = state_write(claims->directory, LOCK_EX, record, failure);
	return claims->file < 0 ? -1 : 0;
}

int claims_take(struct claims *claims, int directory, struct identity *identity,
	const struct link_config *links, size_t count, struct netlink *netlink,
	struct failure *failure)
{
	static struct claim list[MOST_CLAIMS];
	size_t used = list_claims(list, identity, links, count);

	claims->directory = directory;
	note_claims(identity, list, used);
	if (used == 0)
		return 0;
	if (write_record(claims, identity, failure) < 0)
		return -1;
	for (size_t i = 0; i < used; i++) {
		if (take_one(claims, &list[i], identity, netlink, failure) < 0)
			return -1;
	}
	return 0;
}

void claims_release(struct claims *claims, const struct identity *identity)
{
	for (size_t i = 0; claims->file >= 0 && i < identity->key_count; i++)
		state_remove(claims->directory, claims->file, identity->keys[i]);
	close_fd(&claims->file);
}
