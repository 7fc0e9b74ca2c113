/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_LINKSETTERS_H
#define RUNNER_LINKSETTERS_H

/*
 * What the options of links do, as setters.h has it for all others. Those that begin a link add
 * one to the plan; the others belong to the last link of it, and are only called when there is one.
 */
#include "option.h"

int set_mode(const struct option_use *use, struct failure *failure);
int set_vlan_protocol(const struct option_use *use, struct failure *failure);
int set_flag(const struct option_use *use, struct failure *failure);
int set_ip(const struct option_use *use, struct failure *failure);
int set_gateway(const struct option_use *use, struct failure *failure);
int set_route(const struct option_use *use, struct failure *failure);
int set_metric(const struct option_use *use, struct failure *failure);
int set_mac(const struct option_use *use, struct failure *failure);
int set_mtu(const struct option_use *use, struct failure *failure);
int set_ifname(const struct option_use *use, struct failure *failure);
int set_source_mac(const struct option_use *use, struct failure *failure);
int set_bcqueuelen(const struct option_use *use, struct failure *failure);
int set_bclim(const struct option_use *use, struct failure *failure);
int set_force(const struct option_use *use, struct failure *failure);
int set_probe(const struct option_use *use, struct failure *failure);
int set_host_access(const struct option_use *use, struct failure *failure);
int set_take_parent(const struct option_use *use, struct failure *failure);

#endif
