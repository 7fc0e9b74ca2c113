/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_IFNAME_H
#define NETSETUP_IFNAME_H

/* Names of interfaces: at most 15 characters. */
#include <net/if.h>

/* Writes front and suffix behind each other into name; where that is too long the front is cut. */
void ifname_join(const char *front, const char *suffix, char name[IFNAMSIZ]);

#endif
