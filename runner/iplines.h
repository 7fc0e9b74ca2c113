/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_IPLINES_H
#define RUNNER_IPLINES_H

/*
 * A link as the ip commands that make the same: lines of a shell script in which $ns is the name
 * of the command's network namespace. All print to stdout.
 */
#include "../netsetup/hostaccess.h"
#include "../netsetup/sysctls.h"

/* One word for the shell, quoted; it stays on its line, also in a comment. */
void iplines_word(const char *word);

/* The link, from what it is on to its settings. */
void iplines_make(const struct link_config *link);

/* What the user sets of the network, when all links are made. */
void iplines_sysctls(
	const struct sysctl_list *sysctls, const struct link_config *links, size_t count);

/* Then the same link from its addresses to its last route. */
void iplines_raise(const struct link_config *link);

/* The way between the host and the command; nothing when none is wanted. */
void iplines_access(const struct host_access *access);

#endif
