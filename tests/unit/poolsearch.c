/* SPDX-License-Identifier: MIT */
/* covers: P3 P7 --network --subnet */
#include "pool.h"

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

	assert_true(file >= 0);
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

	assert_true(file >= 0);
	expect_full(lab, AF_INET);
	assert_int_equal(unlinkat(lab->directory, "1-5-ip-10.0.32.0", 0), 0);
	run = expect_lease(lab, AF_INET, "10.0.32.0/18");
	expect_full(lab, AF_INET);
	kill_run(lab, run);
	expect_lease(lab, AF_INET, "10.0.32.0/18");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_lab(the_hosts_own_and_its_routers_are_not_given),
		in_lab(what_is_no_last_address_is_none),
		in_lab(a_trial_says_the_same_and_changes_nothing),
		in_lab(ten_thousand_leases),
		in_lab(a_great_subnet_that_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
