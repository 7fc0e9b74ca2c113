/* SPDX-License-Identifier: MIT */
#include "kind.h"

#include <stdio.h>
#include <string.h>

const struct link_choice kind_no_choices[] = {
	{ NULL, 0 },
};

int kind_describe_nothing(struct nl_msg *request, const struct link_config *link, int mode)
{
	(void)request;
	(void)link;
	(void)mode;
	return 0;
}

int kind_same_mode(int mode)
{
	return mode;
}

bool kind_always(int mode)
{
	(void)mode;
	return true;
}

bool kind_never(int mode)
{
	(void)mode;
	return false;
}

int link_choice_by_name(const struct link_choice *choices, const char *name, int *value)
{
	for (; choices->name != NULL; choices++) {
		if (strcmp(choices->name, name) == 0) {
			*value = choices->value;
			return 0;
		}
	}
	return -1;
}

const char *link_choice_name(const struct link_choice *choices, int value)
{
	for (; choices->name != NULL; choices++) {
		if (choices->value == value)
			return choices->name;
	}
	return "unknown";
}

const char *link_choice_names(const struct link_choice *choices, char *text)
{
	size_t used = 0;

	for (const struct link_choice *choice = choices; choice->name != NULL; choice++) {
		const char *between = choice == choices ? ""
			: choice[1].name != NULL        ? ", "
							: " and ";

		used += (size_t)snprintf(
			text + used, LINK_CHOICES_SIZE - used, "%s%s", between, choice->name);
	}
	return text;
}
