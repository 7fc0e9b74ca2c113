/* SPDX-License-Identifier: MIT */
/* covers: P7 --subnet --gateway --ip-range --aux-address --ipv6 --internal --opt --driver */
#include <linux/if_link.h>

#include "networktext.h"

static void each_key_is_read(void **state)
{
	struct named_network network = read_text(
		HEAD "'Created':'2026-11-22T01:34:36.123456Z','EnableIPv6':true,'Internal':true,"
		     "'IPAM':{'Config':[{'Subnet':'172.16.86.0/24','IPRange':'172.16.86.128/25',"
		     "'Gateway':'172.16.86.1','AuxiliaryAddresses':{'one':'172.16.86.5','two':"
		     "'172.16.86.6'}},{'Subnet':'fd86::/64'}]},"
		     "'Options':{'parent':'eth0.10','macvlan_mode':'vepa','mtu':'1400'},"
		     "'Labels':{'owner':'me','':''}}");
	const struct subnet *subnet = &network.subnets[0];

	(void)state;
	assert_string_equal(network.name, "lab");
	assert_string_equal(network.id, ID);
	assert_int_equal(network.kind, LINK_MACVLAN);
	assert_int_equal(network.mode, MACVLAN_MODE_VEPA);
	assert_int_equal(network.flags, 0);
	assert_true(network.is_internal);
	assert_string_equal(network.parent, "eth0.10");
	assert_false(network.is_lan);
	assert_int_equal(network.mtu, 1400);
	assert_int_equal(network.subnet_count, 2);
	expect_prefix(&subnet->prefix, "172.16.86.0/24");
	expect_prefix(&subnet->range, "172.16.86.128/25");
	expect_address(&subnet->gateway, "172.16.86.1");
	assert_int_equal(subnet->auxiliary_count, 2);
	expect_address(&subnet->auxiliary[0], "172.16.86.5");
	expect_address(&subnet->auxiliary[1], "172.16.86.6");
	expect_prefix(&network.subnets[1].prefix, "fd86::/64");
	expect_prefix(&network.subnets[1].range, "fd86::/64"); /* none given: all of it */
	assert_int_equal(network.subnets[1].gateway.family, AF_UNSPEC);
	definition_release(&network);
}

static void the_least_that_a_file_can_say(void **state)
{
	struct named_network network = read_text(HEAD_OF "'macvlan'}");

	(void)state;
	assert_int_equal(network.mode, MACVLAN_MODE_BRIDGE);
	assert_false(network.is_internal);
	assert_true(network.is_lan);
	assert_string_equal(network.parent, "net-0123456789ab");
	assert_int_equal(network.mtu, 0);
	assert_int_equal(network.subnet_count, 0);
	definition_release(&network);
	network = read_text(HEAD_OF "'ipvlan'}");
	assert_int_equal(network.kind, LINK_IPVLAN);
	assert_int_equal(network.mode, IPVLAN_MODE_L2);
	assert_int_equal(network.flags, 0);
	definition_release(&network);
	/* Docker writes what is empty, too. */
	network = read_text(HEAD "'IPAM':{'Config':[]},'Options':{},'Labels':{},'Created':''}");
	assert_int_equal(network.subnet_count, 0);
	definition_release(&network);
}

static void expect_choices(const char *text, enum link_kind kind, int mode, int flags)
{
	struct named_network network = read_text(text);

	assert_int_equal(network.kind, kind);
	assert_int_equal(network.mode, mode);
	assert_int_equal(network.flags, flags);
	definition_release(&network);
}

static void each_mode_and_flag(void **state)
{
	(void)state;
	expect_choices(HEAD "'Options':{'mode':'private'}}", LINK_MACVLAN, MACVLAN_MODE_PRIVATE, 0);
	expect_choices(HEAD "'Options':{'macvlan_mode':'passthru'}}", LINK_MACVLAN,
		MACVLAN_MODE_PASSTHRU, 0);
	expect_choices(IPVLAN "'Options':{'mode':'l3'}}", LINK_IPVLAN, IPVLAN_MODE_L3, 0);
	expect_choices(IPVLAN "'Options':{'ipvlan_mode':'l3s','ipvlan_flag':'vepa'}}", LINK_IPVLAN,
		IPVLAN_MODE_L3S, IPVLAN_F_VEPA);
	/* What the driver is may stand behind. */
	expect_choices("{'Options':{'ipvlan_flag':'private'},'Id':'" ID
		       "','Name':'lab','Driver':'ipvlan'}",
		LINK_IPVLAN, IPVLAN_MODE_L2, IPVLAN_F_PRIVATE);
}

static void each_word_for_a_parent(void **state)
{
	static const char *const keys[] = { "parent", "macvlan_parent", "ipvlan_parent" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char text[512];
		struct named_network network;

		snprintf(text, sizeof(text), IPVLAN "'Options':{'%s':'eth0'}}", keys[i]);
		network = read_text(text);
		assert_string_equal(network.parent, "eth0");
		assert_false(network.is_lan);
		definition_release(&network);
	}
}

static void the_bounds_of_an_mtu(void **state)
{
	struct named_network network = read_text(HEAD "'Options':{'mtu':'68'}}");

	(void)state;
	assert_int_equal(network.mtu, 68);
	definition_release(&network);
	network = read_text(HEAD "'Options':{'mtu':'65535'}}");
	assert_int_equal(network.mtu, 65535);
	definition_release(&network);
	network = read_text(
		HEAD "'IPAM':{'Config':[{'Subnet':'fd86::/64'}]},'Options':{'mtu':'1280'}}");
	assert_int_equal(network.mtu, 1280);
	definition_release(&network);
}

static void a_key_that_is_missing(void **state)
{
	static const struct wrong wrong[] = {
		{ "{}", "lab.json: \"Name\" is missing" },
		{ "{'Name':'lab','Driver':'macvlan'}", "lab.json: \"Id\" is missing" },
		{ "{'Name':'lab','Id':'" ID "'}", "lab.json: \"Driver\" is missing" },
		{ HEAD "'IPAM':{'Config':[{\n'Gateway':'172.16.86.1'}]}}",
			"lab.json:3: \"Config\": a \"Subnet\" is missing in it" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'10.0.0.0/8'},\n{'IPRange':'11.0.0.0/16'}]}}",
			"lab.json:3: \"Config\": a \"Subnet\" is missing in it" },
		{ HEAD "'IPAM':{\n'Config':[{}]}}",
			"lab.json:3: \"Config\": a \"Subnet\" is missing in it" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void a_value_of_another_type(void **state)
{
	static const struct wrong wrong[] = {
		{ "[]", "lab.json:1: \"network\": must be an object, {...}" },
		{ "{'Name':5}", "lab.json:1: \"Name\": must be a text, \"...\"" },
		{ "{'Name':'lab','Id':null}", "lab.json:1: \"Id\": must be a text, \"...\"" },
		{ HEAD_OF "['macvlan']}", "lab.json:1: \"Driver\": must be a text, \"...\"" },
		{ HEAD "'Created':0}", "lab.json:2: \"Created\": must be a text, \"...\"" },
		{ HEAD "'EnableIPv6':'true'}",
			"lab.json:2: \"EnableIPv6\": must be true or false" },
		{ HEAD "'Internal':1}", "lab.json:2: \"Internal\": must be true or false" },
		{ HEAD "'IPAM':[]}", "lab.json:2: \"IPAM\": must be an object, {...}" },
		{ HEAD "'IPAM':{'Config':{}}}", "lab.json:2: \"Config\": must be an array, [...]" },
		{ HEAD "'IPAM':{'Config':['10.0.0.0/8']}}",
			"lab.json:2: \"Config\": must be an object, {...}" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':8}]}}",
			"lab.json:2: \"Subnet\": must be a text, \"...\"" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'10.0.0.0/8','IPRange':[]}]}}",
			"lab.json:2: \"IPRange\": must be a text, \"...\"" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'10.0.0.0/8','Gateway':false}]}}",
			"lab.json:2: \"Gateway\": must be a text, \"...\"" },
		{ HEAD "'IPAM':{'Config':[{'AuxiliaryAddresses':['10.0.0.1']}]}}",
			"lab.json:2: \"AuxiliaryAddresses\": must be an object, {...}" },
		{ HEAD "'IPAM':{'Config':[{'AuxiliaryAddresses':{\n'x':1}}]}}",
			"lab.json:3: \"x\": must be a text, \"...\"" },
		{ HEAD "'Options':'parent=eth0'}",
			"lab.json:2: \"Options\": must be an object, {...}" },
		{ HEAD "'Options':{'parent':0}}",
			"lab.json:2: \"parent\": must be a text, \"...\"" },
		{ HEAD "'Options':{'mode':0}}", "lab.json:2: \"mode\": must be a text, \"...\"" },
		{ HEAD "'Options':{'macvlan_mode':{'mode':'x'}}}",
			"lab.json:2: \"macvlan_mode\": must be a text, \"...\"" },
		{ IPVLAN "'Options':{'ipvlan_flag':0}}",
			"lab.json:2: \"ipvlan_flag\": must be a text, \"...\"" },
		{ HEAD "'Options':{'mtu':1400}}", "lab.json:2: \"mtu\": must be a text, \"...\"" },
		{ HEAD "'Labels':null}", "lab.json:2: \"Labels\": must be an object, {...}" },
		{ HEAD "'Labels':{'a':'b',\n'c':5}}",
			"lab.json:3: \"c\": must be a text, \"...\"" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void a_value_that_cannot_be(void **state)
{
	static const struct wrong wrong[] = {
		{ "{'Name':'web'}",
			"lab.json:1: \"Name\" web: must be \"lab\", as the file is called" },
		{ "{'Id':''}", "lab.json:1: \"Id\": is empty" },
		{ "{'Id':'0123'}", "lab.json:1: \"Id\" 0123: must be 64 hexadecimal digits" },
		{ "{'Id':'" ID "0'}", "lab.json:1: \"Id\" " ID "0: too long" },
		{ "{'Id':'X123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}",
			"lab.json:1: \"Id\" "
			"X123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: must be "
			"64 hexadecimal digits" },
		{ HEAD_OF "'bridge'}", "lab.json:1: \"Driver\" bridge: must be macvlan or ipvlan" },
		{ HEAD "'Options':{'parent':''}}", "lab.json:2: \"parent\": is empty" },
		{ HEAD "'Options':{'mtu':'67'}}",
			"lab.json:2: \"mtu\" 67: must be a whole number from 68 to 65535" },
		{ HEAD "'Options':{'mtu':'65536'}}",
			"lab.json:2: \"mtu\" 65536: must be a whole number from 68 to 65535" },
		{ HEAD "'Options':{'mtu':'1400x'}}",
			"lab.json:2: \"mtu\" 1400x: must be a whole number from 68 to 65535" },
		{ HEAD "'Options':{'mtu':'-1'}}",
			"lab.json:2: \"mtu\" -1: must be a whole number from 68 to 65535" },
		{ HEAD "'Options':{'mtu':''}}",
			"lab.json:2: \"mtu\": must be a whole number from 68 to 65535" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void a_key_that_is_not_known(void **state)
{
	static const struct wrong wrong[] = {
		{ HEAD "'Scope':'local'}",
			"lab.json:2: \"Scope\" local: this is not known there: known are Name, Id, Created, "
			"Driver, EnableIPv6, Internal, IPAM, Options and Labels" },
		{ HEAD "'name':'lab'}",
			"lab.json:2: \"name\" lab: this is not known there: known are Name, Id, Created, "
			"Driver, EnableIPv6, Internal, IPAM, Options and Labels" },
		{ HEAD "'IPAM':{\n'Driver':'default'}}",
			"lab.json:3: \"Driver\" default: this is not known there: known are Config" },
		{ HEAD "'IPAM':{'Config':[{'Subnet':'10.0.0.0/8',\n'Range':''}]}}",
			"lab.json:3: \"Range\": this is not known there: known are Subnet, IPRange, "
			"Gateway and AuxiliaryAddresses" },
		{ HEAD "'Options':{'bcqueuelen':'5'}}",
			"lab.json:2: \"bcqueuelen\" 5: this is not known there: known are parent, "
			"macvlan_parent, ipvlan_parent, mode, macvlan_mode, ipvlan_mode, "
			"ipvlan_flag and mtu" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

/* Each of them is one line further down than a reader would have it that does not count so. */
static void the_line_that_is_named(void **state)
{
	static const struct wrong wrong[] = {
		/* In whatever order the keys are. */
		{ "{\n\n'Driver':'macvlan',\n'Internal':\n5}",
			"lab.json:4: \"Internal\": must be true or false" },
		/* Keys that are there several times. */
		{ HEAD "'IPAM':{'Config':[\n{'Subnet':'10.0.0.0/8','Gateway':'10.0.0.1'},\n"
		       "{'Subnet':'11.0.0.0/8','Gateway':'11.0.0.1'},\n"
		       "{'Subnet':'12.0.0.0/8',\n'Gateway':'13.0.0.1'}]}}",
			"lab.json:6: \"Gateway\" 13.0.0.1: it is not in the net (12.0.0.0/8)" },
		{ HEAD "'IPAM':{'Config':[\n{'Subnet':'10.0.0.0/8'},\n{'Gateway':'10.0.0.1',"
		       "\n'Subnet':'10.1.0.0/16'}]}}",
			"lab.json:5: \"Subnet\" 10.1.0.0/16: overlaps with 10.0.0.0/8" },
		/* What only looks like a key. */
		{ HEAD "'Labels':{'a':'\\'Internal\\':\\n\\\\','Internal':':',\n'\\'b\\':':\n'{}'},"
		       "\n'Internal':'\\\\'}",
			"lab.json:5: \"Internal\": must be true or false" },
		{ HEAD "'Labels':{'Name':'Name'},\n'IPAM':{'Config':['Name',\n'Id']}}",
			"lab.json:3: \"Config\": must be an object, {...}" },
		/* A colon need not be beside its key, nor on its line. */
		{ HEAD "'Labels'\n:\n{'a'  \t:'b'},\n'Internal'\n\n:\n5}",
			"lab.json:5: \"Internal\": must be true or false" },
		/* What is known to be wrong when all has been read. */
		{ "{'EnableIPv6':true,\n'Name':'lab','Id':'" ID "','Driver':'macvlan','IPAM':{}}",
			"lab.json:1: \"EnableIPv6\": there is no subnet of IPv6: give it one" },
		{ "{'Options':{\n'mtu':'1400',\n'macvlan_mode':'l2'},\n'Labels':{'mode':'x'},\n"
		  "'Name':'lab','Id':'" ID "','Driver':'macvlan'}",
			"lab.json:3: \"macvlan_mode\" l2: must be one of bridge, private, vepa, "
			"passthru and source" },
		{ HEAD "'IPAM':{'Config':[{\n'AuxiliaryAddresses':{'a':'10.0.0.5',\n'b':'11.0.0.5'}"
		       ",\n'Subnet':'10.0.0.0/8'}]}}",
			"lab.json:4: \"b\" 11.0.0.5: it is not in the net (10.0.0.0/8)" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

static void what_is_no_json(void **state)
{
	static const struct wrong wrong[] = {
		{ "", "lab.json:1: this is no JSON: '[' or '{' expected near end of file" },
		{ "{'Name':'lab',\n'Id'}", "lab.json:2: this is no JSON: ':' expected near '}'" },
		{ HEAD "'Internal':true,\n'Internal':false}",
			"lab.json:3: this is no JSON: duplicate object key near '\"Internal\"'" },
		{ HEAD "'Labels':{'a':'1','a':'2'}}",
			"lab.json:2: this is no JSON: duplicate object key near '\"a\"'" },
		{ HEAD "'Internal':true} x",
			"lab.json:2: this is no JSON: end of file expected near 'x'" },
	};

	(void)state;
	expect_all_wrong("lab.json", wrong);
}

/* The same, of one who gave options and has no file yet. */
static void the_options_are_named_instead(void **state)
{
	static const struct wrong wrong[] = {
		{ HEAD_OF "'bridge'}", "--driver bridge: must be macvlan or ipvlan" },
		{ HEAD "'EnableIPv6':true}", "--ipv6: there is no subnet of IPv6: give it one" },
		{ CONFIG("'Subnet':'10.0.0.5/24'"),
			"--subnet 10.0.0.5/24: the prefix has host bits: the net is 10.0.0.0/24" },
		{ CONFIG("'Subnet':'10.0.0.0/24'},{'Subnet':'10.0.0.0/8'"),
			"--subnet 10.0.0.0/8: overlaps with 10.0.0.0/24" },
		{ CONFIG("'Subnet':'10.0.0.0/24','Gateway':'10.0.0.255'"),
			"--gateway 10.0.0.255: this is the broadcast address of the net "
			"(10.0.0.0/24)" },
		{ CONFIG("'Subnet':'10.0.0.0/24','IPRange':'10.0.0.0/23'"),
			"--ip-range 10.0.0.0/23: not within the subnet (10.0.0.0/24)" },
		{ CONFIG("'Subnet':'10.0.0.0/24','AuxiliaryAddresses':{'r':'10.0.0.0'}"),
			"--aux-address r=10.0.0.0: this is the address of the net itself "
			"(10.0.0.0/24)" },
		/* Whatever their user calls them. */
		{ CONFIG("'Subnet':'10.0.0.0/24','AuxiliaryAddresses':{'Gateway':'10.0.0.0'}"),
			"--aux-address Gateway=10.0.0.0: this is the address of the net itself "
			"(10.0.0.0/24)" },
		{ CONFIG("'Subnet':'10.0.0.0/24','AuxiliaryAddresses':{'a':'10.0.0.7'},"
			 "'Gateway':'10.0.1.1'"),
			"--gateway 10.0.1.1: it is not in the net (10.0.0.0/24)" },
		{ HEAD "'Options':{'mtu':'1'}}",
			"--opt mtu=1: must be a whole number from 68 to 65535" },
		{ HEAD "'Options':{'mode':'l2'}}",
			"--opt mode=l2: must be one of bridge, private, vepa, passthru and source" },
		{ IPVLAN "'Options':{'macvlan_mode':'vepa'}}",
			"--opt macvlan_mode=: the driver is ipvlan: leave it out" },
		{ HEAD "'Options':{'Driver':'x'}}",
			"--opt Driver=x: this is not known there: known are parent, macvlan_parent, "
			"ipvlan_parent, mode, macvlan_mode, ipvlan_mode, ipvlan_flag and mtu" },
	};

	(void)state;
	expect_all_wrong(NULL, wrong);
}

static struct ip_address address_of(const char *text)
{
	struct ip_address address;

	assert_int_equal(ip_parse(text, &address), 0);
	return address;
}

static void what_is_asked_of_a_network(void **state)
{
	struct named_network network = read_text(
		CONFIG("'Subnet':'10.1.0.0/16'},{'Subnet':'fd86::/64'},{'Subnet':'10.2.0.0/16'"));
	struct ip_address address = address_of("10.2.3.4");
	char text[128], little[8];

	(void)state;
	assert_ptr_equal(network_subnet_of(&network, &address), &network.subnets[2]);
	address = address_of("fd86::7");
	assert_ptr_equal(network_subnet_of(&network, &address), &network.subnets[1]);
	address = address_of("10.3.0.1");
	assert_null(network_subnet_of(&network, &address));
	assert_true(network_has_family(&network, AF_INET));
	assert_true(network_has_family(&network, AF_INET6));
	assert_string_equal(network_subnets_text(&network, text, sizeof(text)),
		"10.1.0.0/16 and fd86::/64 and 10.2.0.0/16");
	assert_string_equal(network_subnets_text(&network, little, sizeof(little)), "10.1.0.");
	definition_release(&network);
	network = read_text(HEAD_OF "'macvlan'}");
	assert_false(network_has_family(&network, AF_INET));
	assert_string_equal(network_subnets_text(&network, text, sizeof(text)), "");
	definition_release(&network);
}

static void expect_bad_name(const char *name, const char *expected)
{
	struct failure failure;

	assert_int_equal(definition_check_name("network create", name, &failure), -1);
	expect_failure(&failure, 0, expected);
}

#define LETTERS_20 "aaaaaaaaaaaaaaaaaaaa"
#define LETTERS_63 LETTERS_20 LETTERS_20 LETTERS_20 "aaa"
#define BAD_NAME   ": must be of letters, digits, '-', '.' and '_', and begin with a letter or digit"

static void names(void **state)
{
	static const char *const good[] = { "lab", "my-macvlan-net", "yeni_ag_l2", "9.x", "Host",
		"none.", LETTERS_63 };
	struct failure failure;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		expect_success(definition_check_name("", good[i], &failure), &failure);
	expect_bad_name("none", "network create none: this cannot be the name of a network");
	expect_bad_name("host", "network create host: this cannot be the name of a network");
	expect_bad_name("bridge", "network create bridge: this cannot be the name of a network");
	expect_bad_name("default", "network create default: this cannot be the name of a network");
	expect_bad_name(
		LETTERS_63 "a", "network create " LETTERS_63 "a: too long: at most 63 characters");
	expect_bad_name("", "network create " BAD_NAME);
	expect_bad_name("../x", "network create ../x" BAD_NAME);
	expect_bad_name("a/b", "network create a/b" BAD_NAME);
	expect_bad_name(".new", "network create .new" BAD_NAME);
	expect_bad_name("a b", "network create a b" BAD_NAME);
	expect_bad_name("\xc3\xa4", "network create \xc3\xa4" BAD_NAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_is_read),
		cmocka_unit_test(the_least_that_a_file_can_say),
		cmocka_unit_test(each_mode_and_flag),
		cmocka_unit_test(each_word_for_a_parent),
		cmocka_unit_test(the_bounds_of_an_mtu),
		cmocka_unit_test(a_key_that_is_missing),
		cmocka_unit_test(a_value_of_another_type),
		cmocka_unit_test(a_value_that_cannot_be),
		cmocka_unit_test(a_key_that_is_not_known),
		cmocka_unit_test(the_line_that_is_named),
		cmocka_unit_test(what_is_no_json),
		cmocka_unit_test(the_options_are_named_instead),
		cmocka_unit_test(what_is_asked_of_a_network),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
