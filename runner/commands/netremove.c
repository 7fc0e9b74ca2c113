/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdio.h>

#include "../networks/members.h"
#include "../networks/pool.h"
#include "../networks/store.h"
#include "../options.h"
#include "../say.h"

const struct option_list network_remove_options = { NULL, 0, "help network remove", false };

/* What a user calls the run that is the first of some. */
static const char *name_first(json_t *members)
{
	void *first = json_object_iter(members);
	const char *name =
		json_string_value(json_object_get(json_object_iter_value(first), "Name"));

	return name != NULL && name[0] != '\0' ? name : json_object_iter_key(first);
}

/* Its runs would go on, but nobody could see any more what they are on. */
static int check_unused(
	struct runs *runs, const struct named_network *network, struct failure *failure)
{
	json_t *members = members_find(runs, network, failure);
	size_t count = json_object_size(members);

	if (members == NULL)
		return -1;
	if (count == 1)
		fail(failure, 0, "network '%s': run %s is on it: nsrun stop %s ends it",
			network->name, name_first(members), name_first(members));
	else if (count > 1)
		fail(failure, 0,
			"network '%s': run %s and %zu more are on it: nsrun network inspect %s "
			"shows them, nsrun stop ends them",
			network->name, name_first(members), count - 1, network->name);
	json_decref(members);
	return count != 0 ? -1 : 0;
}

static int remove_one(struct runs *runs, const char *word, struct failure *failure)
{
	struct named_network network;
	int result;

	if (store_find(word, &network, failure) <= 0)
		return -1;
	result = check_unused(runs, &network, failure);
	if (result == 0)
		result = store_remove(&network, failure);
	if (result == 0) {
		pool_forget(&network);
		printf("%s\n", word);
	}
	definition_release(&network);
	return result;
}

int command_network_remove(char **words, struct failure *failure)
{
	struct runs runs;
	int result = 0;

	if (options_parse_names(words, &network_remove_options, NULL, failure) < 0)
		return -1;
	if (words[0] == NULL)
		return fail(failure, 0,
			"network remove: a network is missing: nsrun network remove NAME; nsrun "
			"network list shows them");
	if (members_open(&runs, failure) < 0)
		return -1;
	for (; result == 0 && *words != NULL; words++)
		result = remove_one(&runs, *words, failure);
	runs_close(&runs);
	return result < 0 ? -1 : say_flush(failure);
}
