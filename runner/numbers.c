/* SPDX-License-Identifier: MIT */
#include "numbers.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
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

int time_parse(const char *text, unsigned *milliseconds)
{
	static const struct {
		const char *name;
		double milliseconds;
	} units[] = { { "", 1e3 }, { "ms", 1 }, { "s", 1e3 }, { "m", 60e3 }, { "h", 3600e3 } };
	char *end;
	double value;

	if (!isdigit((unsigned char)text[0]) && text[0] != '.')
		return -1;
	if (text[strspn(text, "0123456789.msh")] != '\0')
		return -1;
	value = strtod(text, &end);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (end == text || strcmp(end, units[i].name) != 0)
			continue;
		value *= units[i].milliseconds;
		/* 0 has a meaning of its own, which the shortest time has not. */
		if (value > 0 && value < 1)
			value = 1;
		if (value > INT_MAX)
			return -1;
		*milliseconds = (unsigned)value;
		return 0;
	}
	return -1;
}
