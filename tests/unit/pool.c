/* SPDX-License-Identifier: MIT */
/* covers: P3 P7 --network --subnet --gateway --ip-range --aux-address */
#include "pool.h"

#include <sys/inotify.h>

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

/* Whether a file of the name was removed since the directory is watched. */
static bool was_removed(int watch, const char *name)
{
	static char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t length = read(watch, buffer, sizeof(buffer));

	for (ssize_t i = 0; i < length;) {
		const struct inotify_event *event = (const struct inotify_event *)(buffer + i);

		if (event->len != 0 && strcmp(event->name, name) == 0)
			return true;
		i += (ssize_t)(sizeof(*event) + event->len);
	}
	return false;
}

static void the_lease_becomes_a_claim_and_is_nobodys_in_between(void **state)
{
	struct lab *lab = lab_with(state, "{'Subnet':'10.0.0.0/30'}");
	size_t run = expect_lease(lab, AF_INET, "10.0.0.1/30");
	AUTO_CLOSE int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	assert_true(inotify_add_watch(watch, "/run/nsrun/host", IN_DELETE) >= 0);
	lab->link.addresses[0] = prefix_of("10.0.0.1/30");
	lab->link.address_count = 1;
	expect_success(claims_take(&lab->claims[run], lab->directory, &lab->identities[run],
			       &lab->link, 1, lab->netlink, &lab->failure),
		&lab->failure);
	assert_int_equal(lab->claims[run].reserved, -1);
	assert_false(was_removed(watch, "1-5-ip-10.0.0.1"));
	assert_true(is_claimed(lab, "10.0.0.1"));
	lab->link.address_count = 0;
	expect_lease(lab, AF_INET, "10.0.0.2/30");
	expect_full(lab, AF_INET); /* it is still its claim */
	kill_run(lab, run);
	expect_lease(lab, AF_INET, "10.0.0.1/30");
	assert_true(was_removed(watch, "1-5-ip-10.0.0.1"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
		in_lab(the_lease_becomes_a_claim_and_is_nobodys_in_between),
		in_lab(a_run_that_was_killed_when_it_had_just_cloned),
		in_lab(other_parents_hosts_and_what_only_looks_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
