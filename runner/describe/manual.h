/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_MANUAL_H
#define RUNNER_DESCRIBE_MANUAL_H

/*
 * The manual page: docs/nsrun.1.in, in which "@OPTIONS SECTION@" stands for a list of options in the
 * order of the table. SECTION is a group of options as a topic of nsrun help, or a subcommand:
 * "network-create". What the list says of each is in a file of its own, in mdoc(7): NAME.mdoc below
 * docs/options, or SUBCOMMAND/NAME.mdoc. One of a subcommand that has no file is not listed, but has
 * to be that of another one, too.
 */
#include "../../netsetup/failure.h"

/*
 * Prints it. directory: docs/options. An option that is nowhere in it, and a file that is for no
 * option, are failures. Returns 0 or -1.
 */
int manual_print(const char *page, const char *directory, struct failure *failure);

#endif
