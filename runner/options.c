/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/suggest.h"
#include "dockerwords.h"
#include "kindsetters.h"
#include "linksetters.h"
#include "namesetters.h"
#include "privilegesetters.h"
#include "setters.h"
#include "shapingsetters.h"
#include "surroundingsetters.h"

static const struct option options[] = {
	{ "macvlan", 0, "PARENT", GROUP_LINKS,
		"a macvlan on the host interface PARENT (or 'default')", set_macvlan,
		VALUE_INTERFACE, .words = "default" },

	{ "ipvlan", 0, "PARENT", GROUP_LINKS, "an ipvlan on it, with its MAC address", set_ipvlan,
		VALUE_INTERFACE, .words = "default" },
	{ "vlan", 0, "PARENT.ID", GROUP_LINKS, "its VLAN with this id, as an 802.1Q device",
		set_vlan, VALUE_INTERFACE },
	{ "lan", 0, "NAME", GROUP_LINKS,
		"a macvlan on a private Ethernet, shared by all runs that name it", set_lan },
	{ "bridge", 0, "BRIDGE", GROUP_LINKS,
		"a veth whose other end is a port of the host's BRIDGE", set_bridge, VALUE_BRIDGE },
	{ "phys", 0, "INTERFACE", GROUP_LINKS,
		"the interface itself, moved in and given back at the end", set_phys,
		VALUE_INTERFACE },
	{ "network", 0, "NAME", GROUP_LINKS,
		"a link on a network of nsrun network create; none: only lo", set_network,
		VALUE_NETWORK, .words = "none" },
	{ "dummy", 0, NULL, GROUP_LINKS, "a link that leads nowhere", set_dummy },

	{ "mode", 0, "MODE", GROUP_OF_LINK,
		"macvlan bridge|private|vepa|passthru|source; ipvlan l2|l3|l3s", set_mode,
		VALUE_MODE },
	{ "flag", 0, "FLAG", GROUP_OF_LINK,
		"ipvlan: bridge, private or vepa; macvlan: nopromisc, nodst", set_flag, VALUE_FLAG,
		.repeats = true },
	{ "vlan-protocol", 0, "PROTOCOL", GROUP_OF_LINK,
		"of the outer tag of PARENT.ID: 802.1Q (default) or 802.1ad", set_vlan_protocol,
		.words = "802.1Q 802.1ad" },
	{ "ip", 0, "ADDRESS/LEN", GROUP_OF_LINK,
		"an IPv4 or IPv6 address, or dhcp, or slaac; repeatable", set_ip,
		.words = "dhcp slaac", .repeats = true },
	{ "probe", 0, NULL, GROUP_OF_LINK, "refuse an address that somebody on the network has",
		set_probe },
	{ "gateway", 0, "ADDRESS|none", GROUP_OF_LINK,
		"the default route; else the host's own, if it is in the subnet", set_gateway,
		.words = "none", .repeats = true },
	{ "route", 0, "PREFIX[,ADDRESS]", GROUP_OF_LINK,
		"a route, through ADDRESS or straight out of the link; repeatable", set_route,
		.repeats = true },
	{ "metric", 0, "N", GROUP_OF_LINK, "the metric of the default route", set_metric },
	{ "mac", 0, "ADDRESS|random", GROUP_OF_LINK,
		"the MAC address; else 02:42 and the IPv4 address", set_mac, .words = "random" },
	{ "mtu", 0, "BYTES", GROUP_OF_LINK, "the MTU; else that of PARENT", set_mtu },
	{ "ifname", 0, "NAME", GROUP_OF_LINK, "its name inside; else eth0, eth1 ... by position",
		set_ifname },
	{ "source-mac", 0, "ADDRESS[,...]", GROUP_OF_LINK,
		"mode source: the MAC addresses whose frames it gets; repeatable", set_source_mac,
		.repeats = true },
	{ "bcqueuelen", 0, "N", GROUP_OF_LINK, "macvlan: how many broadcasts may wait for delivery",
		set_bcqueuelen },
	{ "bclim", 0, "N", GROUP_OF_LINK,
		"macvlan: how many siblings get a multicast at once (-1: all)", set_bclim },
	{ "rate", 0, "RATE", GROUP_OF_LINK, "send no faster than that, as 10mbit or 500kbit",
		set_rate },
	{ "delay", 0, "TIME", GROUP_OF_LINK, "send each packet so much later, as 50ms", set_delay },
	{ "jitter", 0, "TIME", GROUP_OF_LINK, "by up to so much more or less than --delay",
		set_jitter },
	{ "loss", 0, "PERCENT", GROUP_OF_LINK, "lose so many of the packets, as 1%", set_loss },
	{ "duplicate", 0, "PERCENT", GROUP_OF_LINK, "send so many of them twice", set_duplicate },
	{ "reorder", 0, "PERCENT", GROUP_OF_LINK, "send so many of them without the --delay",
		set_reorder },
	{ "corrupt", 0, "PERCENT", GROUP_OF_LINK, "turn over one bit of so many of them",
		set_corrupt },
	{ "queue", 0, "PACKETS", GROUP_OF_LINK,
		"how many may wait for --rate or --delay; what comes then is lost", set_queue },
	{ "host-access", 0, NULL, GROUP_OF_LINK, "let this host and the command reach each other",
		set_host_access },
	{ "force", 0, NULL, GROUP_OF_LINK, "let --phys take what this host would miss", set_force },
	{ "take-parent", 0, NULL, GROUP_OF_LINK,
		"let mode passthru take PARENT and its addresses from this host", set_take_parent },

	{ "name", 0, "NAME", GROUP_IDENTITY,
		"the run's name: for nsrun exec, stop ... and ip netns", set_name },
	{ "hostname", 0, "NAME", GROUP_IDENTITY, "the host name inside; else this host's",
		set_hostname },
	{ "dns", 0, "ADDRESS", GROUP_IDENTITY,
		"ask this name server instead of this host's; repeatable", set_dns,
		.repeats = true },
	{ "search", 0, "DOMAIN", GROUP_IDENTITY,
		"look for short names in DOMAIN; . for none; repeatable", set_search,
		.repeats = true },
	{ "add-host", 0, "NAME:ADDRESS", GROUP_IDENTITY,
		"a line for /etc/hosts inside, before this host's; repeatable", set_add_host,
		.repeats = true },

	{ "netns", 0, "NAME|PATH", GROUP_NAMESPACES,
		"run in that network namespace as it is, without links", set_netns, VALUE_NETNS },
	{ "userns", 0, NULL, GROUP_NAMESPACES,
		"a user namespace of its own, in which the command is root", set_userns },
	{ "pid", 0, NULL, GROUP_NAMESPACES,
		"a PID namespace of its own, whose processes all end with the run", set_pid },
	{ "sys", 0, "keep", GROUP_NAMESPACES,
		"keep this host's /sys instead of mounting one for the new network", set_sys,
		.words = "keep" },

	{ "chdir", 'w', "DIR", GROUP_FILES, "begin in this directory; else where nsrun was called",
		set_chdir, VALUE_DIRECTORY },
	{ "bind", 0, "SRC:DST[:ro]", GROUP_FILES,
		"show the command the file or directory SRC at DST; repeatable", set_bind,
		VALUE_PATHS, .repeats = true },
	{ "tmpfs", 0, "DIR[:OPTION,...]", GROUP_FILES,
		"show it an empty directory in memory at DIR; repeatable", set_tmpfs,
		VALUE_DIRECTORY, .repeats = true },
	{ "read-only", 0, NULL, GROUP_FILES,
		"let it write nowhere but where --bind and --tmpfs show something", set_read_only },

	{ "env", 'e', "NAME[=VALUE]", GROUP_ENVIRONMENT,
		"set a variable of the environment, or keep the caller's", set_env, VALUE_VARIABLE,
		.repeats = true },
	{ "clear-env", 0, NULL, GROUP_ENVIRONMENT,
		"hand on nothing of the caller's environment but --env NAME", set_clear_env },
	{ "sysctl", 0, "net.KEY=VALUE", GROUP_ENVIRONMENT,
		"set this in the command's network before its links are up", set_sysctl,
		VALUE_SYSCTL, .repeats = true },

	{ "user", 'u', "NAME|UID[:GROUP]", GROUP_PRIVILEGES,
		"run the command as this user, without a capability", set_user, VALUE_USER },
	{ "me", 0, NULL, GROUP_PRIVILEGES, "the same as the user who called sudo", set_me },
	{ "cap-add", 0, "LIST", GROUP_PRIVILEGES,
		"keep these capabilities, too, or all; repeatable", set_cap_add, VALUE_CAPABILITIES,
		.words = "all", .repeats = true },
	{ "cap-drop", 0, "LIST", GROUP_PRIVILEGES, "give these up, too, or all; repeatable",
		set_cap_drop, VALUE_CAPABILITIES, .words = "all", .repeats = true },
	{ "net-admin", 0, NULL, GROUP_PRIVILEGES,
		"let the command change its network (net_admin and net_raw)", set_net_admin },
	{ "privileged", 0, NULL, GROUP_PRIVILEGES,
		"give nothing up: all capabilities, no filter, all of /proc", set_privileged },
	{ "new-privs", 0, NULL, GROUP_PRIVILEGES,
		"let the command gain privileges by set-user-ID programs", set_new_privs },
	{ "seccomp", 0, "default|none|FILE", GROUP_PRIVILEGES,
		"another system call filter, in Docker's format; or none", set_seccomp, VALUE_FILE,
		.words = "default none" },

	{ "keep-fd", 0, "N", GROUP_DESCRIPTORS,
		"hand on the open descriptor N; all others above 2 are closed", set_keep_fd,
		.repeats = true },

	{ "detach", 'd', NULL, GROUP_LIFE,
		"go on in the background once the command runs; print the run's ID", set_detach },
	{ "interactive", 'i', NULL, GROUP_LIFE, "with --detach: keep the command's input open",
		set_interactive },
	{ "tty", 't', NULL, GROUP_LIFE, "with --detach: give the command a terminal", set_tty },
	{ "log", 0, "FILE", GROUP_LIFE, "append the command's output to FILE", set_log,
		VALUE_FILE },
	{ "rm", 0, NULL, GROUP_LIFE, "with --detach: keep neither exit status nor log at the end",
		set_rm },
	{ "ready", 0, "tcp:PORT|fd:N|notify", GROUP_LIFE,
		"wait until the command says or shows that it is ready", set_ready,
		.words = "tcp: fd: notify" },
	{ "ready-timeout", 0, "TIME", GROUP_LIFE, "and end it if it is not within TIME (30s)",
		set_ready_timeout },
	{ "test", 0, "COMMAND", GROUP_LIFE,
		"run COMMAND on this host when it is ready, end with its status", set_test },
	{ "timeout", 0, "TIME", GROUP_LIFE, "end the command after TIME, with exit status 124",
		set_timeout },
	{ "grace", 0, "TIME", GROUP_LIFE, "how long what the command left behind has to end (2s)",
		set_grace },

	{ "dry-run", 0, NULL, GROUP_SEEING, "print the same network as ip commands, and do nothing",
		set_dry_run },
	{ "verbose", 'v', NULL, GROUP_SEEING, "say each step and its microseconds on stderr",
		set_verbose },
	{ "pcap", 0, "FILE", GROUP_SEEING,
		"record its links' frames as pcapng; - for | wireshark -k -i -", set_pcap,
		VALUE_FILE },
	{ "status-fd", 0, "N", GROUP_SEEING,
		"tell the run's life as lines of JSON on the open descriptor N", set_status_fd },
	{ "help", 'h', NULL, GROUP_SEEING, "show this help", set_help },
	{ "version", 'V', NULL, GROUP_SEEING, "show the version", set_version },
};
const struct option_list run_options = { options, ARRAY_SIZE(options), "--help", true };

/* One option as it was written: "--name", "--name=value" or "-n". */
struct word {
	const char *text;
	size_t name_length; /* of "--name" or "-n" */
	const char *value;  /* behind "=", or NULL */
};

static struct word read_word(const char *text)
{
	struct word word = { .text = text, .name_length = strlen(text) };
	const char *equals = text[1] == '-' ? strchr(text, '=') : NULL;

	if (equals != NULL) {
		word.name_length = (size_t)(equals - text);
		word.value = equals + 1;
	}
	return word;
}

static bool is_named(const struct option *option, const struct word *word)
{
	if (word->text[1] != '-')
		return option->letter != '\0' && word->name_length == 2 &&
			word->text[1] == option->letter;
	return strlen(option->name) == word->name_length - 2 &&
		strncmp(option->name, word->text + 2, word->name_length - 2) == 0;
}

static int unknown_option(
	const struct option_list *list, const struct word *word, struct failure *failure)
{
	char typed[64];
	struct suggestion suggestion;

	snprintf(typed, sizeof(typed), "%.*s", (int)word->name_length, word->text);
	if (list->is_dockers && dockerwords_answer(typed, failure))
		return -1;
	suggestion = suggest_for(typed);
	for (size_t i = 0; i < list->count; i++) {
		char known[64];

		snprintf(known, sizeof(known), "--%s", list->options[i].name);
		suggest_offer(&suggestion, known);
	}
	fail(failure, 0, "%s: no such option", typed);
	if (suggestion.word[0] != '\0')
		return fail_advise(failure, "did you mean %s?", suggestion.word);
	if (list->count == 0)
		return fail_advise(failure, "this subcommand has none");
	return fail_advise(failure, "nsrun %s lists them all", list->help);
}

static const struct option *find_option(
	const struct option_list *list, const struct word *word, struct failure *failure)
{
	for (size_t i = 0; i < list->count; i++) {
		if (is_named(&list->options[i], word))
			return &list->options[i];
	}
	unknown_option(list, word, failure);
	return NULL;
}

/* A dash alone is a value or a command: standard input or output. */
static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

/* No option's letter is a digit: this is a value below zero. */
static bool is_number(const char *word)
{
	return word[0] == '-' && isdigit((unsigned char)word[1]);
}

/*
 * Finds the value of an option, behind its "=" or in the next word, and moves *next behind it. No
 * value is like an option, so a word that is one is a forgotten value and not the value.
 */
static int take_value(const struct option *option, const struct word *word, char ***next,
	const char **value, struct failure *failure)
{
	*value = word->value;
	if (option->argument == NULL) {
		if (word->value != NULL)
			return fail(failure, 0, "--%s: takes no value: write it without =%s",
				option->name, word->value);
		return 0;
	}
	if (*value == NULL && **next != NULL && !(is_option(**next) && !is_number(**next)))
		*value = *(*next)++;
	if (*value == NULL || **value == '\0')
		return fail(failure, 0, "--%s: its value is missing: --%s %s", option->name,
			option->name, option->argument);
	return 0;
}

static struct link_request *last_link(struct plan *plan)
{
	return plan == NULL || plan->link_count == 0 ? NULL : &plan->links[plan->link_count - 1];
}

static int parse_one(const struct option_list *list, const char *text, char ***next, void *target,
	struct failure *failure)
{
	struct plan *plan = list == &run_options ? target : NULL;
	struct word word = read_word(text);
	const struct option *option = find_option(list, &word, failure);
	struct option_use use = {
		.option = option,
		.target = target,
		.plan = plan,
		.link = last_link(plan),
	};

	if (option == NULL || take_value(option, &word, next, &use.value, failure) < 0)
		return -1;
	if (option->group == GROUP_OF_LINK && use.link == NULL)
		return fail(failure, 0,
			"--%s: there is no link before it: it goes behind one, as in "
			"--macvlan eth0 --%s%s%s",
			option->name, option->name, use.value != NULL ? " " : "",
			use.value != NULL ? use.value : "");
	return option->set(&use, failure);
}

static bool has_letter(const struct option_list *list, char letter)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->options[i].letter == letter)
			return true;
	}
	return false;
}

/* Of Docker's letters it is the one that is answered: "-p" of "-itp" or "-p80:80". */
static int unknown_letter(
	const struct option_list *list, const char *text, char letter, struct failure *failure)
{
	const char one[] = { '-', letter, '\0' };
	const struct word whole = read_word(text);

	if (list->is_dockers && dockerwords_answer(one, failure))
		return -1;
	return unknown_option(list, &whole, failure);
}

/* Of "-dit" each letter is an option, and only the last can have its value behind it. */
static int parse_letters(const struct option_list *list, const char *text, char ***next,
	void *target, struct failure *failure)
{
	char *nothing = NULL;

	if (list->is_dockers && dockerwords_is_volume(text, **next))
		return unknown_letter(list, text, 'v', failure);
	for (const char *letter = text + 1; *letter != '\0'; letter++) {
		if (!has_letter(list, *letter))
			return unknown_letter(list, text, *letter, failure);
	}
	for (const char *letters = text + 1; *letters != '\0'; letters++) {
		char word[] = { '-', *letters, '\0' };
		char **none = &nothing;

		if (parse_one(list, word, letters[1] == '\0' ? next : &none, target, failure) < 0)
			return -1;
	}
	return 0;
}

/* Moves *words behind the options that they begin with. Returns 1 behind "--", else 0; or -1. */
static int parse_options(
	char ***words, const struct option_list *list, void *target, struct failure *failure)
{
	while (**words != NULL && is_option(**words)) {
		const char *word = *(*words)++;
		bool is_long = word[1] == '-';

		if (strcmp(word, "--") == 0)
			return 1;
		if (is_long ? parse_one(list, word, words, target, failure) < 0
			    : parse_letters(list, word, words, target, failure) < 0)
			return -1;
	}
	return 0;
}

int options_parse(
	char ***words, const struct option_list *list, void *target, struct failure *failure)
{
	return parse_options(words, list, target, failure) < 0 ? -1 : 0;
}

int options_parse_names(
	char **words, const struct option_list *list, void *target, struct failure *failure)
{
	char **names = words;
	int result;

	while ((result = parse_options(&words, list, target, failure)) == 0 && *words != NULL)
		*names++ = *words++;
	if (result < 0)
		return -1;
	while (*words != NULL)
		*names++ = *words++;
	*names = NULL;
	return 0;
}
