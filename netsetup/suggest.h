/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_SUGGEST_H
#define NETSETUP_SUGGEST_H

/* "Did you mean": whether a known word is near enough to a mistyped one to be named. */
#include <stddef.h>

struct suggestion {
	const char *typed;
	char word[128]; /* the nearest word so far; empty when none is near enough */
	size_t distance;
};

/* Starts a search for the words near to typed, which must outlive it. */
struct suggestion suggest_for(const char *typed);

/* Offers a known word. The nearest stays, and the first of those that are as near. */
void suggest_offer(struct suggestion *suggestion, const char *word);

#endif
