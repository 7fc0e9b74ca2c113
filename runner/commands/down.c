/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "../options.h"
#include "../topology/reader.h"
#include "../topology/standing.h"

const struct option_list down_options = { NULL, 0, "help down", false };

int command_down(char **words, struct failure *failure)
{
	struct topology topology;
	int result;

	if (options_parse_names(words, &down_options, NULL, failure) < 0)
		return -1;
	if (words[0] == NULL || words[1] != NULL)
		return fail(failure, 0, "down: name one file: nsrun down FILE");
	result = reader_open(words[0], &topology, failure);
	if (result == 0)
		result = standing_end(&topology, failure);
	topology_release(&topology);
	return result;
}
