/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NUMBERS_H
#define RUNNER_NUMBERS_H

/* Numbers as users write them. Each function returns 0, or -1 for any other text. */

/* A whole number, decimal digits only, from least to greatest. */
int number_parse(const char *text, unsigned long least, unsigned long greatest, unsigned *number);

/* A number with a fraction, and a unit: ms, s (also when there is none), m or h. */
int time_parse(const char *text, unsigned *milliseconds);

#endif
