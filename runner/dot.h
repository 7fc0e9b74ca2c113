/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DOT_H
#define RUNNER_DOT_H

/* The tree of the runs (tree.h) in the language of Graphviz, https://graphviz.org/doc/info/lang.html */
#include <jansson.h>

#include "../netsetup/failure.h"

/*
 * Prints it on stdout: a node for each interface, LAN and run, an edge for each sub-interface and each
 * link. So a run of two links is one node that both lead to.
 */
int dot_print(const json_t *records, struct failure *failure);

#endif
