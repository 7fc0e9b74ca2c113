/* SPDX-License-Identifier: MIT */
/* covers: P10 */
/*
 * What does a launch cost? nsrun beside the bare floor (floor.c), in one run.
 *
 *	bench [--rounds N] [--warm-up N] [--links N,N…] [--pacing paced|back-to-back|both]
 *	      [--build DIR] [--also NAME=COMMAND]… [--json FILE] [--limit RATIO]
 *
 * Run it from the top of the tree, as root; `make bench` does. Status 0, 1 when nsrun is above
 * --limit in any row, 2 when something could not be measured. --also adds a contestant.
 *
 * Method
 *
 * - The time of a launch is that of a whole process (launch.h).
 * - Contestants are interleaved: each runs once per round, and each round starts with the next of
 *   them, so drift, other work on the machine and the place in the order meet all alike. The first
 *   rounds (--warm-up) do not count. Medians are compared, not means: on a machine with other work
 *   the tail says more about that work than about the contestants.
 * - The kernel takes a namespace down behind the back of its last process: up to some 40 ms of a
 *   worker which competes for the CPU and for the RTNL lock with whatever is launched next. Hence
 *   two pacings. "paced": before each launch, outside of the measured time, wait until the last
 *   one's macvlan has left the parent (its reference to the parent's all-hosts multicast address
 *   goes with it, /proc/net/dev_mcast) and a little longer for the rest of the work, which holds no
 *   lock. "back-to-back": no wait at all; of two contestants each then pays half of the time for
 *its own predecessor and half of the time for the other's. Programs rank differently in the two.
 * - Every launch has an address of its own, and so a MAC: a program that meets its own dead
 *   namespace's MAC would measure its retries. Rerunning is a test of its own, not a measurement.
 * - "links" is the number of macvlans that are up on the parent already. They live in a namespace
 *   that this program keeps; without IPv6, so that they say nothing themselves.
 * - The stage is new network and mount namespaces: a host 172.16.0.1/16 whose eth0 is a veth, with
 *   its default route through a neighbour 172.16.0.2 in a third namespace; own /sys and /run. The
 *   machine's network is never touched, and everything is gone when this process is.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "launch.h"
#include "stage.h"
#include "util.h"

enum {
	MAX_CONTESTANTS = 16,
	MAX_LINK_COUNTS = 8,
};

enum pacing { PACED, BACK_TO_BACK, PACING_COUNT };

static const char *const pacing_names[] = {
	[PACED] = "paced",
	[BACK_TO_BACK] = "back-to-back",
};
_Static_assert(ARRAY_SIZE(pacing_names) == PACING_COUNT, "a pacing has no name");

static struct {
	unsigned int rounds;
	unsigned int warm_up;
	unsigned int link_counts[MAX_LINK_COUNTS];
	size_t link_counts_used;
	bool pacings[PACING_COUNT];
	struct contestant contestants[MAX_CONTESTANTS];
	size_t contestants_used;
	const char *build;
	FILE *json;
	double limit; /* 0: none */
} options = {
	.rounds = 300,
	.warm_up = 20,
	.link_counts = { 0, 200, 1000 },
	.link_counts_used = 3,
	.pacings = { [PACED] = true, [BACK_TO_BACK] = true },
	/* The first is what the others are divided by. */
	.contestants = {
		{ .name = "floor",
			.command = "{build}/tests/bench/floor eth0 {address}/16 {gateway} /bin/true" },
		{ .name = "nsrun",
			.command = "{build}/nsrun --macvlan eth0 --ip {address}/16 -- /bin/true" },
	},
	.contestants_used = 2,
	.build = "build",
};

/* One contestant's times under one condition; in microseconds, sorted once all are there. */
struct result {
	unsigned int links;
	enum pacing pacing;
	const char *contestant;
	double *times;
	double ratio; /* of its median to the first contestant's */
};

static struct result results[MAX_LINK_COUNTS * PACING_COUNT * MAX_CONTESTANTS];
static size_t results_used;
static FILE *report; /* the real standard output; contestants write to /dev/null */

/* ---- All launches ------------------------------------------------------------------------- */

static int compare_times(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double quantile(const struct result *result, unsigned int percent)
{
	return result->times[(options.rounds - 1) * percent / 100];
}

static void run_rounds(struct result *group, enum pacing pacing)
{
	static unsigned int launches;
	const size_t count = options.contestants_used;
	const unsigned int listeners = parent_listeners();

	for (unsigned int round = 0; round < options.warm_up + options.rounds; round++)
		for (size_t i = 0; i < count; i++) {
			size_t which = (round + i) % count;
			double time;

			if (pacing == PACED)
				wait_until_gone(listeners);
			time = launch(&options.contestants[which], launches++);
			if (round >= options.warm_up)
				group[which].times[round - options.warm_up] = time;
		}
	wait_until_gone(listeners);
}

/* Measures all contestants under one condition and appends their results. */
static void measure(unsigned int links, enum pacing pacing)
{
	struct result *group = &results[results_used];

	for (size_t i = 0; i < options.contestants_used; i++) {
		group[i] = (struct result){
			.links = links,
			.pacing = pacing,
			.contestant = options.contestants[i].name,
			.times = calloc(options.rounds, sizeof(double)),
		};
		if (!group[i].times)
			die("out of memory");
	}
	run_rounds(group, pacing);
	for (size_t i = 0; i < options.contestants_used; i++) {
		qsort(group[i].times, options.rounds, sizeof(double), compare_times);
		group[i].ratio = quantile(&group[i], 50) / quantile(&group[0], 50);
	}
	results_used += options.contestants_used;
}

/* ---- The report --------------------------------------------------------------------------- */

static void print_heading(void)
{
	struct utsname machine;

	uname(&machine);
	fprintf(report, "%s %s %s, %ld processors; whole process in ms, %u rounds after %u\n\n",
		machine.sysname, machine.release, machine.machine, sysconf(_SC_NPROCESSORS_ONLN),
		options.rounds, options.warm_up);
	fprintf(report, "links  %-12s  %-16s %8s %8s %8s %8s\n", "pacing", "contestant", "median",
		"p95", "min", "x floor");
}

static void print_results(const struct result *from, size_t count)
{
	for (const struct result *result = from; result < from + count; result++)
		fprintf(report, "%5u  %-12s  %-16s %8.2f %8.2f %8.2f %8.2f\n", result->links,
			pacing_names[result->pacing], result->contestant,
			quantile(result, 50) / 1e3, quantile(result, 95) / 1e3,
			quantile(result, 0) / 1e3, result->ratio);
}

static void write_json(void)
{
	struct utsname machine;
	FILE *file = options.json;

	uname(&machine);
	fprintf(file, "{\n  \"kernel\": \"%s\",\n  \"architecture\": \"%s\",\n", machine.release,
		machine.machine);
	fprintf(file, "  \"processors\": %ld,\n  \"rounds\": %u,\n  \"unit\": \"microseconds\",\n",
		sysconf(_SC_NPROCESSORS_ONLN), options.rounds);
	fprintf(file, "  \"results\": [");
	for (const struct result *result = results; result < results + results_used; result++)
		fprintf(file,
			"%s\n    { \"links\": %u, \"pacing\": \"%s\", \"contestant\": \"%s\", "
			"\"median\": %.1f, \"p95\": %.1f, \"min\": %.1f, \"ratio\": %.3f }",
			result == results ? "" : ",", result->links, pacing_names[result->pacing],
			result->contestant, quantile(result, 50), quantile(result, 95),
			quantile(result, 0), result->ratio);
	fprintf(file, "\n  ]\n}\n");
	if (fclose(file) != 0)
		die("--json: %s", strerror(errno));
}

/* Returns the status to exit with. */
static int judge(void)
{
	int status = 0;

	for (const struct result *result = results; result < results + results_used; result++)
		if (options.limit > 0 && strcmp(result->contestant, "nsrun") == 0 &&
			result->ratio > options.limit) {
			fprintf(stderr,
				"bench: nsrun takes %.2f x the floor, more than %.2f, "
				"with %u links, %s\n",
				result->ratio, options.limit, result->links,
				pacing_names[result->pacing]);
			status = 1;
		}
	return status;
}

/* ---- The command line --------------------------------------------------------------------- */

static unsigned int parse_number(const char *option, const char *text, const char **end)
{
	char *rest;
	unsigned long number = strtoul(text, &rest, 10);

	if (rest == text || number > 60000 || (*rest && (!end || *rest != ',')))
		die("--%s: '%s' is not a number up to 60000", option, text);
	if (end)
		*end = *rest ? rest + 1 : rest;
	return (unsigned int)number;
}

static void parse_links(const char *text)
{
	unsigned int *counts = options.link_counts;
	size_t used = 0;

	do {
		if (used == MAX_LINK_COUNTS)
			die("--links takes %d numbers at most", MAX_LINK_COUNTS);
		counts[used] = parse_number("links", text, &text);
		if (used > 0 && counts[used] < counts[used - 1])
			die("--links: the numbers have to grow");
		used++;
	} while (*text);
	options.link_counts_used = used;
}

static void parse_pacing(const char *name)
{
	bool known = strcmp(name, "both") == 0;

	for (size_t i = 0; i < PACING_COUNT; i++) {
		options.pacings[i] =
			strcmp(name, "both") == 0 || strcmp(name, pacing_names[i]) == 0;
		known = known || options.pacings[i];
	}
	if (!known)
		die("--pacing is paced, back-to-back or both, not '%s'", name);
}

static void parse_contestant(char *text)
{
	char *command = strchr(text, '=');

	if (!command || command[1] == '\0')
		die("--also takes NAME=COMMAND, not '%s'", text);
	if (options.contestants_used == MAX_CONTESTANTS)
		die("%d contestants are the most", MAX_CONTESTANTS);
	*command++ = '\0';
	options.contestants[options.contestants_used++] = (struct contestant){
		.name = text,
		.command = command,
	};
}

static void parse_option(int option, char *value)
{
	char *end = value;

	switch (option) {
	case 'r':
		options.rounds = parse_number("rounds", value, NULL);
		if (!options.rounds)
			die("--rounds: at least one");
		break;
	case 'w':
		options.warm_up = parse_number("warm-up", value, NULL);
		break;
	case 'l':
		parse_links(value);
		break;
	case 'p':
		parse_pacing(value);
		break;
	case 'a':
		parse_contestant(value);
		break;
	case 'b':
		options.build = value;
		break;
	case 'j':
		options.json = fopen(value, "we");
		if (!options.json)
			die("%s: %s", value, strerror(errno));
		break;
	case 'm':
		options.limit = strtod(value, &end);
		if (*end || options.limit <= 0)
			die("--limit: '%s' is not a ratio", value);
		break;
	default:
		exit(2); /* getopt has said why */
	}
}

static void parse(int argc, char **argv)
{
	static const struct option names[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "warm-up", required_argument, NULL, 'w' },
		{ "links", required_argument, NULL, 'l' },
		{ "pacing", required_argument, NULL, 'p' },
		{ "build", required_argument, NULL, 'b' },
		{ "also", required_argument, NULL, 'a' },
		{ "json", required_argument, NULL, 'j' },
		{ "limit", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		parse_option(option, optarg);
	if (optind < argc)
		die("'%s' is not an option", argv[optind]);
	for (size_t i = 0; i < options.contestants_used; i++) {
		options.contestants[i].build = options.build;
		check_contestant(&options.contestants[i]);
	}
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	enter_stage();
	report = silence_contestants();
	print_heading();
	for (size_t i = 0; i < options.link_counts_used; i++) {
		grow_crowd(options.link_counts[i]);
		for (enum pacing pacing = 0; pacing < PACING_COUNT; pacing++) {
			if (!options.pacings[pacing])
				continue;
			measure(options.link_counts[i], pacing);
			print_results(results + results_used - options.contestants_used,
				options.contestants_used);
		}
	}
	if (options.json)
		write_json();
	return judge();
}
