/* SPDX-License-Identifier: MIT */
/* covers: P7 --subnet --gateway --ip-range --aux-address --ipv6 */
#include "networktext.h"

static void subnets_that_cannot_be(void **state)
{
	static const struct wrong wrong[] = {
		{ CONFIG("'Subnet':''"), "lab.json:2: \"Subnet\": not an IPv4 or IPv6 address" },
		{ CONFIG("'Subnet':'10.0.0.0'"),
			"lab.json:2: \"Subnet\" 10.0.0.0: the prefix length is missing, as in "
			"10.0.0.0/24" },
		{ CONFIG("'Subnet':'10.0.0.0/33'"),
			"lab.json:2: \"Subnet\" 10.0.0.0/33: the prefix length must be 1 to 32" },
		{ CONFIG("'Subnet':'0.0.0.0/0'"),
			"lab.json:2: \"Subnet\" 0.0.0.0/0: the prefix length must be 1 to 32" },
		{ CONFIG("'Subnet':'10.0.0.5/24'"),
			"lab.json:2: \"Subnet\" 10.0.0.5/24: the prefix has host bits: the net is "
			"10.0.0.0/24" },
		{ CONFIG("'Subnet':'fd86::1/64'"),
			"lab.json:2: \"Subnet\" fd86::1/64: the prefix has host bits: the net is "
			"fd86::/64" },
		{ CONFIG("'Subnet':'127.0.0.0/8'"),
			"lab.json:2: \"Subnet\" 127.0.0.0/8: no host can be in this net" },
		{ CONFIG("'Subnet':'224.0.0.0/4'"),
			"lab.json:2: \"Subnet\" 224.0.0.0/4: no host can be in this net" },
		{ CONFIG("'Subnet':'ff05::/64'"),
			"lab.json:2: \"Subnet\" ff05::/64: no host can be in this net" },
		{ CONFIG("'Subnet':'0.0.0.0/8'"),
			"lab.json:2: \"Subnet\" 0.0.0.0/8: no host can be in this net" },
		{ CONFIG("'Subnet':'::/64'"),
			"lab.json:2: \"Subnet\" ::/64: no host can be in this net" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void what_is_not_within_its_subnet(void **state)
{
	static const struct wrong wrong[] = {
		{ CONFIG("'Subnet':'10.1.0.0/16','Gateway':'10.2.0.1'"),
			"lab.json:2: \"Gateway\" 10.2.0.1: it is not in the net (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','Gateway':'fd86::1'"),
			"lab.json:2: \"Gateway\" fd86::1: it is not in the net (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','Gateway':'10.1.0.0'"),
			"lab.json:2: \"Gateway\" 10.1.0.0: this is the address of the net itself "
			"(10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','Gateway':'10.1.255.255'"),
			"lab.json:2: \"Gateway\" 10.1.255.255: this is the broadcast address of the "
			"net (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','Gateway':'10.1.0.1/16'"),
			"lab.json:2: \"Gateway\" 10.1.0.1/16: not an IPv4 or IPv6 address: write it "
			"without a length" },
		{ CONFIG("'Subnet':'10.1.0.0/16','IPRange':'10.2.0.0/24'"),
			"lab.json:2: \"IPRange\" 10.2.0.0/24: not within the subnet (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','IPRange':'10.0.0.0/15'"),
			"lab.json:2: \"IPRange\" 10.0.0.0/15: not within the subnet (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','IPRange':'fd86::/80'"),
			"lab.json:2: \"IPRange\" fd86::/80: not within the subnet (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','IPRange':'10.1.1.1/24'"),
			"lab.json:2: \"IPRange\" 10.1.1.1/24: the prefix has host bits: the net is "
			"10.1.1.0/24" },
		{ CONFIG("'Subnet':'10.1.0.0/16','AuxiliaryAddresses':{'r':'10.2.0.1'}"),
			"lab.json:2: \"r\" 10.2.0.1: it is not in the net (10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','AuxiliaryAddresses':{'Subnet':'10.1.0.0'}"),
			"lab.json:2: \"Subnet\" 10.1.0.0: this is the address of the net itself "
			"(10.1.0.0/16)" },
		{ CONFIG("'Subnet':'10.1.0.0/16','AuxiliaryAddresses':{'r':'me'}"),
			"lab.json:2: \"r\" me: not an IPv4 or IPv6 address: write it without a "
			"length" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void subnets_that_overlap(void **state)
{
	static const struct wrong wrong[] = {
		{ CONFIG("'Subnet':'10.1.0.0/16'},\n{'Subnet':'10.1.0.0/16'"),
			"lab.json:3: \"Subnet\" 10.1.0.0/16: overlaps with 10.1.0.0/16" },
		{ CONFIG("'Subnet':'10.1.0.0/16'},\n{'Subnet':'fd86::/64'},\n{'Subnet':'10.0.0.0/8'"),
			"lab.json:4: \"Subnet\" 10.0.0.0/8: overlaps with 10.1.0.0/16" },
		{ CONFIG("'Subnet':'fd86::/64'},\n{'Subnet':'fd86::1:0/112'"),
			"lab.json:3: \"Subnet\" fd86::1:0/112: overlaps with fd86::/64" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void as_many_as_there_can_be(void **state)
{
	static char text[TEXT_SIZE], subnets[LIST_SIZE], addresses[LIST_SIZE];
	size_t used = 0;
	struct named_network network;
	struct failure failure;

	(void)state;
	for (int i = 0; i < NETWORK_MOST_SUBNETS; i++)
		used += (size_t)snprintf(subnets + used, sizeof(subnets) - used,
			"%s{'Subnet':'10.%d.0.0/16'}", i == 0 ? "" : ",", i);
	snprintf(text, sizeof(text), HEAD "'IPAM':{'Config':[%s]}}", subnets);
	network = read_text(text);
	assert_int_equal(network.subnet_count, NETWORK_MOST_SUBNETS);
	definition_release(&network);
	snprintf(text, sizeof(text), HEAD "'IPAM':{'Config':[%s,{'Subnet':'11.0.0.0/8'}]}}",
		subnets);
	assert_int_equal(read_as(text, "lab.json", &network, &failure), -1);
	assert_string_equal(failure.text,
		"lab.json:2: \"Config\": more than 8 subnets: a network can have no more");
	used = 0;
	for (int i = 0; i < SUBNET_MOST_AUXILIARY; i++)
		used += (size_t)snprintf(addresses + used, sizeof(addresses) - used,
			"%s'a%d':'10.0.0.9'", i == 0 ? "" : ",", i);
	snprintf(text, sizeof(text), CONFIG("'Subnet':'10.0.0.0/8','AuxiliaryAddresses':{%s}"),
		addresses);
	network = read_text(text);
	assert_int_equal(network.subnets[0].auxiliary_count, SUBNET_MOST_AUXILIARY);
	definition_release(&network);
	snprintf(text, sizeof(text),
		CONFIG("'Subnet':'10.0.0.0/8','AuxiliaryAddresses':{%s,\n'b':'10.0.0.9'}"),
		addresses);
	assert_int_equal(read_as(text, "lab.json", &network, &failure), -1);
	assert_string_equal(failure.text,
		"lab.json:3: \"AuxiliaryAddresses\": more than 16 addresses: a subnet can have no "
		"more");
}

static void what_contradicts_something_else(void **state)
{
	static const struct wrong wrong[] = {
		{ HEAD "'EnableIPv6':true,'IPAM':{'Config':[{'Subnet':'10.0.0.0/8'}]}}",
			"lab.json:2: \"EnableIPv6\": there is no subnet of IPv6: give it one" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'fd86::/64'}]},\n'EnableIPv6':false}",
			"lab.json:3: \"EnableIPv6\": a subnet is of IPv6: this must be true" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'fd86::/64'}]},\n'Options':{'mtu':'1279'}}",
			"lab.json:3: \"mtu\" 1279: IPv6 needs at least 1280, and there is a subnet "
			"of IPv6" },
		{ HEAD "'Options':{'parent':'eth0',\n'macvlan_parent':'eth1'}}",
			"lab.json:3: \"macvlan_parent\": the parent is eth0 already: leave one of "
			"them out" },
		{ HEAD "'Options':{'mode':'vepa',\n'macvlan_mode':'vepa'}}",
			"lab.json:3: \"macvlan_mode\": there is \"mode\", too: leave one of them "
			"out" },
		{ HEAD "'Options':{'ipvlan_mode':'l2'}}",
			"lab.json:2: \"ipvlan_mode\": the driver is macvlan: leave it out" },
		{ HEAD "'Options':{'ipvlan_flag':'vepa'}}",
			"lab.json:2: \"ipvlan_flag\": the driver is macvlan: leave it out" },
		{ IPVLAN "'Options':{'macvlan_mode':'vepa'}}",
			"lab.json:2: \"macvlan_mode\": the driver is ipvlan: leave it out" },
		{ HEAD "'Options':{'mode':'l2'}}",
			"lab.json:2: \"mode\" l2: must be one of bridge, private, vepa, passthru "
			"and source" },
		{ IPVLAN "'Options':{'mode':'bridge'}}",
			"lab.json:2: \"mode\" bridge: must be one of l2, l3 and l3s" },
		{ IPVLAN "'Options':{'ipvlan_flag':'source'}}",
			"lab.json:2: \"ipvlan_flag\" source: must be one of bridge, private and "
			"vepa" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subnets_that_cannot_be),
		cmocka_unit_test(what_is_not_within_its_subnet),
		cmocka_unit_test(subnets_that_overlap),
		cmocka_unit_test(as_many_as_there_can_be),
		cmocka_unit_test(what_contradicts_something_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
