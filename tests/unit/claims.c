/* SPDX-License-Identifier: MIT */
/* covers: P2 P3 P7 --ip --mac */
#include "kernel.h"

#include <dirent.h>

#include "../../runner/claims.h"
#include "../../runner/state.h"

/* Two runs of one host, in one process: a lock belongs to the open file. */
struct runs {
	struct netlink *netlink;
	int directory;
	struct claims claims[2];
	struct identity identities[2];
};

static struct runs *start_runs(void)
{
	static struct runs runs;
	char word[] = "server";
	char *command[] = { word, NULL };
	struct failure failure;

	enter_own_run();
	if (unshare(CLONE_NEWNET) < 0 || netlink_open(&runs.netlink, &failure) < 0)
		_exit(NO_RUN);
	runs.directory = state_open_host(&failure);
	check(runs.directory >= 0);
	for (int i = 0; i < 2; i++) {
		check(identity_start(&runs.identities[i], NULL, command, -1, &failure) == 0);
		runs.identities[i].host = 1;
		claims_start(&runs.claims[i]);
	}
	return &runs;
}

static int take(struct runs *runs, int number, const struct link_config *links, size_t count,
	struct failure *failure)
{
	failure->text[0] = '\0';
	return claims_take(&runs->claims[number], runs->directory, &runs->identities[number], links,
		count, runs->netlink, failure);
}

static void release(struct runs *runs, int number)
{
	int none = -1;

	claims_release(&runs->claims[number], &none, &runs->identities[number]);
}

static size_t count_records(void)
{
	DIR *directory = opendir("/run/nsrun/host");
	struct dirent *entry;
	size_t count = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	if (directory != NULL)
		closedir(directory);
	return count;
}

static struct link_config link_with(const char *address)
{
	struct link_config link = macvlan_on(5);

	link.addresses[link.address_count++] = prefix_of(address);
	return link;
}

static void refuse_the_second(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = link_with("172.16.86.2/24");
	struct link_config other_mac = link;
	struct failure failure;
	char expected[400];

	(void)context;
	other_mac.mac.bytes[5] = 0x99;
	check(take(runs, 0, &link, 1, &failure) == 0);
	check(count_records() == 3);
	check(take(runs, 1, &other_mac, 1, &failure) == -1);
	snprintf(expected, sizeof(expected),
		"--ip 172.16.86.2/24: Address already in use: run %s (nsrun with pid %d: server) has "
		"it on eth0; end that run, or choose another",
		runs->identities[0].id, (int)getpid());
	if (strcmp(failure.text, expected) != 0)
		fprintf(stderr, "%s\n", failure.text);
	check(strcmp(failure.text, expected) == 0);
	release(runs, 1);
	check(count_records() == 3); /* the first is undisturbed */
	release(runs, 0);
	check(count_records() == 0);
	check(take(runs, 1, &other_mac, 1, &failure) == 0);
	release(runs, 1);
	check(count_records() == 0);
}

static void refuse_a_mac(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = link_with("172.16.86.2/24");
	struct link_config other_ip = link_with("172.16.86.3/24");
	struct failure failure;

	(void)context;
	check(take(runs, 0, &link, 1, &failure) == 0);
	check(take(runs, 1, &other_ip, 1, &failure) == -1);
	check(strncmp(failure.text, "--mac 02:42:ac:10:56:02: ", 25) == 0);
	release(runs, 1);
	check(count_records() == 3); /* also the claim that had been granted is given up */
}

static void tell_parents_and_hosts_apart(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = link_with("172.16.86.2/24");
	struct link_config elsewhere = link;
	struct failure failure;

	(void)context;
	snprintf(elsewhere.segment, sizeof(elsewhere.segment), "6");
	check(take(runs, 0, &link, 1, &failure) == 0);
	check(take(runs, 1, &elsewhere, 1, &failure) == 0);
	release(runs, 1);
	runs->identities[1].host = 2;
	check(take(runs, 1, &link, 1, &failure) == 0);
	release(runs, 1);
	/* The same address with another prefix length is the same address. */
	runs->identities[1].host = 1;
	link.addresses[0].length = 16;
	check(take(runs, 1, &link, 1, &failure) == -1);
}

static void bury_the_dead(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = link_with("172.16.86.2/24");
	struct failure failure;

	(void)context;
	/* A run with two claims dies; the next wants only one of them, and takes all away. */
	runs->identities[0].namespace_id = -1;
	check(take(runs, 0, &link, 1, &failure) == 0);
	close_fd(&runs->claims[0].file);
	check(count_records() == 3);
	link.has_mac = false;
	check(take(runs, 1, &link, 1, &failure) == 0);
	check(count_records() == 2);
	release(runs, 1);
	check(count_records() == 0);
}

static void bury_garbage(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = link_with("172.16.86.2/24");
	struct failure failure;

	(void)context;
	check(take(runs, 0, &link, 1, &failure) == 0);
	check(runs->identities[0].key_count == 3);
	for (size_t i = 0; i < 2; i++) {
		char path[256];
		int file;

		snprintf(path, sizeof(path), "/run/nsrun/host/%s", runs->identities[0].keys[i]);
		check(unlink(path) == 0);
		file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		check(file >= 0 && write(file, "{", i) == (ssize_t)i);
		close(file);
	}
	check(take(runs, 1, &link, 1, &failure) == 0);
	release(runs, 1);
	check(count_records() == 1); /* the record of the run that let its claims be written over */
}

/* The last address of the fullest run is claimed like the first, or the run is refused. */
static void claim_each(void *context)
{
	static struct link_config links[PLAN_MAX_LINKS];
	struct runs *runs = start_runs();
	struct link_config last;
	struct failure failure;

	(void)context;
	for (unsigned char i = 0; i < PLAN_MAX_LINKS; i++) {
		links[i] = macvlan_on(5);
		links[i].mac.bytes[5] = i;
		for (unsigned char j = 0; j < LINK_MAX_ADDRESSES; j++) {
			links[i].addresses[j] = prefix_of("10.0.0.0/8");
			links[i].addresses[j].address.bytes[2] = i;
			links[i].addresses[j].address.bytes[3] = (unsigned char)(j + 1);
		}
		links[i].address_count = LINK_MAX_ADDRESSES;
	}
	if (take(runs, 0, links, PLAN_MAX_LINKS, &failure) < 0)
		return;
	last = links[PLAN_MAX_LINKS - 1];
	last.addresses[0] = last.addresses[LINK_MAX_ADDRESSES - 1];
	last.address_count = 1;
	last.has_mac = false;
	check(take(runs, 1, &last, 1, &failure) == -1);
}

static void claim_nothing(void *context)
{
	struct runs *runs = start_runs();
	struct link_config link = macvlan_on(5);
	struct failure failure;

	(void)context;
	link.has_mac = false;
	check(take(runs, 0, &link, 1, &failure) == 0);
	check(count_records() == 1); /* the run's own */
	release(runs, 0);
}

/* Runs a part in a process of its own, or skips where it may have no /run. */
static void do_part(void (*part)(void *context))
{
	int status = in_child(part, NULL);

	need(status != NO_RUN, "no mount and network namespaces may be made here");
	assert_int_equal(status, 0);
}

static void a_second_run_is_refused_and_the_holder_named(void **state)
{
	(void)state;
	do_part(refuse_the_second);
}

static void a_mac_in_use_is_refused(void **state)
{
	(void)state;
	do_part(refuse_a_mac);
}

static void other_parents_and_hosts_are_others(void **state)
{
	(void)state;
	do_part(tell_parents_and_hosts_apart);
}

static void what_a_dead_run_had_is_free(void **state)
{
	(void)state;
	do_part(bury_the_dead);
}

static void what_is_no_record_is_removed(void **state)
{
	(void)state;
	do_part(bury_garbage);
}

static void no_address_goes_unclaimed(void **state)
{
	(void)state;
	do_part(claim_each);
}

static void without_addresses_its_record_is_all(void **state)
{
	(void)state;
	do_part(claim_nothing);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_run_is_refused_and_the_holder_named),
		cmocka_unit_test(a_mac_in_use_is_refused),
		cmocka_unit_test(other_parents_and_hosts_are_others),
		cmocka_unit_test(what_a_dead_run_had_is_free),
		cmocka_unit_test(what_is_no_record_is_removed),
		cmocka_unit_test(no_address_goes_unclaimed),
		cmocka_unit_test(without_addresses_its_record_is_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
