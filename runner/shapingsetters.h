/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_SHAPINGSETTERS_H
#define RUNNER_SHAPINGSETTERS_H

/* What the options about what leaves a link do, as linksetters.h has it for all others behind a link. */
#include "option.h"

int set_rate(const struct option_use *use, struct failure *failure);
int set_delay(const struct option_use *use, struct failure *failure);
int set_jitter(const struct option_use *use, struct failure *failure);
int set_loss(const struct option_use *use, struct failure *failure);
int set_duplicate(const struct option_use *use, struct failure *failure);
int set_reorder(const struct option_use *use, struct failure *failure);
int set_corrupt(const struct option_use *use, struct failure *failure);
int set_queue(const struct option_use *use, struct failure *failure);

#endif
