/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_POOL_H
#define TESTS_UNIT_POOL_H

/* A host whose runs lease addresses of a named network, by in_lab(). */
#include "kernel.h"

#include <sys/file.h>

#include "../../netsetup/addresses.h"
#include "../../netsetup/routes.h"
#include "../../runner/networks/pool.h"
#include "../../runner/state.h"

enum {
	MOST_RUNS = 64,
	MANY = 10000,
	SAMPLES = 9,
	MOST_MICROSECONDS = 5000,
	NAME_SIZE = 128,
};

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define LAST "/run/nsrun/networks/1-" ID /* the address that was given last */

/* Runs of one host that want addresses, all in this process: a lock belongs to the open file. */
struct lab {
	bool is_there;
	struct netlink *netlink;
	int directory;
	struct plan plan;
	size_t count;
	struct claims claims[MOST_RUNS];
	struct identity identities[MOST_RUNS];
	struct link_config link;
	struct named_network network;
	char address[PREFIX_TEXT_SIZE]; /* that was leased last */
	struct failure failure;
};

/* A network namespace and a /run for each test. */
static inline int enter_lab(void **state)
{
	static struct lab lab;

	memset(&lab, 0, sizeof(lab));
	*state = &lab;
	lab.is_there = become_root() == 0 && unshare(CLONE_NEWNET | CLONE_NEWNS) == 0 &&
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("tmpfs", "/run", "tmpfs", 0, "mode=755") == 0 &&
		netlink_open(&lab.netlink, &lab.failure) == 0;
	if (!lab.is_there)
		return 0;
	lab.directory = state_open_host(&lab.failure);
	lab.link = macvlan_on(5);
	return lab.directory >= 0 ? 0 : -1;
}

static inline int leave_lab(void **state)
{
	struct lab *lab = *state;

	if (!lab->is_there)
		return 0;
	for (size_t i = 0; i < lab->count; i++) {
		close_fd(&lab->claims[i].file);
		close_fd(&lab->claims[i].reserved);
	}
	if (lab->network.json != NULL)
		definition_release(&lab->network);
	close_fd(&lab->directory);
	netlink_close(&lab->netlink);
	return umount2("/run", MNT_DETACH);
}

/* The lab with a network of these subnets, as they stand in a file, with ' for ". */
static inline struct lab *lab_with(void **state, const char *config)
{
	struct lab *lab = *state;
	char text[2048];

	need(lab->is_there, "no mount and network namespaces may be made here");
	snprintf(text, sizeof(text),
		"{'Name':'lab','Driver':'macvlan','Id':'" ID "','IPAM':{'Config':[%s]}}", config);
	for (char *letter = text; *letter != '\0'; letter++) {
		if (*letter == '\'')
			*letter = '"';
	}
	expect_success(definition_read(text, "lab.json", "lab", &lab->network, &lab->failure),
		&lab->failure);
	return lab;
}

/* Another run of this host, without an address yet. */
static inline size_t start_run(struct lab *lab)
{
	char word[] = "server";
	char *command[] = { word, NULL };
	size_t number = lab->count++;

	assert_true(lab->count <= MOST_RUNS);
	claims_start(&lab->claims[number]);
	expect_success(identity_start(&lab->identities[number], NULL, command, -1, &lab->failure),
		&lab->failure);
	lab->identities[number].host = 1;
	lab->identities[number].namespace_id = -1;
	return number;
}

static inline struct pool pool_of(struct lab *lab, size_t run)
{
	return (struct pool){
		.claims = &lab->claims[run],
		.directory = lab->directory,
		.identity = &lab->identities[run],
		.plan = &lab->plan,
		.netlink = lab->netlink,
	};
}

/* Leases for a run that is started already: 0, or -1 with lab->failure. */
static inline int lease_for(struct lab *lab, const struct pool *pool, sa_family_t family)
{
	struct ip_prefix prefix;

	memset(&lab->failure, 0, sizeof(lab->failure));
	memset(&prefix, 0, sizeof(prefix));
	if (pool_lease(pool, &lab->network, family, &lab->link, &prefix, &lab->failure) < 0)
		return -1;
	ip_prefix_format(&prefix, lab->address);
	return 0;
}

/* The lease of a new run, whose number it returns. */
static inline size_t expect_lease(struct lab *lab, sa_family_t family, const char *expected)
{
	size_t run = start_run(lab);
	struct pool pool = pool_of(lab, run);

	expect_success(lease_for(lab, &pool, family), &lab->failure);
	assert_string_equal(lab->address, expected);
	return run;
}

static inline void expect_full(struct lab *lab, sa_family_t family)
{
	size_t run = start_run(lab);
	struct pool pool = pool_of(lab, run);
	char expected[256];

	snprintf(expected, sizeof(expected),
		"--network lab: all its IPv%d addresses are in use: end a run that is on it "
		"(nsrun network inspect lab shows them), or give the network another --subnet",
		family == AF_INET ? 4 : 6);
	assert_int_equal(lease_for(lab, &pool, family), -1);
	expect_failure(&lab->failure, 0, expected);
	assert_int_equal(lab->claims[run].reserved_count, 0);
}

static inline void release(struct lab *lab, size_t run)
{
	int none = -1;

	claims_release(&lab->claims[run], &none, &lab->identities[run]);
}

/* What SIGKILL leaves: files without a lock. */
static inline void kill_run(struct lab *lab, size_t run)
{
	close_fd(&lab->claims[run].reserved);
	close_fd(&lab->claims[run].file);
	lab->claims[run].reserved_count = 0;
}

static inline void name_claim(const char *address, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "1-5-ip-%s", address);
}

static inline bool is_claimed(const struct lab *lab, const char *address)
{
	char name[NAME_SIZE];

	name_claim(address, name);
	return faccessat(lab->directory, name, F_OK, 0) == 0;
}

#define in_lab(test) cmocka_unit_test_setup_teardown(test, enter_lab, leave_lab)

#endif
