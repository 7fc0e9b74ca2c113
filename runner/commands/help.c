/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stddef.h>

#include "../help.h"

int command_help(char **words, struct failure *failure)
{
	if (words[0] == NULL)
		return help_print(failure);
	return help_print_topic(words, failure);
}
