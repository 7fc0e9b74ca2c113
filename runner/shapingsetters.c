/* SPDX-License-Identifier: MIT */
#include "shapingsetters.h"

#include <inttypes.h>

#include "numbers.h"

/*
 * Below the least rate a frame takes longer than any peer waits for it; above the greatest tbf has no
 * number for what may wait. What is delayed for longer than a minute has been sent again by all who
 * still wait for it.
 */
static const uint64_t least_rate = 1000 / 8, greatest_rate = UINT64_C(1000000000000) / 8;
static const uint64_t longest_delay = 60000000;
enum { MOST_PACKETS = 1000000 };

int set_rate(const struct option_use *use, struct failure *failure)
{
	uint64_t rate;

	if (rate_parse(use->value, &rate) < 0)
		return fail(failure, 0, "--rate %s: not a rate, as in 10mbit, 500kbit or 1gbit",
			use->value);
	if (rate < least_rate || rate > greatest_rate)
		return fail(failure, 0, "--rate %s: must be from 1kbit to 1tbit", use->value);
	use->link->shaping.rate = rate;
	return 0;
}

static int set_duration(
	const struct option_use *use, uint64_t *microseconds, struct failure *failure)
{
	if (duration_parse(use->value, microseconds) < 0)
		return fail(failure, 0,
			"--%s %s: not a time with its unit, as in 50ms, 1.5s or 200us",
			use->option->name, use->value);
	if (*microseconds > longest_delay)
		return fail(
			failure, 0, "--%s %s: must be at most 60s", use->option->name, use->value);
	return 0;
}

int set_delay(const struct option_use *use, struct failure *failure)
{
	return set_duration(use, &use->link->shaping.delay, failure);
}

int set_jitter(const struct option_use *use, struct failure *failure)
{
	return set_duration(use, &use->link->shaping.jitter, failure);
}

static int set_percent(const struct option_use *use, double *percent, struct failure *failure)
{
	if (percent_parse(use->value, percent) < 0)
		return fail(failure, 0, "--%s %s: not a share of the packets, as in 1%% or 0.1%%",
			use->option->name, use->value);
	if (*percent > 100)
		return fail(failure, 0, "--%s %s: must be at most 100%%", use->option->name,
			use->value);
	return 0;
}

int set_loss(const struct option_use *use, struct failure *failure)
{
	return set_percent(use, &use->link->shaping.loss, failure);
}

int set_duplicate(const struct option_use *use, struct failure *failure)
{
	return set_percent(use, &use->link->shaping.duplicate, failure);
}

int set_reorder(const struct option_use *use, struct failure *failure)
{
	return set_percent(use, &use->link->shaping.reorder, failure);
}

int set_corrupt(const struct option_use *use, struct failure *failure)
{
	return set_percent(use, &use->link->shaping.corrupt, failure);
}

int set_queue(const struct option_use *use, struct failure *failure)
{
	if (number_parse(use->value, 1, MOST_PACKETS, &use->link->shaping.queue) < 0)
		return fail(failure, 0,
			"--queue %s: must be a whole number of packets, from 1 to %d", use->value,
			MOST_PACKETS);
	return 0;
}
