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

/* Below 0 when the sort comes before this kind and mode, 0 when it is theirs. */
static int compare(const struct sibling_sort *sort, const char *kind, int mode)
{
	const int kinds = strcmp(sort->kind, kind);

	return kinds != 0 ? kinds : sort->mode - mode;
}

/* In an order of their own: the kernel has the network namespaces in one that means nothing. */
void siblings_add(struct siblings *siblings, const char *kind, int mode)
{
	struct sibling_sort *sort = siblings->sorts;
	const struct sibling_sort *end = sort + siblings->sort_count;

	while (sort < end && compare(sort, kind, mode) < 0)
		sort++;
	if (sort == end || compare(sort, kind, mode) != 0) {
		if (siblings->sort_count == SIBLINGS_MOST_SORTS)
			return;
		memmove(sort + 1, sort, (size_t)(end - sort) * sizeof(*sort));
		*sort = (struct sibling_sort){ .mode = mode };
		snprintf(sort->kind, sizeof(sort->kind), "%s", kind);
		siblings->sort_count++;
	}
	sort->count++;
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
