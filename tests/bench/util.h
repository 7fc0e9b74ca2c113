/* SPDX-License-Identifier: MIT */
#ifndef BENCH_UTIL_H
#define BENCH_UTIL_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Prints "bench: …" as one line on stderr and exits with 2: something could not be measured. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

/* CLOCK_MONOTONIC in microseconds. */
double now(void);

/* Less than a second. */
void sleep_ms(unsigned int ms);

#endif
