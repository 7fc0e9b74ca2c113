/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CHANNEL_H
#define RUNNER_CHANNEL_H

/*
 * What supervisor and child say to each other between clone and exec: a pipe with two directions
 * and whole messages (a SOCK_SEQPACKET pair), because a descriptor has to travel over it.
 *
 *     child                                   supervisor
 *     NAMESPACE, with its rtnetlink socket ──▶ (see netsetup/namespace.h)
 *                                        ◀──  LINKS: they exist, this is what they are called
 *     LEASES: the links are up         ──▶
 *                                        ◀──  LEASES: those of --ip dhcp have theirs
 *     SOCKET, with one for --ready     ──▶ (none or some)
 *     EXEC, with its sockstat             ──▶ (then end of file: the command runs)
 *     or FAILURE                          ──▶ (it does not)
 *
 * Both ends are close-on-exec, so the end of file behind EXEC is the exec itself. An end of file
 * without it is the child's death.
 */
#include "plan.h"
#include "steps.h"

enum message_kind {
	MESSAGE_NAMESPACE,
	MESSAGE_LINKS,
	MESSAGE_LEASES,
	MESSAGE_SOCKET,
	MESSAGE_EXEC,
	MESSAGE_FAILURE,
};

struct message {
	enum message_kind kind;
	union {
		char created[PLAN_MAX_LINKS][IFNAMSIZ]; /* LINKS: as they are called inside */
		struct {
			int indexes[PLAN_MAX_LINKS]; /* and what numbers they have */
			struct steps steps;          /* what the child did, and how long */
		} exec;
		struct failure failure;
	};
};

/* Opens both ends; the caller closes them. */
int channel_open(int ends[2], struct failure *failure);

/* Sends a message, and with it the descriptor passed unless that is -1. Returns 0 or -1 (errno). */
int channel_send(int end, const struct message *message, int passed);

/*
 * Waits for a message. *passed is the descriptor that came with it, or -1; the caller owns it.
 * Returns 1, 0 at the end of file, or -1 (errno).
 */
int channel_receive(int end, struct message *message, int *passed);

#endif
