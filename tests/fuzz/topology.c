/* SPDX-License-Identifier: MIT */
/* Any bytes as the file of nsrun up. */
#include "../../runner/topology/reader.h"
#include "../../runner/topology/words.h"
#include "fuzz.h"

static void look_at_words(const struct topology *topology, const struct topology_host *host)
{
	struct words words;
	struct failure failure;

	must(words_make(topology, host, &words, &failure) == 0);
	must(words.options >= 5 && words.options <= words.count);
	must(words.list[words.count] == NULL);
	/* What stands before "--" is nsrun's, and no word of the file begins an option. */
	for (size_t i = 2; i < words.options; i++)
		must(strncmp(words.list[i], "--", 2) == 0 && words.list[i][2] != '\0');
	must((host->command == NULL) == (words.options == words.count));
	must(host->command == NULL || strcmp(words.list[words.options], "--") == 0);
	words_release(&words);
}

static void look_at(const struct topology *topology)
{
	must(topology->name[0] != '\0' && strchr(topology->name, '-') == NULL);
	must(topology->host_count != 0);
	for (size_t i = 0; i < topology->host_count; i++)
		look_at_words(topology, &topology->hosts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct topology topology;
	struct failure failure = { 0 };
	uint8_t *bytes = bytes_of(data, size);

	if (reader_read("topology", (const char *)bytes, size, &topology, &failure) < 0) {
		must_be_refusal(&failure);
		must(strncmp(failure.text, "topology:", strlen("topology:")) == 0);
	} else {
		look_at(&topology);
		if (words_check(&topology, &failure) < 0)
			must_be_refusal(&failure);
	}
	topology_release(&topology);
	free(bytes);
	return 0;
}
