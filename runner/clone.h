/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CLONE_H
#define RUNNER_CLONE_H

/* A child in new namespaces. */
#include <stdint.h>
#include <sys/types.h>

#include "../netsetup/namespace.h"

/* As fork(2), with a pidfd of the child. Returns 0 in the child, its pid, or -1 with a failure. */
pid_t clone_process(int *pidfd, struct failure *failure);

/* The same into the new namespaces of flags (CLONE_NEWNET ...). */
pid_t clone_into(uint64_t flags, int *pidfd, struct failure *failure);

/*
 * The same without new namespaces; but the child is the caller's parent's, who gets its exit, and is in
 * the PID namespace that the caller has set for its children.
 */
pid_t clone_sibling(int *pidfd, struct failure *failure);

/*
 * The caller's network namespace, if the caller could come back to it: root of a user namespace could
 * not, whose network still belongs to another one. Else -1. The caller owns it. socket is any of that
 * network, or -1.
 */
int clone_way_back(int socket);

/*
 * Makes a network namespace for others, and leaves the caller in its own, which clone_way_back() said. handle
 * is given the route socket; network is the namespace itself. The caller owns both. Returns 0, or -1 with a failure:
 * then the caller may still be in there, and all that is left to do is to end.
 */
int clone_network(
	int way_back, struct namespace_handle *handle, int *network, struct failure *failure);

/* The same without the clone: the caller itself enters the new namespaces. Returns 0, or -1. */
int clone_unshare(uint64_t flags, struct failure *failure);

#endif
