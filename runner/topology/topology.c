/* SPDX-License-Identifier: MIT */
#include "topology.h"

#include <stdio.h>
#include <stdlib.h>

struct topology topology_none(void)
{
	return (struct topology){ .host_count = 0 };
}

void topology_release(struct topology *topology)
{
	for (size_t i = 0; i < topology->host_count; i++) {
		free(topology->hosts[i].settings);
		free(topology->hosts[i].command);
	}
	free(topology->hosts);
	tree_release(&topology->tree);
	*topology = topology_none();
}

void topology_run_name(
	const struct topology *topology, const struct topology_host *host, char name[RUN_NAME_SIZE])
{
	/* The compiler is not to warn of what is meant. */
	if (snprintf(name, RUN_NAME_SIZE, "%s-%s", topology->name, host->name) >= RUN_NAME_SIZE)
		name[RUN_NAME_SIZE - 1] = '\0';
}
