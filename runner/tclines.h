/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TCLINES_H
#define RUNNER_TCLINES_H

/* What is shaped, as the tc commands that do the same; as iplines.h has it for the rest of a link. */
#include "../netsetup/link.h"

/* Prints to stdout; nothing when nothing is shaped. */
void tclines_print(const struct link_config *link);

#endif
