/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_CONFINE_H
#define RUNNER_CONFINE_H

/* What a DHCP client is shown, and what it may do: it reads what comes from the network. */
#include "../netsetup/failure.h"

/*
 * Takes the caller into a mount namespace of its own with new, empty directories where clients have
 * their state, and makes DHCPCLIENT_DIRECTORY with the FIFO of events in it.
 */
int confine_files(struct failure *failure);

/* Lets the caller's next program, run by root, have only the capabilities of networks. 0 or -1. */
int confine_powers(void);

#endif
