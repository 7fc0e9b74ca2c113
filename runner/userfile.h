/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_USERFILE_H
#define RUNNER_USERFILE_H

/* A file that an option names, to be written to: with the user's own rights, and where the user meant. */
#include "../netsetup/failure.h"

/*
 * Opens it with these flags of open(2), and makes it, open to whom the umask leaves it, where it is not
 * there. Refuses what another user has put there. Failures begin with the option, as "--log FILE". The
 * caller owns the descriptor; -1 on failure.
 */
int userfile_open(const char *option, const char *path, int flags, struct failure *failure);

#endif
