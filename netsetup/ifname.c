/* SPDX-License-Identifier: MIT */
#include "ifname.h"

#include <string.h>

void ifname_join(const char *front, const char *suffix, char name[IFNAMSIZ])
{
	size_t behind = strnlen(suffix, IFNAMSIZ - 1);
	size_t length = strnlen(front, IFNAMSIZ - 1 - behind);

	memcpy(name, front, length);
	memcpy(name + length, suffix, behind);
	name[length + behind] = '\0';
}
