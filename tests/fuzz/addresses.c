/* SPDX-License-Identifier: MIT */
/* Texts as addresses, prefixes and MAC addresses: each line of the input is one. */
#include "../../netsetup/address.h"
#include "../../netsetup/vlan.h"
#include "words.h"

static void look_at_net(const struct ip_prefix *prefix)
{
	struct ip_address first = ip_prefix_network(prefix);
	struct ip_address last = ip_prefix_broadcast(prefix);
	struct ip_prefix net = { first, prefix->length };

	must(prefix->length <= ip_bits(&prefix->address));
	must(ip_prefix_contains(prefix, &prefix->address));
	must(ip_prefix_contains(prefix, &first) && ip_prefix_contains(prefix, &last));
	must(ip_prefix_overlap(prefix, &net) && ip_prefix_overlap(&net, prefix));
	must(ip_equal(&first, &last) == (prefix->length == ip_bits(&prefix->address)));
	ip_prefix_refuses(prefix, &prefix->address);
}

static void read_prefix(const char *text, struct ip_prefix *prefix)
{
	struct failure failure = { 0 };
	struct ip_prefix again;
	char written[PREFIX_TEXT_SIZE];

	memset(prefix, 0, sizeof(*prefix));
	if (ip_prefix_parse("--ip", text, 0, prefix, &failure) < 0) {
		must_be_refusal(&failure);
		must(strncmp(failure.text, "--ip ", strlen("--ip ")) == 0);
		prefix->address.family = AF_UNSPEC;
		return;
	}
	look_at_net(prefix);
	ip_prefix_format(prefix, written);
	must(ip_prefix_parse("--ip", written, 0, &again, &failure) == 0);
	must(ip_equal(&again.address, &prefix->address) && again.length == prefix->length);
}

static void read_address(const char *text)
{
	struct ip_address address, again;
	char written[IP_TEXT_SIZE];

	if (ip_parse(text, &address) < 0)
		return;
	must(ip_format(&address, written) != NULL);
	must(ip_parse(written, &again) == 0 && ip_equal(&address, &again));
	must(!(ip_is_multicast(&address) && ip_is_loopback(&address)));
	must(!(ip_is_link_local(&address) && ip_is_multicast(&address)));
}

static void read_mac(const char *text)
{
	struct mac_address mac, again;
	struct ip_prefix link_local;
	char written[MAC_TEXT_SIZE];

	if (mac_parse(text, &mac) < 0)
		return;
	must(mac_parse(mac_format(&mac, written), &again) == 0 && mac_equal(&mac, &again));
	link_local = ip_link_local_of(&mac);
	must(ip_is_link_local(&link_local.address));
}

static void read_tags(const char *text)
{
	struct vlan_tag tags[MOST_SEGMENT_TAGS];
	struct vlan_tag tag = { 0 };
	struct failure failure = { 0 };
	char base[IFNAMSIZ];
	int found = vlan_parse(text, base, sizeof(base), &tag, &failure);

	must(vlan_of_segment(text, tags) <= MOST_SEGMENT_TAGS);
	if (found > 0)
		must(tag.id >= 1 && tag.id <= 4094 && strlen(base) < sizeof(base));
	if (found < 0)
		must_be_refusal(&failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ip_prefix last = { 0 };
	struct words words;

	words_read(&words, data, size);
	for (size_t i = 0; i < words.count; i++) {
		struct ip_prefix prefix;

		read_address(words.words[i]);
		read_mac(words.words[i]);
		read_tags(words.words[i]);
		read_prefix(words.words[i], &prefix);
		if (prefix.address.family == AF_UNSPEC)
			continue;
		if (last.address.family != AF_UNSPEC)
			must(ip_prefix_overlap(&last, &prefix) ==
				ip_prefix_overlap(&prefix, &last));
		last = prefix;
	}
	words_free(&words);
	return 0;
}
