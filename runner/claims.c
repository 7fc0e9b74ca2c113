/* SPDX-License-Identifier: MIT */
#include "claims.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

enum { MOST_TRIES = 100 }; /* each is lost to another nsrun that ended or began in between */

/* What a claim is about, for the message when it is refused. */
struct claim {
	const struct link_config *link; /* NULL: the run itself */
	char text[64];                  /* "--ip 172.16.86.2/24" */
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

static void key_of_address(const struct identity *identity, const struct link_config *link,
	const struct ip_address *address, char key[CLAIM_KEY_SIZE])
{
	const struct ip_prefix prefix = { *address, ip_bits(address) };
	struct claim claim;

	claim_address(&claim, identity, link, &prefix);
	memcpy(key, claim.key, sizeof(claim.key));
}

void claims_start(struct claims *claims)
{
	claims->directory = -1;
	claims->file = -1;
	claims->reserved = -1;
	claims->reserved_count = 0;
	claims->met_reserved = false;
}

bool claims_is_free(int directory, const struct identity *identity, const struct link_config *link,
	const struct ip_address *address)
{
	char key[CLAIM_KEY_SIZE];

	key_of_address(identity, link, address, key);
	return directory < 0 || faccessat(directory, key, F_OK, AT_SYMLINK_NOFOLLOW) < 0;
}

void claims_each(int directory, const struct identity *identity, const struct link_config *link,
	sa_family_t family, claims_visitor *visit, void *context)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
	struct claim claim = { .link = link };
	struct dirent *entry;
	struct ip_address address;
	size_t length;

	name_claim(&claim, identity, ADDRESS_KEY, "");
	length = strlen(claim.key);
	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (strncmp(entry->d_name, claim.key, length) == 0 &&
			ip_parse(entry->d_name + length, &address) == 0 && address.family == family)
			visit(&address, context);
	}
	if (list != NULL)
		closedir(list);
	else
		close_fd(&copy);
}

/* A link that takes its parent must be alone there, which the kernel sees to; this names who is. */
static void claim_parent(
	struct claim *claim, const struct identity *identity, const struct link_config *link)
{
	start_claim(claim, link, "--mode %s", link_mode_name(link->kind, link->mode));
	name_claim(claim, identity, PARENT_KEY, "");
}

static void claim_id(struct claim *claim, const struct identity *identity)
{
	start_claim(claim, NULL, "record of run %s", identity->id);
	identity_key(identity, RUN_KEY, identity->id, claim->key);
}

static void claim_run_name(struct claim *claim, const struct identity *identity)
{
	start_claim(claim, NULL, "--name %s", identity->name);
	identity_key(identity, NAME_KEY, identity->name, claim->key);
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

static int refuse_name(const struct claim *claim, const char *record, struct failure *failure)
{
	struct identity holder;

	if (identity_from_json(record, &holder) < 0)
		return fail(failure, EEXIST, "%s", claim->text);
	return fail(failure, 0,
		"%s: run %s (%s) has that name: nsrun stop %s ends it, or choose another",
		claim->text, holder.id, holder.command, holder.name);
}

static int refuse(const struct claim *claim, const char *record, struct failure *failure)
{
	struct identity holder;

	if (claim->link == NULL)
		return refuse_name(claim, record, failure);
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

/*
 * The two files of a dead run: that of its claims, and its record since it was written anew. One is
 * given, the other found by the first key that leads to it; -1 before.
 */
struct remains {
	int directory;
	int files[2];
};

static bool is_of_dead(const struct remains *remains, const char *key)
{
	return state_is_named(remains->directory, remains->files[0], key) ||
		(remains->files[1] >= 0 &&
			state_is_named(remains->directory, remains->files[1], key));
}

/* Takes the file that the key leads to as the other one, if it is the same run's. */
static bool find_other(struct remains *remains, const char *key, const struct identity *dead)
{
	AUTO_FREE char *record = NULL;
	AUTO_CLOSE int file = -1;
	struct identity other;
	struct failure ignored;

	if (remains->files[1] >= 0 ||
		state_examine(remains->directory, key, &file, &record, &ignored) != HOLDER_DEAD ||
		identity_from_json(record, &other) < 0 || strcmp(other.id, dead->id) != 0)
		return false;
	remains->files[1] = take_fd(&file);
	return true;
}

/* A record may name what is another run's by now: only what leads to a file of its is its own. */
static void keep_own_keys(struct remains *remains, struct identity *dead)
{
	size_t kept = 0;

	for (size_t i = 0; i < dead->key_count; i++) {
		if (is_of_dead(remains, dead->keys[i]) || find_other(remains, dead->keys[i], dead))
			memmove(dead->keys[kept++], dead->keys[i], sizeof(dead->keys[i]));
	}
	dead->key_count = kept;
}

/* A supervisor that was killed while it changed where a key leads left the file with this name, too. */
static void remove_new(int directory, const char *key)
{
	char new[CLAIM_KEY_SIZE + sizeof(STATE_NEW)];

	snprintf(new, sizeof(new), "%s" STATE_NEW, key);
	unlinkat(directory, new, 0);
}

/* It stays if the run had ended, and its supervisor was killed after that was written down. */
static void remove_log(int directory, const struct identity *dead)
{
	char key[CLAIM_KEY_SIZE];

	identity_key(dead, ENDED_KEY, dead->id, key);
	if (faccessat(directory, key, F_OK, 0) == 0)
		return;
	identity_key(dead, LOG_KEY, dead->id, key);
	unlinkat(directory, key, 0);
}

void claims_bury(int directory, int file, const char *key, const char *record,
	const struct identity *own, struct netlink *netlink)
{
	struct remains remains = { directory, { file, -1 } };
	struct identity dead;
	char run[CLAIM_KEY_SIZE];

	if (identity_from_json(record, &dead) < 0) {
		state_remove(directory, file, key);
		return;
	}
	keep_own_keys(&remains, &dead);
	if (identity_is_here(&dead, own))
		sweep_dead_run(&dead, netlink);
	for (size_t i = 0; i < dead.key_count; i++) {
		if (!is_of_dead(&remains, dead.keys[i]))
			continue;
		unlinkat(directory, dead.keys[i], 0);
		remove_new(directory, dead.keys[i]);
	}
	close_fd(&remains.files[1]);
	identity_key(&dead, RUN_KEY, dead.id, run);
	remove_new(directory, run);
	remove_new(directory, key);
	remove_log(directory, &dead);
	state_remove(directory, file, key);
}

/* The record of what is reserved: of a run that has no namespace and no name yet. */
static int write_reserved(
	struct claims *claims, const struct identity *identity, struct failure *failure)
{
	struct identity unborn = *identity;
	AUTO_FREE char *record = NULL;

	unborn.name[0] = '\0';
	unborn.cookie = 0;
	unborn.key_count = 0;
	record = identity_to_json(&unborn);
	if (record == NULL)
		return fail(failure, ENOMEM, "record of the run");
	claims->reserved = state_write(claims->directory, LOCK_EX, record, failure);
	return claims->reserved < 0 ? -1 : 0;
}

/* Whether a record is one of write_reserved(). */
static bool is_reserved(const char *record)
{
	struct identity holder;

	return identity_from_json(record, &holder) == 0 && holder.cookie == 0;
}

int claims_reserve(struct claims *claims, int directory, const struct identity *identity,
	const struct link_config *link, const struct ip_address *address, struct netlink *netlink,
	struct failure *failure)
{
	char key[CLAIM_KEY_SIZE];

	claims->directory = directory;
	if (claims->reserved < 0 && write_reserved(claims, identity, failure) < 0)
		return -1;
	key_of_address(identity, link, address, key);
	for (int i = 0; i < MOST_TRIES; i++) {
		AUTO_FREE char *record = NULL;
		AUTO_CLOSE int file = -1;
		int holder;

		if (state_name(directory, claims->reserved, key) == 0) {
			memcpy(claims->reserved_keys[claims->reserved_count++], key, sizeof(key));
			return 1;
		}
		if (errno != EEXIST)
			return fail(failure, errno, "reserve an address");
		holder = state_examine(directory, key, &file, &record, failure);
		if (holder < 0)
			return -1;
		if (holder == HOLDER_LIVES) {
			claims->met_reserved = claims->met_reserved || is_reserved(record);
			return 0;
		}
		if (holder == HOLDER_DEAD)
			claims_bury(directory, file, key, record, identity, netlink);
	}
	return 0;
}

bool claims_pretend(struct claims *claims, const struct identity *identity,
	const struct link_config *link, const struct ip_address *address)
{
	char key[CLAIM_KEY_SIZE];

	key_of_address(identity, link, address, key);
	for (size_t i = 0; i < claims->reserved_count; i++) {
		if (strcmp(claims->reserved_keys[i], key) == 0)
			return false;
	}
	memcpy(claims->reserved_keys[claims->reserved_count++], key, sizeof(key));
	return true;
}

/* What was reserved and not taken over is free again. */
static void give_up_reserved(struct claims *claims)
{
	for (size_t i = 0; i < claims->reserved_count; i++)
		state_remove(claims->directory, claims->reserved, claims->reserved_keys[i]);
	claims->reserved_count = 0;
	close_fd(&claims->reserved);
}

/* Makes the name free when a dead run has it. Returns 0 to try again, or -1 with a failure. */
static int clear_way(struct claims *claims, const struct claim *claim, const struct identity *own,
	struct netlink *netlink, struct failure *failure)
{
	AUTO_FREE char *record = NULL;
	AUTO_CLOSE int file = -1;

	switch (state_examine(claims->directory, claim->key, &file, &record, failure)) {
	case HOLDER_NONE:
		return 0;
	case HOLDER_DEAD:
		claims_bury(claims->directory, file, claim->key, record, own, netlink);
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
		if (claims->reserved >= 0 &&
			state_is_named(claims->directory, claims->reserved, claim->key)) {
			if (state_rename(claims->directory, claims->file, claim->key) == 0)
				return 0;
			return fail(failure, errno, "record the claim of %s", claim->text);
		}
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

	claim_id(&list[used++], identity);
	if (identity->name[0] != '\0')
		claim_run_name(&list[used++], identity);
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
	if (write_record(claims, identity, failure) < 0)
		return -1;
	for (size_t i = 0; i < used; i++) {
		if (take_one(claims, &list[i], identity, netlink, failure) < 0)
			return -1;
	}
	give_up_reserved(claims);
	return 0;
}

void claims_release(struct claims *claims, int *record, const struct identity *identity)
{
	char key[CLAIM_KEY_SIZE];

	give_up_reserved(claims);
	for (size_t i = 0; claims->file >= 0 && i < identity->key_count; i++)
		state_remove(claims->directory, claims->file, identity->keys[i]);
	if (*record >= 0) {
		identity_key(identity, RUN_KEY, identity->id, key);
		state_remove(claims->directory, *record, key);
	}
	close_fd(record);
	close_fd(&claims->file);
}
