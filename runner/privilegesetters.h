/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PRIVILEGESETTERS_H
#define RUNNER_PRIVILEGESETTERS_H

/*
 * Setters of the options about privileges: of run, and of exec, whose target is a plan, too. Those of
 * all others are in setters.h.
 */
#include "option.h"

int set_cap_add(const struct option_use *use, struct failure *failure);
int set_cap_drop(const struct option_use *use, struct failure *failure);
int set_net_admin(const struct option_use *use, struct failure *failure);
int set_privileged(const struct option_use *use, struct failure *failure);
int set_new_privs(const struct option_use *use, struct failure *failure);
int set_user(const struct option_use *use, struct failure *failure);
int set_me(const struct option_use *use, struct failure *failure);
int set_seccomp(const struct option_use *use, struct failure *failure);

#endif
