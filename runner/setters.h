/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SETTERS_H
#define RUNNER_SETTERS_H

/*
 * One setter an option (see struct option): each checks one value and writes it into the plan.
 * Those of a link are only called when there is one.
 */
#include "options.h"

int set_macvlan(const struct option_use *use, struct failure *failure);

int set_mode(const struct option_use *use, struct failure *failure);
int set_ip(const struct option_use *use, struct failure *failure);
int set_gateway(const struct option_use *use, struct failure *failure);
int set_route(const struct option_use *use, struct failure *failure);
int set_metric(const struct option_use *use, struct failure *failure);
int set_mac(const struct option_use *use, struct failure *failure);
int set_mtu(const struct option_use *use, struct failure *failure);
int set_ifname(const struct option_use *use, struct failure *failure);
int set_take_parent(const struct option_use *use, struct failure *failure);

int set_hostname(const struct option_use *use, struct failure *failure);
int set_sys(const struct option_use *use, struct failure *failure);
int set_keep_fd(const struct option_use *use, struct failure *failure);
int set_grace(const struct option_use *use, struct failure *failure);
int set_dry_run(const struct option_use *use, struct failure *failure);
int set_verbose(const struct option_use *use, struct failure *failure);
int set_help(const struct option_use *use, struct failure *failure);
int set_version(const struct option_use *use, struct failure *failure);

#endif
