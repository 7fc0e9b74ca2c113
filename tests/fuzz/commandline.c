/* SPDX-License-Identifier: MIT */
/* Any words, as the command line of a run: parsed and checked, and nothing is done. */
#include "words.h"

static void look_at_link(const struct plan *plan, size_t number)
{
	const struct link_request *link = &plan->links[number];
	char name[IFNAMSIZ];

	must(link->address_count <= LINK_MAX_ADDRESSES);
	must(link->route_count <= ARRAY_SIZE(link->routes));
	must(link->macvlan.source_count <= LINK_MAX_SOURCES);
	must((unsigned)link->kind < LINK_KIND_COUNT);
	plan_link_name(plan, number, name);
	must(strnlen(name, sizeof(name)) < sizeof(name) && name[0] != '\0');
	must(strchr(name, '/') == NULL);
	/* Two links of one name cannot be in one namespace. */
	for (size_t i = 0; i < number; i++) {
		char other[IFNAMSIZ];

		plan_link_name(plan, i, other);
		must(strcmp(name, other) != 0);
	}
}

static void look_at(const struct plan *plan)
{
	must(plan->link_count <= PLAN_MAX_LINKS);
	must(plan->mount_count <= PLAN_MAX_MOUNTS);
	must(plan->kept_fd_count <= PLAN_MAX_KEPT_FDS);
	must(plan->names.server_count <= NAMES_MAX_SERVERS);
	must(plan->names.search_count <= NAMES_MAX_SEARCHES);
	must(plan->names.host_count <= NAMES_MAX_HOSTS);
	must(!plan->no_network || plan->link_count == 0);
	must(plan->netns == NULL || plan->link_count == 0);
	for (size_t i = 0; i < plan->link_count; i++)
		look_at_link(plan, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct plan plan, again;
	struct words words;
	struct failure failure;

	words_read(&words, data, size);
	if (words_parse(&words, &plan, &failure) < 0) {
		must_be_refusal(&failure);
	} else {
		if (!plan.help && !plan.version)
			look_at(&plan);
		/* The words have not been changed, and nothing is remembered. */
		must(words_parse(&words, &again, &failure) == 0);
		must(again.link_count == plan.link_count && again.command == plan.command);
	}
	words_free(&words);
	return 0;
}
