/* SPDX-License-Identifier: MIT */
#include "leftovers.h"

#include <stdio.h>

#include "../leftovers.h"

struct tally {
	size_t count;
	char first[200];
};

static void count(const char *run, void *context)
{
	struct tally *tally = context;

	if (tally->count++ == 0)
		snprintf(tally->first, sizeof(tally->first), "%s", run);
}

static void tell(struct diagnosis *diagnosis, const struct tally *tally)
{
	if (tally->count == 0) {
		diagnosis_find(diagnosis, CHECK_LEFTOVERS, VERDICT_OK, "of no killed run");
		return;
	}
	if (tally->count == 1)
		diagnosis_find(diagnosis, CHECK_LEFTOVERS, VERDICT_WARN, "of the killed run %s",
			tally->first);
	else
		diagnosis_find(diagnosis, CHECK_LEFTOVERS, VERDICT_WARN,
			"of %zu killed runs, as %s", tally->count, tally->first);
	diagnosis_advise(diagnosis, CHECK_LEFTOVERS, "nsrun clean");
}

/* Records that cannot be looked at could not be written either. */
void leftovers_examine(struct diagnosis *diagnosis)
{
	struct tally tally = { .count = 0 };
	struct failure failure;
	struct runs runs;

	if (runs_open(&runs, &failure) < 0) {
		diagnosis_find(diagnosis, CHECK_LEFTOVERS, VERDICT_NO, "%s", failure.text);
		return;
	}
	if (leftovers_find(&runs, count, &tally, &failure) < 0)
		diagnosis_find(diagnosis, CHECK_LEFTOVERS, VERDICT_NO, "%s", failure.text);
	else
		tell(diagnosis, &tally);
	runs_close(&runs);
}
