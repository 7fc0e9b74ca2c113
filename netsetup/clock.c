/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <stdio.h>

enum {
	DAY = 24 * 60 * 60,
	DAYS_BEFORE_1970 = 719468, /* from the first of March of the year 0 */
	DAYS_OF_CYCLE = 146097,    /* 400 years, after which all days are the same */
};

#define LAST_SECOND 253402300799 /* of the year 9999 */

int64_t clock_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * gmtime_r(3) would read the host's time zones first, which takes longer than all else that is said of a run. Years
 * begin in March here, so that a leap day is their last.
 */
void clock_format(const struct timespec *time, char text[CLOCK_TEXT_SIZE])
{
	int64_t seconds = time->tv_sec < LAST_SECOND ? time->tv_sec : LAST_SECOND;
	unsigned second = (unsigned)(seconds % DAY);
	unsigned days = (unsigned)(seconds / DAY) + DAYS_BEFORE_1970;
	unsigned day_of_cycle = days % DAYS_OF_CYCLE;
	unsigned year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 -
					 day_of_cycle / (DAYS_OF_CYCLE - 1)) /
		365;
	unsigned day_of_year =
		day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
	unsigned month_from_march = (5 * day_of_year + 2) / 153;
	unsigned day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	unsigned month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	unsigned year = days / DAYS_OF_CYCLE * 400 + year_of_cycle + (month <= 2);

	snprintf(text, CLOCK_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%06ldZ", year, month, day,
		second / 3600, second / 60 % 60, second % 60, time->tv_nsec / 1000);
}
