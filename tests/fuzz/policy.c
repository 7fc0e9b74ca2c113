/* SPDX-License-Identifier: MIT */
/* Any text as /etc/nsrun/policy. */
#include "../../runner/grants/policy.h"
#include "fuzz.h"

static void look_at(const struct grant *grant, unsigned last_line)
{
	must(grant->line > last_line);
	must(strnlen(grant->who, sizeof(grant->who)) < sizeof(grant->who));
	must(grant->who[0] != '\0');
	must(strnlen(grant->parent, sizeof(grant->parent)) < sizeof(grant->parent));
	must(grant->parent[0] != '\0');
	must(grant->most >= 1 && grant->most <= 10000);
	must(grant->mode_count <= POLICY_MOST_VALUES);
	must(grant->address_count <= POLICY_MOST_VALUES);
	must(grant->mac_count <= POLICY_MOST_VALUES);
	/* A kind with modes without one would be any of them. */
	must(grant->mode_count != 0 || grant->kind == LINK_VLAN || grant->kind == LINK_VETH);
	for (size_t i = 0; i < grant->address_count; i++) {
		struct ip_address network = ip_prefix_network(&grant->addresses[i]);

		must(ip_equal(&network, &grant->addresses[i].address));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct policy policy;
	struct failure failure = { 0 };
	char *text = text_of(data, size);

	if (policy_parse("policy", text, &policy, &failure) < 0) {
		must_be_refusal(&failure);
		must(strncmp(failure.text, "policy: line ", strlen("policy: line ")) == 0);
	} else {
		must(policy.count <= POLICY_MOST_LINES);
		for (size_t i = 0; i < policy.count; i++)
			look_at(&policy.grants[i], i != 0 ? policy.grants[i - 1].line : 0);
	}
	free(text);
	return 0;
}
