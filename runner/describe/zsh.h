/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_ZSH_H
#define RUNNER_DESCRIBE_ZSH_H

/* The table of options as the completion of zsh has it (nsrun.zsh). */
#include "tables.h"

/* Prints a line that adds the option to the specifications for _arguments. */
void zsh_print_option(const struct table_option *option);

#endif
