/* SPDX-License-Identifier: MIT */
#include "siblings.h"

#include <stdio.h>
#include <string.h>

#include "../../netsetup/kinds.h"

/* A tap is a link of the other kind that a program reads (macvtap, ipvtap): of its modes and its limits. */
static bool is_macvlan(const char *kind)
{
	return strcmp(kind, "macvlan") == 0 || strcmp(kind, "macvtap") == 0;
}

static bool is_ipvlan(const char *kind)
{
	return strcmp(kind, "ipvlan") == 0 || strcmp(kind, "ipvtap") == 0;
}

static const char *mode_name(const char *kind, int mode)
{
	if (mode < 0)
		return "";
	if (is_macvlan(kind))
		return link_mode_name(LINK_MACVLAN, mode);
	return is_ipvlan(kind) ? link_mode_name(LINK_IPVLAN, mode) : "";
}

void siblings_add(struct siblings *siblings, const char *kind, int mode)
{
	size_t i = 0;

	while (i < siblings->sort_count &&
		(strcmp(siblings->sorts[i].kind, kind) != 0 || siblings->sorts[i].mode != mode))
		i++;
	if (i == SIBLINGS_MOST_SORTS)
		return;
	if (i == siblings->sort_count) {
		snprintf(siblings->sorts[i].kind, sizeof(siblings->sorts[i].kind), "%s", kind);
		siblings->sorts[i].mode = mode;
		siblings->sort_count++;
	}
	siblings->sorts[i].count++;
}

const char *siblings_print(const struct siblings *siblings, char text[SIBLINGS_TEXT_SIZE])
{
	size_t used = 0;

	snprintf(text, SIBLINGS_TEXT_SIZE, "none");
	for (size_t i = 0; i < siblings->sort_count && used < SIBLINGS_TEXT_SIZE; i++) {
		const char *kind = siblings->sorts[i].kind;
		const char *mode = mode_name(kind, siblings->sorts[i].mode);
		bool has_mode = mode[0] != '\0';

		used += (size_t)snprintf(text + used, SIBLINGS_TEXT_SIZE - used, "%s%u %s%s%s%s",
			i != 0 ? ", " : "", siblings->sorts[i].count, kind, has_mode ? " (" : "",
			mode, has_mode ? ")" : "");
	}
	return text;
}

bool siblings_have_ipvlan(const struct siblings *siblings, const char **mode)
{
	bool has_one = false;

	for (size_t i = 0; i < siblings->sort_count; i++) {
		if (!is_ipvlan(siblings->sorts[i].kind))
			continue;
		has_one = true;
		*mode = mode_name(siblings->sorts[i].kind, siblings->sorts[i].mode);
	}
	return has_one;
}

bool siblings_have_passthru(const struct siblings *siblings)
{
	for (size_t i = 0; i < siblings->sort_count; i++) {
		if (is_macvlan(siblings->sorts[i].kind) && siblings->sorts[i].mode >= 0 &&
			link_kind(LINK_MACVLAN)->takes_parent(siblings->sorts[i].mode))
			return true;
	}
	return false;
}
