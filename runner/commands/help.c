/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stddef.h>

#include "../help.h"

int command_help(char **words, struct failure *failure)
{
	if (words[0] == NULL)
		return help_print(failure);
	if (words[1] != NULL)
		return fail(failure, 0, "help: more than one topic: name one");
	return help_print_topic(words[0], failure);
}
