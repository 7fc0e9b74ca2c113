/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SAY_H
#define RUNNER_SAY_H

/* "nsrun: warning: …" on stderr, one line: what will not work as asked, and is no failure. */
void say_warning(const char *text, ...) __attribute__((format(printf, 1, 2)));

#endif
