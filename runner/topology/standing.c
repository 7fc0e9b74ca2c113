/* SPDX-License-Identifier: MIT */
#include "standing.h"

#include <string.h>

#include "../runs.h"
#include "../stops.h"

static bool is_of(const struct topology *topology, const struct identity *run)
{
	char name[RUN_NAME_SIZE];

	for (size_t i = 0; i < topology->host_count; i++) {
		topology_run_name(topology, &topology->hosts[i], name);
		if (strcmp(run->name, name) == 0)
			return true;
	}
	return false;
}

struct search {
	const struct topology *topology;
	char found[RUN_NAME_SIZE]; /* empty: nothing yet */
};

static void note(const struct found_run *run, void *context)
{
	struct search *search = context;

	if (is_of(search->topology, &run->identity))
		memcpy(search->found, run->identity.name, sizeof(search->found));
}

int standing_refuse(const struct topology *topology, struct failure *failure)
{
	struct search search = { .topology = topology };
	struct runs runs;
	int result;

	if (runs_open(&runs, failure) < 0)
		return -1;
	runs.wants_no_times = true;
	result = runs_each(&runs, false, note, &search, failure);
	runs_close(&runs);
	if (result < 0 || search.found[0] == '\0')
		return result;
	return fail(failure, 0, "%s: run %s is there: nsrun down %s ends what is up of it",
		topology->tree.path, search.found, topology->tree.path);
}

/* Which runs are to end: those of a topology, or these. */
struct end {
	const struct topology *topology; /* or NULL */
	char *const *ids;
	size_t id_count;
	struct stops stops;
	int result;
	struct failure *failure;
};

static bool is_meant(const struct end *end, const struct identity *run)
{
	for (size_t i = 0; i < end->id_count; i++) {
		if (strcmp(run->id, end->ids[i]) == 0)
			return true;
	}
	return end->topology != NULL && is_of(end->topology, run);
}

static void end_one(const struct found_run *run, void *context)
{
	struct end *end = context;

	if (is_meant(end, &run->identity) && stops_ask(&end->stops, run, end->failure) < 0)
		end->result = -1;
}

static int end_those(struct end *end)
{
	int result;

	if (stops_open(&end->stops, (unsigned)CONTROL_OWN_GRACE, end->failure) < 0)
		return -1;
	result = runs_each(&end->stops.runs, true, end_one, end, end->failure);
	stops_finish(&end->stops);
	return result < 0 ? -1 : end->result;
}

int standing_end(const struct topology *topology, struct failure *failure)
{
	struct end end = { .topology = topology, .failure = failure };

	return end_those(&end);
}

int standing_end_ids(char *const *ids, size_t count, struct failure *failure)
{
	struct end end = { .ids = ids, .id_count = count, .failure = failure };

	return count == 0 ? 0 : end_those(&end);
}
