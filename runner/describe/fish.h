/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_FISH_H
#define RUNNER_DESCRIBE_FISH_H

/* The table of options as the completion of fish has it (nsrun.fish). */
#include "tables.h"

/* Prints the option's call of complete. */
void fish_print_option(const struct table_option *option);

#endif
