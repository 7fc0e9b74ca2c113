/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_WORDS_H
#define RUNNER_TOPOLOGY_WORDS_H

/* What a host of a topology is on nsrun's command line. */
#include "topology.h"

struct words {
	size_t count, room;
	char **list;     /* ends with NULL: "nsrun", "run", "--detach" ... */
	unsigned *lines; /* of the file, of each */
	size_t options;  /* so many of them stand before "--" and the command */
};

/* Makes the words; the caller releases them, also after a failure. */
int words_make(const struct topology *topology, const struct topology_host *host,
	struct words *words, struct failure *failure);
void words_release(struct words *words);

/*
 * Lets nsrun's own parser see each option of each host, before the first host is begun: a failure names the
 * line of the file. What only the whole or the machine can tell is said by the host's own nsrun.
 */
int words_check(const struct topology *topology, struct failure *failure);

#endif
