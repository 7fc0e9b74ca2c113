/* SPDX-License-Identifier: MIT */
/* covers: clean P2 */
#include "unit.h"

#include "../../runner/hostlinks.h"
#include "../../runner/portmode.h"

static const struct {
	const char *key;
	bool is_link;
	bool is_mode;
} keys[] = {
	{ "4026-10.10-vlan", true, false },
	{ "4026-10.ad10.20-vlan", true, false },
	{ "4026-t-lan", true, false },
	{ "4026-x-ipvlan-lan", true, false },
	{ "4026-x-vlan-lan", true, false },
	{ "4026-lan-x-parent", false, false },
	{ "4026-10-ipvlan", false, true },
	{ "4026-10.7-ipvlan", false, true },
	{ "4026-10-ip-172.16.86.2", false, false },
	{ "4026-lan-t-ip-10.9.0.2", false, false },
	{ "4026-lan-t-ip-fd86::2", false, false },
	{ "4026-lan-t-mac-02:42:0a:09:00:02", false, false },
	{ "4026-10-parent", false, false },
	{ "run-4026-0123456789ab", false, false },
	{ "name-4026-my-vlan", false, false },
	{ "name-4026-lan-ipvlan", false, false },
	{ "-vlan", false, false },
	{ "4026", false, false },
	{ "", false, false },
};

static void keys_of_shared_things(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (host_link_is_key(keys[i].key) != keys[i].is_link ||
			port_mode_is_key(keys[i].key) != keys[i].is_mode)
			print_error("%s\n", keys[i].key);
		assert_int_equal(host_link_is_key(keys[i].key), keys[i].is_link);
		assert_int_equal(port_mode_is_key(keys[i].key), keys[i].is_mode);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(keys_of_shared_things) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
