/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_KINDSETTERS_H
#define RUNNER_KINDSETTERS_H

/* Setters of the options that begin a link; those of the options behind them are in linksetters.h. */
#include "option.h"

int set_macvlan(const struct option_use *use, struct failure *failure);
int set_ipvlan(const struct option_use *use, struct failure *failure);
int set_vlan(const struct option_use *use, struct failure *failure);
int set_lan(const struct option_use *use, struct failure *failure);
int set_bridge(const struct option_use *use, struct failure *failure);
int set_phys(const struct option_use *use, struct failure *failure);
int set_network(const struct option_use *use, struct failure *failure);
int set_dummy(const struct option_use *use, struct failure *failure);

#endif
