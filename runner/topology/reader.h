/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_READER_H
#define RUNNER_TOPOLOGY_READER_H

/*
 * Reads a topology's file. Its keys are those of docs/topology.md, and in a host and in a link the names of
 * nsrun's options, from the option table: an option that nsrun gets is a key by itself. What is wrong is
 * said as "PATH:LINE: key: why: what to do".
 */
#include "topology.h"

/*
 * Reads such a text; path names it in failures and, without a key name, the topology. It must outlive the
 * topology, which the caller releases, also after a failure. Values are not looked at: see words_check().
 */
int reader_read(const char *path, const char *text, size_t size, struct topology *topology,
	struct failure *failure);

/* The same of a file, with its words checked. */
int reader_open(const char *path, struct topology *topology, struct failure *failure);

#endif
