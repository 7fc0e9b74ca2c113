/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_CLOCK_H
#define NETSETUP_CLOCK_H

#include <stdint.h>
#include <time.h>

enum { CLOCK_TEXT_SIZE = 80 };

/* Milliseconds of a clock that is never set: that of all deadlines. */
int64_t clock_now_ms(void);

/*
 * A time of CLOCK_REALTIME as "2026-11-22T01:34:36.123456Z" (RFC 3339). Years from 1970 to 9999; later ones are
 * the last moment of these.
 */
void clock_format(const struct timespec *time, char text[CLOCK_TEXT_SIZE]);

#endif
