/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_NAMESETTERS_H
#define RUNNER_NAMESETTERS_H

/* Setters of the options about names (names/request.h). Those of all others are in setters.h. */
#include "option.h"

int set_dns(const struct option_use *use, struct failure *failure);
int set_search(const struct option_use *use, struct failure *failure);
int set_add_host(const struct option_use *use, struct failure *failure);

#endif
