/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_KINDS_H
#define NETSETUP_KINDS_H

/*
 * The table of link kinds: all that is special to a kind stands in its entry. A new kind is an
 * entry here and a file of its own.
 */
#include "kind.h"

const struct link_kind_entry *link_kind(enum link_kind kind);

/* The names of the modes of a kind by number, for people. */
const char *link_mode_name(enum link_kind kind, int mode);

/* Whether the link has a flag of its kind's table: the one that it has, or one of several. */
bool link_has_flag(const struct link_config *link, const struct link_choice *flag);

#endif
