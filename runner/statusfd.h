/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STATUSFD_H
#define RUNNER_STATUSFD_H

/*
 * The descriptor of --status-fd: lines for a program that reads them, each written whole, and never
 * at the price of waiting: a reader that is gone or slow does not hold up the run.
 */
#include <stddef.h>

struct statusfd {
	int fd;          /* -1: nobody asked for it */
	char *unwritten; /* lines that there was no room for; or NULL */
	size_t size;     /* of these */
};

/*
 * Writes a line, which ends with its newline, in one write(2) with those before it that are not
 * written yet. Where there is no room it waits for the next line. The caller has blocked SIGPIPE.
 */
void statusfd_write(struct statusfd *statusfd, const char *line);

/* Closes it. What is not written yet is lost. */
void statusfd_close(struct statusfd *statusfd);

#endif
