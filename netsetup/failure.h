/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_FAILURE_H
#define NETSETUP_FAILURE_H

/*
 * How an error travels: as the last parameter of every function that can fail. Such a function
 * returns 0, or -1 with the struct filled in. Only runner/main.c prints it.
 *
 * Plain data on purpose: the child sends it to the supervisor as one message.
 */
struct failure {
	int code;   /* errno value, or 0 when there is none to name */
	int status; /* exit status to use: 125, 126 or 127 */
	int link;   /* 1 + the number of the link that the kernel refused, or 0 */
	/* Of the run's life, for --status-fd: text of the program's own, so it is the same in the child. */
	const char *stage; /* NULL where none is to be named */
	char text[400];    /* "what: why: what to do", without program name and newline */
};

enum {
	STATUS_NSRUN_FAILED = 125,
	STATUS_CANNOT_RUN = 126,
	STATUS_NOT_FOUND = 127,
};

/*
 * Records a failure: text is "what: why", where why is the name that the C library has for code.
 * With code 0 it is "what" alone, and what then says why itself. A text that is too long is cut.
 * Returns -1, so that a failing function can end with `return fail(…)`.
 */
int fail(struct failure *failure, int code, const char *what, ...)
	__attribute__((format(printf, 3, 4)));

/* As fail(), with the kernel's own words (an extended ack) in the place of the errno's name. */
int fail_why(struct failure *failure, int code, const char *why, const char *what, ...)
	__attribute__((format(printf, 4, 5)));

/* Puts "context: " before what is recorded already. Returns -1. */
int fail_in(struct failure *failure, const char *context);

/* Appends ": what to do" to a failure that is recorded already. Returns -1. */
int fail_advise(struct failure *failure, const char *advice, ...)
	__attribute__((format(printf, 2, 3)));

#endif
