/* SPDX-License-Identifier: MIT */
/*
 * Any text as the file of a named network; with a first byte that is odd, as the text that network
 * create makes of its options.
 */
#include "../../runner/docker.h"
#include "../../runner/networks/definition.h"
#include "json.h"

static void look_at_subnet(const struct subnet *subnet)
{
	struct ip_address network = ip_prefix_network(&subnet->prefix);

	must(ip_equal(&network, &subnet->prefix.address));
	must(ip_prefix_contains(&subnet->prefix, &subnet->range.address));
	must(subnet->range.length >= subnet->prefix.length);
	must(subnet->auxiliary_count <= SUBNET_MOST_AUXILIARY);
	for (size_t i = 0; i < subnet->auxiliary_count; i++)
		must(ip_prefix_refuses(&subnet->prefix, &subnet->auxiliary[i]) == NULL);
	if (subnet->gateway.family != AF_UNSPEC)
		must(ip_prefix_refuses(&subnet->prefix, &subnet->gateway) == NULL);
}

static void look_at(const struct named_network *network)
{
	char text[64];
	json_t *containers = json_object();
	json_t *shown;

	must(network->kind == LINK_MACVLAN || network->kind == LINK_IPVLAN);
	must(strlen(network->id) == NETWORK_ID_SIZE - 1);
	must(network->parent[0] != '\0');
	must(strnlen(network->parent, sizeof(network->parent)) < sizeof(network->parent));
	must(network->subnet_count <= NETWORK_MOST_SUBNETS);
	for (size_t i = 0; i < network->subnet_count; i++) {
		const struct subnet *subnet = &network->subnets[i];

		look_at_subnet(subnet);
		must(network_subnet_of(network, &subnet->prefix.address) == subnet);
		must(network_has_family(network, subnet->prefix.address.family));
	}
	must(network_subnets_text(network, text, sizeof(text)) == text);
	must(strnlen(text, sizeof(text)) < sizeof(text));
	shown = docker_describe_network(network->json, containers);
	must(shown != NULL);
	json_decref(shown);
	json_decref(containers);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed)
{
	return json_mutate(data, size, largest, seed, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct named_network network;
	struct failure failure = { 0 };
	bool is_of_options = (take_byte(&data, &size) & 1) != 0;
	const char *path = is_of_options ? NULL : "net.json";
	char *text = text_of(data, size);

	/* The program makes only JSON of its options. */
	if (is_of_options) {
		json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
		bool is_object = json_is_object(root);

		json_decref(root);
		if (!is_object) {
			free(text);
			return 0;
		}
	}
	if (definition_read(text, path, "net", &network, &failure) < 0) {
		must_be_refusal(&failure);
	} else {
		look_at(&network);
		definition_release(&network);
	}
	free(text);
	return 0;
}
