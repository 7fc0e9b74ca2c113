/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_STREAMS_H
#define RUNNER_STREAMS_H

/*
 * The command's standard streams where they are not nsrun's own: of a detached run and one with --test,
 * which writes into its log and reads nothing (--interactive: waits for input that never comes; --tty: from a
 * terminal of its own), of any with --log FILE, and with --pcap -, which has nsrun's standard output.
 */
#include <limits.h>

#include "events.h"
#include "log.h"
#include "plan.h"

struct streams {
	int inner[3];   /* the command's, or -1: nsrun's own */
	int held_input; /* keeps the command's standard input open; or -1 */
	bool is_terminal;
	struct log log;
	struct events *events; /* where the log waits for more; NULL: nowhere yet */
	off_t begin;           /* of --log, with --ready or --test: how much was in it before */
	char path[PATH_MAX];   /* of the log, absolute; empty: none */
};

/* Makes streams that are all zero all nsrun's own. */
void streams_clear(struct streams *streams);

/*
 * Opens the file of --log, which the command itself appends to; before signals are taken, for a FIFO is
 * waited for until somebody reads it.
 */
int streams_open_log(struct streams *streams, const struct plan *plan, struct failure *failure);

/*
 * Then: opens what else the plan asks for. The file of a detached run's log is opened with its record.
 */
int streams_open(struct streams *streams, const struct plan *plan, struct failure *failure);

/* In the child: takes them, and the terminal. Returns 0, or -1 (errno). */
int streams_take(const struct streams *streams);

/* In the supervisor: closes the command's ends, once it has them. */
void streams_let_go(struct streams *streams);

/* In the supervisor: from now on what the command writes is taken into the log, if there is one. */
void streams_serve(struct streams *streams, struct events *events);

/*
 * Writes the last line of the log into line, without its end; empty when there is no log, or nothing
 * of this run in it.
 */
void streams_last_line(struct streams *streams, char *line, size_t size);

/* Closes all, and writes what is still to come into the log. */
void streams_close(struct streams *streams);

#endif
