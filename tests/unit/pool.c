/* SPDX-License-Identifier: MIT */
/* covers: P3 P7 --network --subnet --gateway --ip-range --aux-address */
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
static int enter_lab(void **state)
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

static int leave_lab(void **state)
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

#define in_lab(test) cmocka_unit_test_setup_teardown(test, enter_lab, leave_lab)

/* The lab with a network of these subnets, as they stand in a file, with ' for ". */
static struct lab *lab_with(void **state, const char *config)
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
static size_t start_run(struct lab *lab)
{
	char word[] = "server";
	char *command[] = { word, NULL };
	size_t number = lab->count++;

	assert_true(lab->count <= MOST_RUNS);
	claims_start(&lab->claims[number]);
	expect_success(identity_start(&lab->identities[number], NULL, command, &lab->failure),
		&lab->failure);
	lab->identities[number].host = 1;
	lab->identities[number].namespace_id = -1;
	return number;
}

static struct pool pool_of(struct lab *lab, size_t run)
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
static int lease_for(struct lab *lab, const struct pool *pool, sa_family_t family)
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
static size_t expect_lease(struct lab *lab, sa_family_t family, const char *expected)
{
	size_t run = start_run(lab);
	struct pool pool = pool_of(lab, run);

	expect_success(lease_for(lab, &pool, family), &lab->failure);
	assert_string_equal(lab->address, expected);
	return run;
}

static void expect_full(struct lab *lab, sa_family_t family)
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

static void release(struct lab *lab, size_t run)
{
	int none = -1;

	claims_release(&lab->claims[run], &none, &lab->identities[run]);
}

/* What SIGKILL leaves: files without a lock. */
static void kill_run(struct lab *lab, size_t run)
{
	close_fd(&lab->claims[run].reserved);
	close_fd(&lab->claims[run].file);
	lab->claims[run].reserved_count = 0;
}

static void name_claim(const char *address, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "1-5-ip-%s", address);
}

static bool is_claimed(const struct lab *lab, const char *address)
{
	char name[NAME_SIZE];

	name_claim(address, name);
	return faccessat(lab->directory, name, F_OK, 0) == 0;
}

static void the_next_after_the_last_and_not_the_lowest(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/24'}");
	size_t first = expect_lease(lab, AF_INET, "10.0.0.1/24");

	assert_true(is_claimed(lab, "10.0.0.1"));
	expect_lease(lab, AF_INET, "10.0.0.2/24");
	release(lab, first);
	assert_false(is_claimed(lab, "10.0.0.1"));
	expect_lease(lab, AF_INET, "10.0.0.3/24");
}

static void round_and_round(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");
	size_t first = expect_lease(lab, AF_INET, "10.0.0.1/29");
	size_t second = expect_lease(lab, AF_INET, "10.0.0.2/29");

	expect_lease(lab, AF_INET, "10.0.0.3/29");
	expect_lease(lab, AF_INET, "10.0.0.4/29");
	expect_lease(lab, AF_INET, "10.0.0.5/29");
	release(lab, second);
	release(lab, expect_lease(lab, AF_INET, "10.0.0.6/29"));
	release(lab, first);
	expect_lease(lab, AF_INET, "10.0.0.1/29");
	expect_lease(lab, AF_INET, "10.0.0.2/29");
	expect_lease(lab, AF_INET, "10.0.0.6/29");
	expect_full(lab, AF_INET);
}

static void what_is_kept_for_others_is_never_given(void **state)
{
	struct lab *lab = lab_with(state,
		"{'Subnet':'10.0.0.0/29','Gateway':'10.0.0.1','AuxiliaryAddresses':{'a':'10.0.0.3',"
		"'b':'10.0.0.5'}}");

	/* Not .0 and .7 either, which are the net's and all its hosts'. */
	expect_lease(lab, AF_INET, "10.0.0.2/29");
	expect_lease(lab, AF_INET, "10.0.0.4/29");
	expect_lease(lab, AF_INET, "10.0.0.6/29");
	expect_full(lab, AF_INET);
}

static void what_the_run_asks_for_itself_is_not_given_to_another_link_of_it(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");
	size_t run = start_run(lab);
	struct pool pool = pool_of(lab, run);

	lab->plan.link_count = 2;
	lab->plan.links[1].addresses[0] = prefix_of("10.0.0.1/29");
	lab->plan.links[1].address_count = 1;
	expect_success(lease_for(lab, &pool, AF_INET), &lab->failure);
	assert_string_equal(lab->address, "10.0.0.2/29");
	/* Nor is what one of its links was given. */
	expect_success(lease_for(lab, &pool, AF_INET), &lab->failure);
	assert_string_equal(lab->address, "10.0.0.3/29");
	assert_int_equal(lab->claims[run].reserved_count, 2);
	release(lab, run);
	assert_false(is_claimed(lab, "10.0.0.2"));
	assert_false(is_claimed(lab, "10.0.0.3"));
}

static void only_addresses_of_the_range(void **state)
{
	struct lab *lab = lab_with(
		state, "{'Subnet':'10.0.0.0/24','IPRange':'10.0.0.64/30','Gateway':'10.0.0.66'}");

	/* The first and the last of a range are hosts like any other. */
	expect_lease(lab, AF_INET, "10.0.0.64/24");
	expect_lease(lab, AF_INET, "10.0.0.65/24");
	expect_lease(lab, AF_INET, "10.0.0.67/24");
	expect_full(lab, AF_INET);
}

static void the_last_of_a_range_that_has_moved(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/24'}");

	expect_lease(lab, AF_INET, "10.0.0.1/24");
	lab->network.subnets[0].range = prefix_of("10.0.0.128/25");
	expect_lease(lab, AF_INET, "10.0.0.128/24");
	lab->network.subnets[0].range = prefix_of("10.0.0.0/25");
	expect_lease(lab, AF_INET, "10.0.0.2/24");
}

static void the_least_subnets(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.4/31'}");

	expect_lease(lab, AF_INET, "10.0.0.4/31");
	expect_lease(lab, AF_INET, "10.0.0.5/31");
	expect_full(lab, AF_INET);
	lab->network.subnets[0].prefix = prefix_of("10.0.0.9/32");
	lab->network.subnets[0].range = prefix_of("10.0.0.9/32");
	expect_lease(lab, AF_INET, "10.0.0.9/32");
	expect_full(lab, AF_INET);
}

/* The highest addresses that there are: a number that is one more would be the lowest. */
static void the_end_of_all_addresses(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'223.255.255.252/30'}");

	expect_lease(lab, AF_INET, "223.255.255.253/30");
	expect_lease(lab, AF_INET, "223.255.255.254/30");
	expect_full(lab, AF_INET);
}

static void ipv6(void **state)
{
	struct lab *lab = lab_with(state,
		"{'Subnet':'fd86::/64','Gateway':'fd86::1'},"
		"{'Subnet':'10.0.0.0/24'}");

	/* The first address of a net is that of all its routers. */
	expect_lease(lab, AF_INET6, "fd86::2/64");
	expect_lease(lab, AF_INET, "10.0.0.1/24");
	expect_lease(lab, AF_INET6, "fd86::3/64");
	expect_lease(lab, AF_INET, "10.0.0.2/24");
	lab->network.subnets[0].range = prefix_of("fd86::ffff:ffff:ffff:fffc/126");
	expect_lease(lab, AF_INET6, "fd86::ffff:ffff:ffff:fffc/64");
	expect_lease(lab, AF_INET6, "fd86::ffff:ffff:ffff:fffd/64");
	expect_lease(lab, AF_INET6, "fd86::ffff:ffff:ffff:fffe/64");
	expect_lease(lab, AF_INET6, "fd86::ffff:ffff:ffff:ffff/64");
	expect_full(lab, AF_INET6);
	lab->network.subnets[0].prefix = prefix_of("fd86::8/127");
	lab->network.subnets[0].range = prefix_of("fd86::8/127");
	expect_lease(lab, AF_INET6, "fd86::8/127"); /* of two hosts no router */
}

static void the_second_subnet_when_the_first_is_full(void **state)
{
	struct lab *lab = lab_with(
		state, "{'Subnet':'10.0.0.0/30'},{'Subnet':'fd86::/64'},{'Subnet':'10.1.0.0/30'}");
	size_t first = expect_lease(lab, AF_INET, "10.0.0.1/30");

	expect_lease(lab, AF_INET, "10.0.0.2/30");
	expect_lease(lab, AF_INET, "10.1.0.1/30");
	release(lab, first);
	expect_lease(lab, AF_INET, "10.0.0.1/30");
	expect_lease(lab, AF_INET, "10.1.0.2/30");
	expect_full(lab, AF_INET);
}

static void what_a_dead_run_had_is_swept_and_given(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/30'}");
	size_t first = expect_lease(lab, AF_INET, "10.0.0.1/30");

	kill_run(lab, first);
	assert_true(is_claimed(lab, "10.0.0.1"));
	/* What nobody had is given before what a dead one still has. */
	expect_lease(lab, AF_INET, "10.0.0.2/30");
	expect_lease(lab, AF_INET, "10.0.0.1/30");
	expect_full(lab, AF_INET);
}

static void a_dead_run_among_the_living(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");
	size_t dead = 0;

	for (char last = '1'; last <= '6'; last++) {
		char expected[] = "10.0.0.?/29";

		*strchr(expected, '?') = last;
		dead = expect_lease(lab, AF_INET, expected);
		if (last == '4')
			kill_run(lab, dead);
	}
	expect_lease(lab, AF_INET, "10.0.0.4/29");
	expect_full(lab, AF_INET);
}

/* A run that had two addresses, and was killed when one of them was its claim already. */
static void a_run_that_died_while_it_took_over(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/30'}");
	size_t run = expect_lease(lab, AF_INET, "10.0.0.1/30");

	lab->link.addresses[0] = prefix_of("10.0.0.1/30");
	lab->link.address_count = 1;
	expect_success(claims_take(&lab->claims[run], lab->directory, &lab->identities[run],
			       &lab->link, 1, lab->netlink, &lab->failure),
		&lab->failure);
	assert_int_equal(lab->claims[run].reserved, -1);
	assert_true(is_claimed(lab, "10.0.0.1"));
	lab->link.address_count = 0;
	expect_lease(lab, AF_INET, "10.0.0.2/30");
	expect_full(lab, AF_INET); /* it is still its claim */
	kill_run(lab, run);
	expect_lease(lab, AF_INET, "10.0.0.1/30");
}

/* Until somebody looks for an address: whoever does has the file locked that says the last one. */
static void await_search(void)
{
	AUTO_CLOSE int file = open(LAST, O_RDWR | O_CLOEXEC);

	check(file >= 0);
	while (flock(file, LOCK_EX | LOCK_NB) == 0)
		flock(file, LOCK_UN);
}

/* Its child had no time yet to close what it has of it: the lock is there a moment longer. */
static void a_run_that_was_killed_when_it_had_just_cloned(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/30','Gateway':'10.0.0.1'}");
	size_t run = expect_lease(lab, AF_INET, "10.0.0.2/30");
	pid_t child = fork();

	if (child == 0) {
		alarm(20);
		await_search();
		_exit(0);
	}
	kill_run(lab, run);
	expect_lease(lab, AF_INET, "10.0.0.2/30");
	assert_int_equal(status_of(child), 0);
}

static void other_parents_hosts_and_what_only_looks_alike(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");
	static const char *const others[] = { "1-55-ip-10.0.0.1", "1-5.10-ip-10.0.0.1",
		"2-5-ip-10.0.0.1", "11-5-ip-10.0.0.1", "1-5-ip-10.0.0.11", "1-5-ip-10.0.0.1x",
		"1-5-mac-10.0.0.1" };
	AUTO_CLOSE int file = state_write(lab->directory, LOCK_EX, "{}", &lab->failure);

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_int_equal(state_name(lab->directory, file, others[i]), 0);
	expect_lease(lab, AF_INET, "10.0.0.1/29");
}

static void add_address(struct lab *lab, int index, const char *text)
{
	struct ip_prefix prefix = prefix_of(text);

	expect_success(
		address_add(lab->netlink, index, "eth0", &prefix, &lab->failure), &lab->failure);
}

static void the_hosts_own_and_its_routers_are_not_given(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");
	struct route route = { .destination = prefix_of("0.0.0.0/0"),
		.gateway = address_of("10.0.0.3") };
	int index = add_ethernet(lab->netlink);

	add_address(lab, index, "10.0.0.2/29");
	expect_success(
		route_add(lab->netlink, index, "eth0", &route, &lab->failure), &lab->failure);
	lab->link.base_index = index;
	expect_lease(lab, AF_INET, "10.0.0.1/29");
	expect_lease(lab, AF_INET, "10.0.0.4/29");
	/* On a LAN without the host the router is nobody; its own addresses are its own. */
	lab->link.base_index = 0;
	release(lab, 1);
	release(lab, expect_lease(lab, AF_INET, "10.0.0.5/29"));
	release(lab, expect_lease(lab, AF_INET, "10.0.0.6/29"));
	release(lab, 0);
	expect_lease(lab, AF_INET, "10.0.0.1/29");
	expect_lease(lab, AF_INET, "10.0.0.3/29");
}

static void write_last(const char *text)
{
	AUTO_CLOSE int file = open(LAST, O_WRONLY | O_TRUNC | O_CLOEXEC);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
}

static void what_is_no_last_address_is_none(void **state)
{
	static const char *const texts[] = { "", "\n", "10.0.", "fd86::1\n10.0.0.4\n", "10.1.0.4\n",
		"10.0.0.300\n\n", "\xff\xff\n\n\n\n\n\n" };
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/29'}");

	release(lab, expect_lease(lab, AF_INET, "10.0.0.1/29"));
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		write_last(texts[i]);
		release(lab, expect_lease(lab, AF_INET, "10.0.0.1/29"));
	}
	write_last("10.0.0.4\nfd86::1\n");
	release(lab, expect_lease(lab, AF_INET, "10.0.0.5/29"));
	release(lab, expect_lease(lab, AF_INET, "10.0.0.6/29"));
	pool_forget(&lab->network);
	release(lab, expect_lease(lab, AF_INET, "10.0.0.1/29"));
	pool_forget(&lab->network);
	assert_int_equal(rmdir("/run/nsrun/networks"), 0); /* nothing is left in it */
}

static void a_trial_says_the_same_and_changes_nothing(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/30'},{'Subnet':'fd86::/64'}");
	struct pool trial = pool_of(lab, start_run(lab));

	trial.is_trial = true;
	trial.directory = -1;
	expect_success(lease_for(lab, &trial, AF_INET), &lab->failure);
	assert_string_equal(lab->address, "10.0.0.1/30");
	/* A second link of the run gets another. */
	expect_success(lease_for(lab, &trial, AF_INET), &lab->failure);
	assert_string_equal(lab->address, "10.0.0.2/30");
	assert_int_equal(access("/run/nsrun/networks", F_OK), -1);
	claims_start(trial.claims);
	trial.directory = lab->directory;
	expect_lease(lab, AF_INET, "10.0.0.1/30");
	expect_success(lease_for(lab, &trial, AF_INET), &lab->failure);
	assert_string_equal(lab->address, "10.0.0.2/30");
	assert_false(is_claimed(lab, "10.0.0.2"));
	expect_lease(lab, AF_INET, "10.0.0.2/30");
	assert_int_equal(lease_for(lab, &trial, AF_INET), -1);
	expect_success(lease_for(lab, &trial, AF_INET6), &lab->failure);
	assert_string_equal(lab->address, "fd86::1/64");
}

/* Claims of so many addresses from 10.0.0.1 on, by one run that lives: its file is returned. */
static int claim_many(const struct lab *lab, int count)
{
	struct failure failure;
	int file = state_write(lab->directory, LOCK_EX, "{}", &failure);

	assert_true(file >= 0);
	for (int i = 1; i <= count; i++) {
		char address[IP_TEXT_SIZE], name[NAME_SIZE];

		snprintf(address, sizeof(address), "10.0.%d.%d", i / 256, i % 256);
		name_claim(address, name);
		assert_int_equal(state_name(lab->directory, file, name), 0);
	}
	return file;
}

static int order(const void *one, const void *other)
{
	long difference = *(const long *)one - *(const long *)other;

	return difference < 0 ? -1 : difference > 0;
}

/*
 * The time of this thread, which is what a lease takes on a machine with nothing else to do: it waits
 * for nobody here.
 */
static long microseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

/* How slow a machine may be that is emulated, or a program that checks itself. */
static long slowness(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return 10;
#else
	return getenv("NSRUN_VM") != NULL ? 20 : 1;
#endif
}

/* The median of several leases, each of which begins at last; NULL: where the one before it was. */
static long time_leases(struct lab *lab, const char *last, const char *expected)
{
	long times[SAMPLES];

	for (size_t i = 0; i < SAMPLES; i++) {
		size_t run = start_run(lab);
		struct pool pool = pool_of(lab, run);
		long start;

		if (last != NULL)
			write_last(last);
		start = microseconds_now();
		expect_success(lease_for(lab, &pool, AF_INET), &lab->failure);
		times[i] = microseconds_now() - start;
		if (expected != NULL)
			assert_string_equal(lab->address, expected);
		release(lab, run);
	}
	qsort(times, SAMPLES, sizeof(times[0]), order);
	return times[SAMPLES / 2];
}

static void expect_fast(long microseconds, const char *what)
{
	print_message("%s: %ld microseconds\n", what, microseconds);
	assert_true(microseconds < MOST_MICROSECONDS * slowness());
}

static void ten_thousand_leases(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/16'}");
	AUTO_CLOSE int file = claim_many(lab, MANY);

	release(lab, expect_lease(lab, AF_INET, "10.0.39.17/16"));
	expect_fast(time_leases(lab, NULL, NULL), "the next one after the last");
	/* The worst that there can be: nothing is known of the last, and all are before it. */
	expect_fast(time_leases(lab, "", "10.0.39.17/16"), "the first one without the last");
	expect_fast(time_leases(lab, "10.0.255.254\n", "10.0.39.17/16"), "round the end");
}

/* More in a row than are looked at at once, in a subnet that is all but full. */
static void a_great_subnet_that_is_full(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/18'}");
	AUTO_CLOSE int file = claim_many(lab, (1 << 14) - 2);
	size_t run;

	expect_full(lab, AF_INET);
	assert_int_equal(unlinkat(lab->directory, "1-5-ip-10.0.32.0", 0), 0);
	run = expect_lease(lab, AF_INET, "10.0.32.0/18");
	expect_full(lab, AF_INET);
	kill_run(lab, run);
	expect_lease(lab, AF_INET, "10.0.32.0/18");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in_lab(the_next_after_the_last_and_not_the_lowest),
		in_lab(round_and_round),
		in_lab(what_is_kept_for_others_is_never_given),
		in_lab(what_the_run_asks_for_itself_is_not_given_to_another_link_of_it),
		in_lab(only_addresses_of_the_range),
		in_lab(the_last_of_a_range_that_has_moved),
		in_lab(the_least_subnets),
		in_lab(the_end_of_all_addresses),
		in_lab(ipv6),
		in_lab(the_second_subnet_when_the_first_is_full),
		in_lab(what_a_dead_run_had_is_swept_and_given),
		in_lab(a_dead_run_among_the_living),
		in_lab(a_run_that_died_while_it_took_over),
		in_lab(a_run_that_was_killed_when_it_had_just_cloned),
		in_lab(other_parents_hosts_and_what_only_looks_alike),
		in_lab(the_hosts_own_and_its_routers_are_not_given),
		in_lab(what_is_no_last_address_is_none),
		in_lab(a_trial_says_the_same_and_changes_nothing),
		in_lab(ten_thousand_leases),
		in_lab(a_great_subnet_that_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
