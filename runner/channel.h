/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CHANNEL_H
#define RUNNER_CHANNEL_H

/*
 * What supervisor and child say to each other between clone and exec: a pipe with two directions
 * and whole messages (a SOCK_SEQPACKET pair), because a descriptor has to travel over it.
 *
 *     child                                   supervisor
 *                                        ◀──  USERS: its user namespace knows its user
 *     USERS: it is that user, there    ──▶ (these two with --userns only)
 *                                        ◀──  NETWORK, with an rtnetlink socket of it (see netsetup/namespace.h)
 *     NAMESPACE, with such a socket    ──▶ (instead, where the network is the child's own to make or to join)
 *                                        ◀──  LINKS: they exist, this is what they are called
 *     LEASES: the links are up         ──▶
 *                                        ◀──  LEASES: those of --ip dhcp have theirs
 *     SOCKET, with one for --ready     ──▶ (none or some)
 *     EXEC, with all that is to be held   ──▶ (then end of file: the command runs)
 *     or FAILURE                          ──▶ (it does not)
 *
 * Both ends are close-on-exec, so the end of file behind EXEC is the exec itself. An end of file
 * without it is the child's death.
 */
#include "names/covers.h"
#include "plan.h"
#include "steps.h"

/* What who joins the run is to join, and what travels beside it with EXEC. */
enum held_namespace {
	HELD_MOUNTS,
	HELD_UTS,
	HELD_USERS,
	HELD_COUNT,
	PASSED_SOCKSTAT = HELD_COUNT,
	PASSED_MOUNTINFO,
	PASSED_COUNT,
};

enum message_kind {
	MESSAGE_USERS,
	MESSAGE_NETWORK,
	MESSAGE_NAMESPACE,
	MESSAGE_LINKS,
	MESSAGE_LEASES,
	MESSAGE_SOCKET,
	MESSAGE_EXEC,
	MESSAGE_FAILURE,
	MESSAGE_BORN, /* of exec (join.c), with the command's pidfd */
};

struct message {
	enum message_kind kind;
	union {
		char created[PLAN_MAX_LINKS][IFNAMSIZ]; /* LINKS: as they are called inside */
		struct {
			struct link_made links[PLAN_MAX_LINKS]; /* as they became */
			struct steps steps; /* what the child did, and how long */
			struct covers
				covers; /* its pointers are into what both have since the clone */
			bool is_passed[PASSED_COUNT]; /* which descriptors came, in this order */
		} exec;
		struct failure failure;
		pid_t pid; /* BORN: as the receiver sees it */
	};
};

/* Opens both ends; the caller closes them. */
int channel_open(int ends[2], struct failure *failure);

/* Sends a message, and with it the descriptor passed unless that is -1. Returns 0 or -1 (errno). */
int channel_send(int end, const struct message *message, int passed);

/*
 * The same for EXEC: passed are descriptors by their number, -1 where there is none. Says in the message which
 * these are.
 */
int channel_send_exec(int end, struct message *message, const int passed[PASSED_COUNT]);

/*
 * Waits for a message. *passed is the descriptor that came with it, or -1; the caller owns it.
 * Returns 1, 0 at the end of file, or -1 (errno).
 */
int channel_receive(int end, struct message *message, int *passed);

/*
 * The same for any message: passed has those of EXEC by their number, and else the only one, or -1, as the
 * first.
 */
int channel_receive_any(int end, struct message *message, int passed[PASSED_COUNT]);

#endif
