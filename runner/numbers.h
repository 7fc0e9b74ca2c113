/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NUMBERS_H
#define RUNNER_NUMBERS_H

/* Numbers as users write them. Each function that reads one returns 0, or -1 for any other text. */
#include <stdint.h>

/* A whole number, decimal digits only, from least to greatest. */
int number_parse(const char *text, unsigned long least, unsigned long greatest, unsigned *number);

/* A number with a fraction, and a unit: ms, s (also when there is none), m or h, in any case. */
int time_parse(const char *text, unsigned *milliseconds);

/*
 * The three that follow are in the units of tc(8), in any case, and whole numbers of what is returned are
 * cut, as there.
 *
 * A rate: bit, kbit, mbit, gbit, tbit and kibit to tibit (bits), bps, kbps to tbps and kibps to tibps
 * (bytes); without a unit they are bits. *bytes is a second's.
 */
int rate_parse(const char *text, uint64_t *bytes);

/*
 * A time: s, ms, us, also with "ec" or "ecs" behind the s. One without a unit is none: tc's and nsrun's
 * differ.
 */
int duration_parse(const char *text, uint64_t *microseconds);

/* A share in percent, with or without the sign; it may be above 100. */
int percent_parse(const char *text, double *percent);

enum { MEASURE_TEXT_SIZE = 32 };

/* The shortest words for them, exact and as tc(8) reads them, too. Each returns text. */
const char *rate_format(uint64_t bytes, char text[MEASURE_TEXT_SIZE]);
const char *duration_format(uint64_t microseconds, char text[MEASURE_TEXT_SIZE]);
const char *percent_format(double percent, char text[MEASURE_TEXT_SIZE]);

#endif
