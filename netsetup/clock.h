/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_CLOCK_H
#define NETSETUP_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that is never set: that of all deadlines. */
int64_t clock_now_ms(void);

#endif
