/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_OPTION_H
#define RUNNER_OPTION_H

/* What there is to know of one option: the type of an entry in the table of options.h. */
#include "plan.h"
#include "value.h"

enum option_group {
	GROUP_LINKS,   /* begin a link: the options of a link behind it belong to it */
	GROUP_OF_LINK, /* belong to the link before them */
	GROUP_IDENTITY,
	GROUP_NAMESPACES,
	GROUP_FILES,
	GROUP_ENVIRONMENT,
	GROUP_PRIVILEGES,
	GROUP_DESCRIPTORS,
	GROUP_LIFE,
	GROUP_SEEING,
	GROUP_COUNT,
};

/* What a setter is given: itself the plan, and the last link of the plan or NULL. */
struct option_use {
	const struct option *option;
	const char *value; /* NULL for an option without an argument */
	void *target;      /* what the options of this subcommand write into */
	struct plan *plan; /* the same, of an option of "run" */
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
	/* For the completions. What an entry leaves out is so for most: */
	enum value value;  /* what its argument is */
	const char *words; /* words that it can be besides, with blanks between: "dhcp slaac" */
	bool repeats;      /* it may be given again, to the same link if it is one of a link's */
};

/* The options of one subcommand. */
struct option_list {
	const struct option *options;
	size_t count;
	const char *help; /* what lists them: the words behind "nsrun" */
	bool is_dockers; /* Docker has the subcommand: its options that are not here are answered */
};

#endif
