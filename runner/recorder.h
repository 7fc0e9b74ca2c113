/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RECORDER_H
#define RUNNER_RECORDER_H

/*
 * The recorder of a run's frames: a child of the supervisor's that lives as long as the run. See its head
 * for the theory.
 */
#include "run.h"

enum recorder_state {
	RECORDER_LISTENS, /* the first report */
	RECORDER_FAILED,  /* instead, with the reason */
	RECORDER_ENDED,   /* the second: by itself, and has said what there was to say */
};

struct recorder_report {
	enum recorder_state state;
	struct failure failure;
};

/* From SIGTERM on it has so long to write what has come. */
enum { RECORDER_END_MS = 2000 };

/*
 * Is the recorder of the run's links, which are called as in created and are down, in a process that was
 * forked for it: reports into the descriptor report, and records until SIGTERM, or until the supervisor is
 * no more.
 */
_Noreturn void recorder_run(
	const struct run *run, char (*created)[IFNAMSIZ], pid_t supervisor, int report);

#endif
