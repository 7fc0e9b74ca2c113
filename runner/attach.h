/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_ATTACH_H
#define RUNNER_ATTACH_H

/*
 * Puts the links of a run into its child's namespace: each is born there, but for hardware, which
 * is moved; and what of a link stays on the host is made ready here, and taken back at the end.
 */
#include "run.h"

/*
 * Opens, before the clone, what links ask through that cannot do so themselves (probe.h): the child
 * has it, too, by its birth.
 */
int attach_prepare(struct run *run, struct failure *failure);

/*
 * Creates the links, down, and writes into created what each is called inside. failure->link tells
 * which one the kernel refused.
 */
int attach_links(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure);

/*
 * Takes back what was moved in, and removes what stayed on the host, while the run's namespace is
 * still there. What cannot be undone is in the failure; the rest is.
 */
int attach_undo(struct run *run, struct failure *failure);

#endif
