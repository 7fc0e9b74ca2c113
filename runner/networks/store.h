/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NETWORKS_STORE_H
#define RUNNER_NETWORKS_STORE_H

/*
 * Where the named networks are: a file each, NAME.json, in /etc/nsrun/networks for root, and for any
 * other user in $XDG_CONFIG_HOME/nsrun/networks (~/.config/nsrun/networks). A file that somebody else
 * could have written is not read.
 */
#include "definition.h"

/*
 * Finds the network that a user's word names: its name, its ID, or the beginning of its ID that no
 * other has. Returns 1 (the caller releases it), 0 with a failure when there is none, or -1.
 */
int store_find(const char *word, struct named_network *network, struct failure *failure);

/* Called with each network, which is the caller's of this function. Returns 0, or -1 to end. */
typedef int store_visitor(
	const struct named_network *network, void *context, struct failure *failure);

/*
 * Visits all, by their names. One that cannot be read does not keep the others from being seen: the
 * failure is of the first of those.
 */
int store_each(store_visitor *visit, void *context, struct failure *failure);

/*
 * Takes the lock of all networks, so that none is added between a look at them and an addition; the
 * caller closes *lock, which gives it back.
 */
int store_lock(int *lock, struct failure *failure);

/*
 * Writes a network that is not there yet: the file is there whole, or not at all. text ends with a
 * newline.
 */
int store_add(const char *name, const char *text, struct failure *failure);

int store_remove(const struct named_network *network, struct failure *failure);

#endif
