/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_TEMPLATE_H
#define RUNNER_DESCRIBE_TEMPLATE_H

/*
 * A text with lines that stand for a part of the tables: "@MARKER@", with nothing else in the line but
 * blanks before it.
 */
#include "../../netsetup/failure.h"

/* Copies the file to standard output, and calls print for what each marker stands for. */
int template_print(const char *path,
	int (*print)(const char *marker, void *context, struct failure *failure), void *context,
	struct failure *failure);

#endif
