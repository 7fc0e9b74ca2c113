/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_READY_H
#define RUNNER_READY_H

/*
 * --ready: waiting, while the command runs, until it is of use: it takes connections, writes a line
 * into a descriptor, or says READY=1 to NOTIFY_SOCKET (sd_notify(3)).
 */
#include "knock.h"
#include "supervise.h"

struct plan;

/* Called once, when the command is ready. A failure ends the run, which was not ready then. */
typedef int ready_function(void *context, struct failure *failure);

enum ready_state {
	READY_BEFORE, /* it does not run yet, or nobody asked */
	READY_WAITING,
	READY_REACHED,
	READY_MISSED, /* the run is being ended */
};

struct ready {
	enum ready_state state;
	const struct plan *plan;
	struct job *job;
	int deadline;      /* timers of events.h; -1: none */
	int pause;         /* until the port is tried again */
	unsigned pause_ms; /* how long that is */
	struct knock knock;
	int route;  /* an rtnetlink socket of a namespace that is not the run's own; or -1 */
	int inside; /* one of the run's namespace, whoever's it is */
	int source; /* what the command says comes out of here; -1: nothing can come (any more) */
	bool is_closed; /* the command closed its end, and has said nothing */
	ready_function *reached;
	void *context;
	struct failure failure; /* with READY_MISSED */
};

/* Nothing is open. */
struct ready ready_none(void);

enum { MOST_READY_SOCKETS = KNOCK_SORTS + 1 };

/*
 * In the child: opens the sockets of the run's namespace that the supervisor is to wait with, and
 * writes them into sockets; sets NOTIFY_SOCKET. joined: the namespace is another's (--netns). Returns
 * how many they are, or -1 with a failure. The exec closes them.
 */
int ready_open(const struct plan *plan, bool joined, int sockets[MOST_READY_SOCKETS],
	struct failure *failure);

/* In the supervisor: takes one of these, and owns it. */
void ready_take(struct ready *ready, int socket);

/*
 * The command runs: waits from now on, as a part of what its job waits for, until it is ready and
 * reached was called; at once where the plan does not ask for more. If it is not ready in time, or a
 * signal asks nsrun to end before, the job is ended. pipe is the end of the pipe of --ready fd:N, or
 * -1, and becomes its own; route is an rtnetlink socket of the run's own namespace, or -1, and stays
 * the caller's.
 */
int ready_wait(struct ready *ready, const struct plan *plan, struct job *job, int pipe, int route,
	ready_function *reached, void *context, struct failure *failure);

/*
 * The command is over: closes all. Returns 0 when it had been ready, and said so at the very end at the
 * latest; else -1 with a failure that says why it was not. is_stopped: the run was ended by nsrun stop.
 */
int ready_finish(struct ready *ready, bool is_stopped, struct failure *failure);

/* Closes all that is open. */
void ready_close(struct ready *ready);

#endif
