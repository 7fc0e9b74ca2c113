/* SPDX-License-Identifier: MIT */
#include "members.h"

#include <errno.h>

#include "../docker.h"

int members_open(struct runs *runs, struct failure *failure)
{
	return runs_open(runs, failure) == 0 || failure->code == EACCES ? 0 : -1;
}

struct gathering {
	const char *network;
	json_t *containers;
};

static void note(const struct found_run *run, void *context)
{
	struct gathering *gathering = context;

	docker_add_member(gathering->containers, run->record, gathering->network);
}

json_t *members_find(
	struct runs *runs, const struct named_network *network, struct failure *failure)
{
	struct gathering gathering = { network->id, json_object() };

	if (runs_each(runs, false, note, &gathering, failure) == 0)
		return gathering.containers;
	json_decref(gathering.containers);
	return NULL;
}
