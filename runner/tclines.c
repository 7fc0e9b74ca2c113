/* SPDX-License-Identifier: MIT */
#include "tclines.h"

#include <stdio.h>

#include "iplines.h"
#include "numbers.h"

static void print_add(const struct link_config *link, const char *place, const char *discipline)
{
	printf("tc -n \"$ns\" qdisc add dev ");
	iplines_word(link->name);
	printf(" %s %s", place, discipline);
}

static void print_share(const char *word, double percent)
{
	char text[MEASURE_TEXT_SIZE];

	if (percent > 0)
		printf(" %s %s", word, percent_format(percent, text));
}

static void print_netem(const struct link_config *link)
{
	const struct shaping *shaping = &link->shaping;
	char text[MEASURE_TEXT_SIZE];

	print_add(link, "root handle 1:", "netem");
	printf(" limit %u", shaping_netem_limit(shaping));
	if (shaping->delay != 0)
		printf(" delay %s", duration_format(shaping->delay, text));
	if (shaping->jitter != 0)
		printf(" %s", duration_format(shaping->jitter, text));
	print_share("loss", shaping->loss);
	print_share("duplicate", shaping->duplicate);
	print_share("reorder", shaping->reorder);
	print_share("corrupt", shaping->corrupt);
	putchar('\n');
}

static void print_tbf(const struct link_config *link)
{
	const struct shaping *shaping = &link->shaping;
	char text[MEASURE_TEXT_SIZE];

	print_add(link,
		shaping_has_netem(shaping) ? "parent 1:1 handle 2:" : "root handle 1:", "tbf");
	printf(" rate %s burst %u limit %u\n", rate_format(shaping->rate, text), shaping->burst,
		shaping->capacity);
}

void tclines_print(const struct link_config *link)
{
	if (!shaping_is_wanted(&link->shaping))
		return;
	printf("\n# What leaves %s.\n", link->name);
	if (shaping_has_netem(&link->shaping))
		print_netem(link);
	if (link->shaping.rate != 0)
		print_tbf(link);
}
