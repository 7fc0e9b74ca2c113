/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_HARDWARE_H
#define NETSETUP_HARDWARE_H

/* The kind "physical": an interface of the host's itself. How it is moved is in physical.h. */
#include "kind.h"

extern const struct link_kind_entry hardware_kind;

#endif
