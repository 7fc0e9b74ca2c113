/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/patience.h"
#include "../../netsetup/routes.h"
#include "../state.h"

enum {
	LAST_FILE = 0600,
	LAST_NAME_SIZE = NETWORK_ID_SIZE + 24,
	MOST_ASKED_FOR = 64, /* one by one */
	WINDOW = 65536,
	RESERVED_MS = 200,
	RESERVED_PAUSE_US = 1000,
};

/* An address as a number: within one family they follow each other. */
typedef unsigned __int128 number;

static number number_of(const struct ip_address *address)
{
	number result = 0;

	for (size_t i = 0; i < ip_size(address); i++)
		result = result << 8 | address->bytes[i];
	return result;
}

static struct ip_address address_of(sa_family_t family, number value)
{
	struct ip_address address = { .family = family };

	for (size_t i = ip_size(&address); i > 0; i--) {
		address.bytes[i - 1] = (unsigned char)(value & 0xff);
		value >>= 8;
	}
	return address;
}

/* The last address that a network gave on this host, of each family. */
struct last {
	int file; /* locked; -1: it is not kept */
	struct ip_address address[FAMILY_COUNT];
};

static void name_last(
	const struct named_network *network, const struct identity *host, char name[LAST_NAME_SIZE])
{
	snprintf(name, LAST_NAME_SIZE, "%" PRIu64 "-%s", host->host, network->id);
}

/* What is not to be read is no address, and the search begins at the first one. */
static void read_last(struct last *last)
{
	char text[FAMILY_COUNT * IP_TEXT_SIZE] = "", *rest = text;
	ssize_t length = pread(last->file, text, sizeof(text) - 1, 0);

	for (int i = 0; length > 0 && i < FAMILY_COUNT; i++) {
		const char *line = strsep(&rest, "\n");

		if (line == NULL || ip_parse(line, &last->address[i]) < 0)
			last->address[i].family = AF_UNSPEC;
	}
}

static int take_mutex(int file, const struct named_network *network, struct failure *failure)
{
	while (flock(file, LOCK_EX) < 0) {
		if (errno != EINTR)
			return fail(failure, errno, "lock network '%s'", network->name);
	}
	return 0;
}

static int open_last(const struct pool *pool, const struct named_network *network,
	struct last *last, struct failure *failure)
{
	AUTO_CLOSE int directory = -1;
	char name[LAST_NAME_SIZE];

	memset(last, 0, sizeof(*last));
	directory = state_open_networks(failure);
	name_last(network, pool->identity, name);
	last->file = directory >= 0
		? openat(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, LAST_FILE)
		: -1;
	if (directory >= 0 && last->file < 0)
		fail(failure, errno, "open the last address of network '%s'", network->name);
	if (last->file < 0 || take_mutex(last->file, network, failure) < 0)
		return -1;
	read_last(last);
	return 0;
}

/* The same without changing anything: what cannot be read is no hindrance. */
static void look_at_last(
	const struct pool *pool, const struct named_network *network, struct last *last)
{
	AUTO_CLOSE int directory = -1;
	char name[LAST_NAME_SIZE];
	struct failure ignored;

	memset(last, 0, sizeof(*last));
	last->file = -1;
	name_last(network, pool->identity, name);
	if (state_find_networks(&directory, &ignored) == 0 && directory >= 0)
		last->file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (last->file >= 0)
		read_last(last);
}

static void write_last(const struct last *last)
{
	char text[FAMILY_COUNT * (IP_TEXT_SIZE + 1)], one[IP_TEXT_SIZE];
	size_t used = 0;

	for (int i = 0; i < FAMILY_COUNT; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n",
			last->address[i].family != AF_UNSPEC ? ip_format(&last->address[i], one)
							     : "");
	/* Whoever reads half of it finds no address there. */
	if (pwrite(last->file, text, used, 0) != (ssize_t)used ||
		ftruncate(last->file, (off_t)used) < 0)
		return;
}

static bool is_asked_for(const struct plan *plan, const struct ip_address *address)
{
	for (size_t i = 0; i < plan->link_count; i++) {
		for (size_t j = 0; j < plan->links[i].address_count; j++) {
			if (ip_equal(&plan->links[i].addresses[j].address, address))
				return true;
		}
	}
	return false;
}

/* IPv6 has no broadcast address; the first address of a net is that of all its routers (RFC 4291). */
static bool is_excluded(
	const struct pool *pool, const struct subnet *subnet, const struct ip_address *address)
{
	if (ip_prefix_refuses(&subnet->prefix, address) != NULL ||
		(address->family == AF_INET6 && subnet->prefix.length < 127 &&
			ip_equal(address, &subnet->prefix.address)) ||
		ip_equal(address, &subnet->gateway) || is_asked_for(pool->plan, address))
		return true;
	for (size_t i = 0; i < subnet->auxiliary_count; i++) {
		if (ip_equal(address, &subnet->auxiliary[i]))
			return true;
	}
	return false;
}

/* One search of a subnet. */
struct search {
	const struct pool *pool;
	const struct subnet *subnet;
	const struct link_config *link;
	struct ip_address host_gateway; /* of the host's own default route there; AF_UNSPEC: none */
	bool sweeps; /* what dead runs left is removed, too, which takes longer */
	size_t met;  /* how many that were in use */
	bool has_window;
	number window; /* the first address that taken is about */
	unsigned char taken[WINDOW / CHAR_BIT];
};

static void mark_taken(const struct ip_address *address, void *context)
{
	struct search *search = context;
	number place = number_of(address) - search->window;

	if (place < WINDOW)
		search->taken[place / CHAR_BIT] |= (unsigned char)(1 << place % CHAR_BIT);
}

/*
 * Whether it is known that somebody has an address. To ask for one is cheap, and the first is free most
 * often; but where many in a row are in use, one look at all of them is cheaper.
 */
static bool is_known(struct search *search, sa_family_t family, number value)
{
	const struct pool *pool = search->pool;
	size_t place = (size_t)(value % WINDOW);

	if (search->sweeps || search->met < MOST_ASKED_FOR)
		return false;
	if (!search->has_window || search->window != value - place) {
		search->has_window = true;
		search->window = value - place;
		memset(search->taken, 0, sizeof(search->taken));
		claims_each(
			pool->directory, pool->identity, search->link, family, mark_taken, search);
	}
	return (search->taken[place / CHAR_BIT] & 1 << place % CHAR_BIT) != 0;
}

/* Tries one address: 1 when it is the run's now, 0 when it is not to be had, or -1. */
static int try_address(
	struct search *search, const struct ip_address *address, struct failure *failure)
{
	const struct pool *pool = search->pool;
	int local;

	if (is_excluded(pool, search->subnet, address) || ip_equal(address, &search->host_gateway))
		return 0;
	if (!search->sweeps &&
		!claims_is_free(pool->directory, pool->identity, search->link, address)) {
		search->met++;
		return 0;
	}
	local = route_is_local(pool->netlink, address, 0, failure);
	if (local != 0)
		return local < 0 ? -1 : 0;
	if (pool->is_trial)
		return claims_is_free(pool->directory, pool->identity, search->link, address) &&
			claims_pretend(pool->claims, pool->identity, search->link, address);
	return claims_reserve(pool->claims, pool->directory, pool->identity, search->link, address,
		pool->netlink, failure);
}

/* Tries all addresses of the subnet's range, from the one after the last. */
static int search_range(struct search *search, const struct ip_address *last,
	struct ip_address *found, struct failure *failure)
{
	const struct ip_prefix *range = &search->subnet->range;
	const struct ip_address broadcast = ip_prefix_broadcast(range);
	number first = number_of(&range->address), end = number_of(&broadcast);
	number start = ip_prefix_contains(range, last) ? number_of(last) : end;
	number next = start;

	do {
		int result;

		next = next == end ? first : next + 1;
		if (is_known(search, range->address.family, next))
			continue;
		*found = address_of(range->address.family, next);
		result = try_address(search, found, failure);
		if (result != 0)
			return result;
	} while (next != start);
	return 0;
}

/* Where the network names no gateway, the host's own may be the one there: it is not given. */
static int find_host_gateway(struct search *search, struct failure *failure)
{
	struct default_route route;
	int found;

	search->host_gateway.family = AF_UNSPEC;
	if (search->link->base_index == 0)
		return 0;
	found = route_default(search->pool->netlink, search->subnet->prefix.address.family,
		search->link->base_index, &route, failure);
	if (found > 0)
		search->host_gateway = route.gateway;
	return found < 0 ? -1 : 0;
}

/*
 * A first look takes what was never used or was given back; a second one what the dead still have. It is
 * given up only when all is in use for sure.
 */
static int search_subnet(struct search *search, const struct ip_address *last,
	struct ip_address *found, struct failure *failure)
{
	struct patience patience = patience_for(RESERVED_MS, RESERVED_PAUSE_US);
	bool *met_reserved = &search->pool->claims->met_reserved;
	int result;

	if (find_host_gateway(search, failure) < 0)
		return -1;
	search->sweeps = false;
	result = search_range(search, last, found, failure);
	if (result != 0 || search->pool->is_trial)
		return result;
	search->sweeps = true;
	do {
		*met_reserved = false;
		result = search_range(search, last, found, failure);
	} while (result == 0 && *met_reserved && patience_wait(&patience));
	return result;
}

static int search_all(const struct pool *pool, const struct named_network *network,
	sa_family_t family, const struct link_config *link, struct last *last,
	struct ip_prefix *address, struct failure *failure)
{
	struct ip_address *previous = &last->address[plan_family(family)];

	for (size_t i = 0; i < network->subnet_count; i++) {
		struct search search = { pool, &network->subnets[i], link, .sweeps = false };
		int result;

		if (search.subnet->prefix.address.family != family)
			continue;
		result = search_subnet(&search, previous, &address->address, failure);
		if (result < 0)
			return -1;
		if (result == 0)
			continue;
		address->length = search.subnet->prefix.length;
		*previous = address->address;
		if (!pool->is_trial)
			write_last(last);
		return 1;
	}
	return 0;
}

static int fail_full(
	const struct named_network *network, sa_family_t family, struct failure *failure)
{
	return fail(failure, 0,
		"--network %s: all its IPv%d addresses are in use: end a run that is on it "
		"(nsrun network inspect %s shows them), or give the network another --subnet",
		network->name, family == AF_INET ? 4 : 6, network->name);
}

int pool_lease(const struct pool *pool, const struct named_network *network, sa_family_t family,
	const struct link_config *link, struct ip_prefix *address, struct failure *failure)
{
	struct last last;
	int result = 0;

	if (pool->is_trial)
		look_at_last(pool, network, &last);
	else
		result = open_last(pool, network, &last, failure);
	if (result == 0)
		result = search_all(pool, network, family, link, &last, address, failure);
	close_fd(&last.file);
	if (result == 0)
		return fail_full(network, family, failure);
	return result < 0 ? -1 : 0;
}

void pool_forget(const struct named_network *network)
{
	AUTO_CLOSE int directory = -1;
	struct dirent **list;
	struct failure ignored;
	int count;

	if (state_find_networks(&directory, &ignored) < 0 || directory < 0)
		return;
	count = scandirat(directory, ".", &list, NULL, NULL);
	for (int i = 0; i < count; i++) {
		const char *id = strchr(list[i]->d_name, '-');

		if (id != NULL && strcmp(id + 1, network->id) == 0)
			unlinkat(directory, list[i]->d_name, 0);
		free(list[i]);
	}
	if (count >= 0)
		free(list);
}
