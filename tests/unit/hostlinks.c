/* SPDX-License-Identifier: MIT */
/* covers: P2 P6 M6 */
#include "directory.h"

#include <sys/file.h>

#include "../../netsetup/cleanup.h"
#include "../../runner/hostlinks.h"

enum { LO_INDEX = 1, HOST = 7 };

static const char segment[] = "1.10";
static const char key[] = "7-1.10-vlan";

static int write_record(const char *text)
{
	int file = openat(directory, key, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	return file;
}

static bool is_there(void)
{
	return faccessat(directory, key, F_OK, 0) == 0;
}

/* lo stands for a VLAN: none of these records is about it. */
static void forget(void)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	const struct identity identity = { .host = HOST };
	struct host_link link = { .identity = &identity };
	struct failure failure;

	expect_success(netlink_open(&netlink, &failure), &failure);
	link.netlink = netlink;
	expect_success(
		host_link_forget_vlan(directory, &link, LO_INDEX, segment, &failure), &failure);
}

static void a_dead_ones_record_of_a_vlan_is_forgotten(void **state)
{
	static const char *const texts[] = { "{\"index\":1,\"is_ours\":true}", SHARED_CREATING,
		"garbage", "" };

	(void)state;
	forget();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		close(write_record(texts[i]));
		forget();
		assert_false(is_there());
	}
}

static void a_live_ones_is_left_alone(void **state)
{
	AUTO_CLOSE int file = -1;

	(void)state;
	file = write_record("{\"index\":1,\"is_ours\":false}");
	assert_int_equal(flock(file, LOCK_SH), 0);
	forget();
	assert_true(is_there());
	assert_int_equal(flock(file, LOCK_EX), 0);
	forget();
	assert_true(is_there());
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_directory(a_dead_ones_record_of_a_vlan_is_forgotten),
		with_directory(a_live_ones_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
