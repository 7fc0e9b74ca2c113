/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CONTROL_H
#define RUNNER_CONTROL_H

/*
 * How one nsrun speaks to the supervisor of a run: a socket in the abstract namespace (unix(7)), so
 * that it is gone with its supervisor and is seen in the host's own network namespace only, called
 * after the run's ID. Whoever calls holds the proof that the run lives (its locked record), and each
 * side looks who the other is (SO_PEERCRED): root, or the same user.
 *
 *     asker                                  supervisor
 *     JOIN                              ──▶
 *                                       ◀──  JOINED, with the run's namespaces and privileges
 *                                            (the connection stays: it ends with the run)
 *     STOP, with the grace              ──▶
 *                                       ◀──  end of file: the run is over, and all of it is gone
 *     WAIT                              ──▶
 *                                       ◀──  STATUS, when the run is over
 *
 * A run that is being launched answers when its command runs. One that is ending listens to nobody,
 * but tells its status to all who have called meanwhile: also to who called and has not yet said what
 * for, whose message cannot be sent any more then (EPIPE).
 */
#include "channel.h"
#include "identity.h"
#include "privileges/privileges.h"
#include "supervise.h"
#include "usermap.h"

enum control_kind {
	CONTROL_JOIN,
	CONTROL_JOINED,
	CONTROL_STOP,
	CONTROL_WAIT,
	CONTROL_STATUS,
};

enum control_descriptor {
	/* Namespaces: */
	CONTROL_USERS, /* with --userns */
	CONTROL_PIDS,  /* with --pid */
	CONTROL_NETWORK,
	CONTROL_MOUNTS,
	CONTROL_UTS,
	CONTROL_NAMESPACES,
	CONTROL_FILTER = CONTROL_NAMESPACES, /* of FILTER_PROFILE (privileges/filter.h) */
	CONTROL_DESCRIPTORS,
};

struct control_message {
	enum control_kind kind;
	unsigned grace_ms; /* STOP: as asked, or CONTROL_OWN_GRACE */
	int status;        /* STATUS: the run's */
	/* JOINED: of commands of the run; and which of the descriptors come with it, in their order. */
	struct privileges privileges;
	struct usermap users;
	bool users_last;
	bool has[CONTROL_DESCRIPTORS];
};

enum { CONTROL_OWN_GRACE = -1 }; /* the run's own --grace */

enum { MOST_ASKERS = 400 };

struct control;

struct asker {
	bool is_there; /* false: the place is free */
	bool has_asked;
	bool waits;
	int fd;
	struct control *control;
};

/* What who joins the run is given. The descriptors are not owned. */
struct joinable {
	int route; /* a socket of the run's network namespace; -1: it is another's, and this is it: */
	int netns;
	int held[HELD_COUNT]; /* the user namespace: -1 where it is the supervisor's, and so is: */
	int pids;
	struct usermap map;                  /* of the user namespace */
	bool users_last;                     /* the others do not belong to it (grants.h) */
	const struct privileges *privileges; /* of commands of the run */
	const struct filter_program *filter;
};

/* The supervisor's side. */
struct control {
	int listener;
	struct job *job;
	struct joinable joinable;
	unsigned own_grace_ms;
	size_t count; /* of askers that are there */
	struct asker askers[MOST_ASKERS];
	bool was_joined; /* processes may be in the namespace that are no descendants of nsrun's */
	bool is_stopped; /* somebody asked the run to end: nothing of it is to stay */
};

/* Opens the run's socket, before the run has a record. control is all zero but for listener, -1. */
int control_open(struct control *control, const struct identity *identity, struct failure *failure);

/* Begins to answer, as a part of what the run's job waits for. own_grace_ms is its --grace. */
void control_serve(struct control *control, struct job *job, const struct joinable *joinable,
	unsigned own_grace_ms);

/* The run is over: tells its status to who waits, as above, and hangs up. Nobody can call any more. */
void control_finish(struct control *control, int status);

/* The asker's side: calls the run's supervisor. Returns the connection, or -1 (errno). */
int control_call(const struct identity *identity);

#endif
