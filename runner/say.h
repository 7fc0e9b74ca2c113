/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SAY_H
#define RUNNER_SAY_H

#include "../netsetup/failure.h"

/* "nsrun: warning: …" on stderr, one line: what will not work as asked, and is no failure. */
void say_warning(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* What was printed on stdout must have reached its reader: 0, or -1, as with > /dev/full. */
int say_flush(struct failure *failure);

#endif
