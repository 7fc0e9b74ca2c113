/* SPDX-License-Identifier: MIT */
/*
 * One launch of a contestant, timed: CLOCK_MONOTONIC from just before posix_spawn() (a vfork: the
 * size of the caller does not count) until waitpid() has the exit status. The arguments are put
 * together before.
 */
#ifndef BENCH_LAUNCH_H
#define BENCH_LAUNCH_H

#include <stdio.h>

/*
 * A contestant's command is one text, words with single blanks between them. In it {address} stands
 * for a fresh address without prefix length, {number} for the number that it was made of, {gateway}
 * for the host's gateway, {build} for the directory of built files.
 */
struct contestant {
	const char *name;
	const char *command;
	const char *build;
};

/*
 * Runs it with the address of that number, 172.16.1.1 to 172.16.250.250 in turn; returns
 * microseconds. Ends this program when the command cannot be started, or fails.
 *
 * Each launch should have a number of its own: the MAC of an address comes back then only when the
 * namespace that had it is gone.
 */
double launch(const struct contestant *contestant, unsigned int number);

/* Ends this program when the command is not there, rather than in the middle of a measurement. */
void check_contestant(const struct contestant *contestant);

/* From here on standard input and output are /dev/null; returns the real standard output. */
FILE *silence_contestants(void);

#endif
