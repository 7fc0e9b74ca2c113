/* SPDX-License-Identifier: MIT */
/*
 * timer [--count N | --seconds N] [--parallel N] [--first N] [--links N] [--build DIR] COMMAND
 *
 * Launches COMMAND, one word to the shell, as launch.h expands it, on the stage where this is run.
 * Each launch has the next number, from --first on (0).
 *
 *	--count N     so many, one after another: the microseconds of each, a line each
 *	--seconds N   until so many seconds are over, by --parallel starters (1): one line with the
 *	              number of launches and the seconds that they took
 *	--links N     it begins when no more than so many links are on the parent (0), and the kernel
 *	              has had time to clear up
 *
 * Status 2 when a launch failed.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"
#include "stage.h"
#include "util.h"

enum { MAX_STARTERS = 256, MAX_COUNT = 100000 };

static struct {
	unsigned int count, seconds, starters, first, links;
	struct contestant contestant;
} options = { .starters = 1, .contestant = { .build = "build" } };

static void time_each(FILE *report)
{
	static double times[MAX_COUNT];

	for (unsigned int i = 0; i < options.count; i++)
		times[i] = launch(&options.contestant, options.first + i);
	for (unsigned int i = 0; i < options.count; i++)
		fprintf(report, "%.1f\n", times[i]);
}

/* Numbers of two starters are never the same: each goes on by the number of starters. */
static _Noreturn void start_until(double deadline, unsigned int number, unsigned int *launches)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (; now() < deadline; number += options.starters) {
		launch(&options.contestant, number);
		++*launches;
	}
	_exit(0);
}

/* Returns after all have; ends this program when one failed. */
static void await_starters(void)
{
	int status;

	while (wait(&status) > 0)
		if (status != 0)
			die("a starter has ended, and with it the others");
	if (errno != ECHILD)
		die("wait: %s", strerror(errno));
}

static void count_launches(FILE *report)
{
	unsigned int *launches = mmap(NULL, options.starters * sizeof(*launches),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int sum = 0;
	double start, end;
	pid_t starter;

	if (launches == MAP_FAILED)
		die("memory: %s", strerror(errno));
	start = now();
	for (unsigned int i = 0; i < options.starters; i++) {
		starter = fork();
		if (starter < 0)
			die("fork: %s", strerror(errno));
		if (starter == 0)
			start_until(start + options.seconds * 1e6, options.first + i, &launches[i]);
	}
	await_starters();
	end = now();
	for (unsigned int i = 0; i < options.starters; i++)
		sum += launches[i];
	fprintf(report, "%u %.3f\n", sum, (end - start) / 1e6);
}

static unsigned int number(const char *option, const char *text, unsigned int most)
{
	char *rest;
	unsigned long value = strtoul(text, &rest, 10);

	if (rest == text || *rest || value > most)
		die("--%s: '%s' is not a number up to %u", option, text, most);
	return (unsigned int)value;
}

static void parse(int argc, char **argv)
{
	static const struct option names[] = {
		{ "count", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 's' },
		{ "parallel", required_argument, NULL, 'p' },
		{ "first", required_argument, NULL, 'f' },
		{ "links", required_argument, NULL, 'l' },
		{ "build", required_argument, NULL, 'b' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", names, NULL)) != -1) {
		if (option == 'c')
			options.count = number("count", optarg, MAX_COUNT);
		else if (option == 's')
			options.seconds = number("seconds", optarg, 86400);
		else if (option == 'p')
			options.starters = number("parallel", optarg, MAX_STARTERS);
		else if (option == 'f')
			options.first = number("first", optarg, 1000000000);
		else if (option == 'l')
			options.links = number("links", optarg, 60000);
		else if (option == 'b')
			options.contestant.build = optarg;
		else
			exit(2); /* getopt has said why */
	}
	if (argc - optind != 1 || !options.starters || !options.count == !options.seconds)
		die("usage: timer --count N | --seconds N [--parallel N] … COMMAND");
	options.contestant.name = options.contestant.command = argv[optind];
	check_contestant(&options.contestant);
}

int main(int argc, char **argv)
{
	FILE *report;

	parse(argc, argv);
	report = silence_contestants();
	wait_until_gone(1 + options.links);
	if (options.count)
		time_each(report);
	else
		count_launches(report);
	return fclose(report) == 0 ? 0 : 2;
}
