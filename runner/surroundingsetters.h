/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SURROUNDINGSETTERS_H
#define RUNNER_SURROUNDINGSETTERS_H

/*
 * Setters of the options about what surrounds a command: files, environment, settings of its network.
 * Those that exec has, too, write into the target, which is a plan there as well.
 */
#include "option.h"

int set_chdir(const struct option_use *use, struct failure *failure);
int set_bind(const struct option_use *use, struct failure *failure);
int set_tmpfs(const struct option_use *use, struct failure *failure);
int set_read_only(const struct option_use *use, struct failure *failure);
int set_env(const struct option_use *use, struct failure *failure);
int set_clear_env(const struct option_use *use, struct failure *failure);
int set_sysctl(const struct option_use *use, struct failure *failure);

#endif
