/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

/*
 * The table of options. It makes the parser, the help (help.h), and the check of the manual page
 * (tests/checks/documented): a new option is an entry here and a setter in setters.c.
 */
#include "plan.h"

enum option_group {
	GROUP_LINKS,   /* begin a link: the options of a link behind it belong to it */
	GROUP_OF_LINK, /* belong to the link before them */
	GROUP_IDENTITY,
	GROUP_NAMESPACES,
	GROUP_DESCRIPTORS,
	GROUP_LIFE,
	GROUP_SEEING,
	GROUP_COUNT,
};

/* What a setter is given: itself the plan, and the last link of the plan or NULL. */
struct option_use {
	const struct option *option;
	const char *value; /* NULL for an option without an argument */
	struct plan *plan;
	struct link_request *link;
};

struct option {
	const char *name;     /* without the dashes */
	char letter;          /* its short form, or '\0' */
	const char *argument; /* what the help calls its value; NULL when it takes none */
	enum option_group group;
	const char *help; /* one line */
	/* Checks the value and writes it into the plan. Acts on nothing else. */
	int (*set)(const struct option_use *use, struct failure *failure);
};

extern const struct option options[];
extern const size_t option_count;

/*
 * Parses the words behind the program's name (and behind the subcommand "run") into the plan,
 * which was started by plan_start(). Ends with the first word that is no option, or behind "--":
 * that and what follows is the command. words ends with NULL.
 */
int options_parse(char **words, struct plan *plan, struct failure *failure);

#endif
