/* SPDX-License-Identifier: MIT */
#include "numbers.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../netsetup/cleanup.h"

int number_parse(const char *text, unsigned long least, unsigned long greatest, unsigned *number)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < least || value > greatest)
		return -1;
	*number = (unsigned)value;
	return 0;
}

struct unit {
	const char *name;
	double factor;
};

/* Digits, perhaps with a point among them, and one of the units, in any case: in what the factors are. */
static int measure_parse(const char *text, const struct unit *units, size_t count, double *value)
{
	size_t length = strspn(text, "0123456789.");
	char *end;

	*value = strtod(text, &end);
	if (length == 0 || end != text + length)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(end, units[i].name) == 0) {
			*value *= units[i].factor;
			return 0;
		}
	}
	return -1;
}

int time_parse(const char *text, unsigned *milliseconds)
{
	static const struct unit units[] = { { "", 1e3 }, { "ms", 1 }, { "s", 1e3 }, { "m", 60e3 },
		{ "h", 3600e3 } };
	double value;

	if (measure_parse(text, units, ARRAY_SIZE(units), &value) < 0)
		return -1;
	/* 0 has a meaning of its own, which the shortest time has not. */
	if (value > 0 && value < 1)
		value = 1;
	if (value > INT_MAX)
		return -1;
	*milliseconds = (unsigned)value;
	return 0;
}

/* In bits a second; "bps" are bytes. */
static const struct unit rate_units[] = {
	{ "", 1 },
	{ "bit", 1 },
	{ "kbit", 1e3 },
	{ "mbit", 1e6 },
	{ "gbit", 1e9 },
	{ "tbit", 1e12 },
	{ "kibit", 0x1p10 },
	{ "mibit", 0x1p20 },
	{ "gibit", 0x1p30 },
	{ "tibit", 0x1p40 },
	{ "bps", 8 },
	{ "kbps", 8e3 },
	{ "mbps", 8e6 },
	{ "gbps", 8e9 },
	{ "tbps", 8e12 },
	{ "kibps", 8 * 0x1p10 },
	{ "mibps", 8 * 0x1p20 },
	{ "gibps", 8 * 0x1p30 },
	{ "tibps", 8 * 0x1p40 },
};

int rate_parse(const char *text, uint64_t *bytes)
{
	double bits;

	if (measure_parse(text, rate_units, ARRAY_SIZE(rate_units), &bits) < 0)
		return -1;
	*bytes = bits / 8 < 0x1p64 ? (uint64_t)(bits / 8) : UINT64_MAX;
	return 0;
}

static const struct unit duration_units[] = {
	{ "us", 1 },
	{ "ms", 1e3 },
	{ "s", 1e6 },
	{ "usec", 1 },
	{ "msec", 1e3 },
	{ "sec", 1e6 },
	{ "usecs", 1 },
	{ "msecs", 1e3 },
	{ "secs", 1e6 },
};

int duration_parse(const char *text, uint64_t *microseconds)
{
	double value;

	if (measure_parse(text, duration_units, ARRAY_SIZE(duration_units), &value) < 0)
		return -1;
	*microseconds = value < 0x1p64 ? (uint64_t)value : UINT64_MAX;
	return 0;
}

int percent_parse(const char *text, double *percent)
{
	static const struct unit units[] = { { "", 1 }, { "%", 1 } };

	return measure_parse(text, units, ARRAY_SIZE(units), percent);
}

/* In the largest of the first units of which it is a whole number. The first has the factor 1. */
static const char *measure_format(
	uint64_t value, const struct unit *units, size_t count, char text[MEASURE_TEXT_SIZE])
{
	size_t best = 0;

	for (size_t i = 1; i < count && value != 0; i++) {
		if (value % (uint64_t)units[i].factor == 0)
			best = i;
	}
	snprintf(text, MEASURE_TEXT_SIZE, "%" PRIu64 "%s", value / (uint64_t)units[best].factor,
		units[best].name);
	return text;
}

const char *rate_format(uint64_t bytes, char text[MEASURE_TEXT_SIZE])
{
	/* bit to tbit */
	return measure_format(bytes * 8, &rate_units[1], 5, text);
}

const char *duration_format(uint64_t microseconds, char text[MEASURE_TEXT_SIZE])
{
	/* us to s */
	return measure_format(microseconds, duration_units, 3, text);
}

const char *percent_format(double percent, char text[MEASURE_TEXT_SIZE])
{
	snprintf(text, MEASURE_TEXT_SIZE, "%.15g%%", percent);
	return text;
}
