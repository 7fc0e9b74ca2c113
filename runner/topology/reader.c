/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/suggest.h"
#include "../names/request.h"
#include "../options.h"
#include "words.h"

enum {
	/* Each host has a line for each of the others. */
	MOST_HOSTS = NAMES_MAX_HOSTS,
	/* Of a host: an alias can be a list of lists' worth. */
	MOST_SETTINGS = 4096,
	LARGEST_TOPOLOGY = 100000, /* bytes; the test is one word of a command line (execve(2)) */
};

struct reading {
	struct topology *topology;
	struct topology_host *host;  /* that is read now */
	const struct option *option; /* whose list is read now */
	bool has_kind;               /* the link that is read now */
	bool is_first_look;          /* at a link: for its kind alone */
	size_t word_count;           /* of a command */
};

/* What a host's nsrun is told by up, or would be of no use to a host in the background. */
static const char *const own_options[] = { "name", "hostname", "detach", "interactive", "tty", "rm",
	"test", "keep-fd", "status-fd", "dry-run", "verbose", "help", "version" };

static bool is_own(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(own_options); i++) {
		if (strcmp(own_options[i], name) == 0)
			return true;
	}
	return false;
}

static bool is_of_link(const struct option *option)
{
	return option->group == GROUP_LINKS || option->group == GROUP_OF_LINK;
}

/* Of all options the one of this name, or NULL. */
static const struct option *find_option(const char *name)
{
	for (size_t i = 0; i < run_options.count; i++) {
		if (strcmp(run_options.options[i].name, name) == 0)
			return &run_options.options[i];
	}
	return NULL;
}

static int fail_no_key(struct reading *reading, const struct tree_entry *entry, const char *whose,
	const struct suggestion *suggestion, struct failure *failure)
{
	tree_fail(&reading->topology->tree, entry->at, failure, "%s: no such key of %s", entry->key,
		whose);
	if (suggestion->word[0] == '\0')
		return fail_advise(failure, "docs/topology.md and nsrun --help have them");
	return fail_advise(failure, "did you mean %s?", suggestion->word);
}

static int fail_no_option(struct reading *reading, const struct tree_entry *entry, bool of_link,
	struct failure *failure)
{
	struct suggestion suggestion = suggest_for(entry->key);

	for (size_t i = 0; i < run_options.count; i++) {
		const struct option *option = &run_options.options[i];

		if (is_of_link(option) == of_link && !is_own(option->name))
			suggest_offer(&suggestion, option->name);
	}
	if (!of_link) {
		suggest_offer(&suggestion, "links");
		suggest_offer(&suggestion, "forward");
		suggest_offer(&suggestion, "command");
	}
	return fail_no_key(reading, entry, of_link ? "a link" : "a host", &suggestion, failure);
}

/* The option that a key of a link or of a host is; NULL with a failure. */
static const struct option *option_of(struct reading *reading, const struct tree_entry *entry,
	bool of_link, struct failure *failure)
{
	const struct option *option = find_option(entry->key);
	const char *why = NULL;

	if (option == NULL) {
		fail_no_option(reading, entry, of_link, failure);
		return NULL;
	}
	if (is_own(entry->key))
		why = "up sees to it itself: leave it out";
	else if (is_of_link(option) != of_link)
		why = of_link ? "it is a key of the host: write it beside links"
			      : "it is a key of a link: write it below links";
	if (why == NULL)
		return option;
	tree_fail(&reading->topology->tree, entry->at, failure, "%s: %s", entry->key, why);
	return NULL;
}

static int add_setting(struct reading *reading, const struct option *option, const char *value,
	const yaml_node_t *at, struct failure *failure)
{
	struct topology_host *host = reading->host;
	struct setting *settings;

	if (host->setting_count == MOST_SETTINGS)
		return tree_fail(&reading->topology->tree, at, failure,
			"%s: more than %d settings of one host", option->name, MOST_SETTINGS);
	settings = reallocarray(host->settings, host->setting_count + 1, sizeof(*settings));
	if (settings == NULL)
		return fail(failure, ENOMEM, "%s", reading->topology->tree.path);
	host->settings = settings;
	settings[host->setting_count++] =
		(struct setting){ .option = option, .value = value, .line = tree_line(at) };
	return 0;
}

static int read_truth(const struct tree *tree, const struct tree_entry *entry, bool *truth,
	struct failure *failure)
{
	const char *text = tree_text(tree, entry->value, entry->key, failure);

	if (text == NULL)
		return -1;
	*truth = strcmp(text, "true") == 0;
	if (!*truth && strcmp(text, "false") != 0)
		return tree_fail(tree, entry->at, failure, "%s: must be true or false", entry->key);
	return 0;
}

static int read_value(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	const char *text =
		tree_text(&reading->topology->tree, entry->value, reading->option->name, failure);

	return text == NULL ? -1 : add_setting(reading, reading->option, text, entry->at, failure);
}

static int read_setting(struct reading *reading, const struct option *option,
	const struct tree_entry *entry, struct failure *failure)
{
	struct tree *tree = &reading->topology->tree;
	bool is_on;

	reading->option = option;
	if (option->argument != NULL)
		return tree_is_list(entry->value) && option->group != GROUP_LINKS
			? tree_each_item(
				  tree, entry->value, entry->key, read_value, reading, failure)
			: read_value(entry, reading, failure);
	if (read_truth(tree, entry, &is_on, failure) < 0)
		return -1;
	return is_on ? add_setting(reading, option, NULL, entry->at, failure) : 0;
}

/* Looked at twice, for on a command line the kind of the link stands before its options. */
static int read_link_key(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	const struct option *option = option_of(reading, entry, true, failure);

	if (option == NULL)
		return -1;
	if ((option->group == GROUP_LINKS) != reading->is_first_look)
		return 0;
	if (reading->is_first_look && reading->has_kind)
		return tree_fail(&reading->topology->tree, entry->at, failure,
			"%s: the link has a kind already: write another link, behind '- '",
			entry->key);
	if (reading->is_first_look)
		reading->has_kind = true;
	return read_setting(reading, option, entry, failure);
}

static int read_link(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	struct tree *tree = &reading->topology->tree;
	size_t settings = reading->host->setting_count;

	reading->has_kind = false;
	reading->is_first_look = true;
	if (tree_each_pair(tree, entry->value, entry->key, read_link_key, reading, failure) < 0)
		return -1;
	if (reading->host->setting_count == settings)
		return tree_fail(tree, entry->at, failure,
			"%s: the link has no kind: write lan: NAME, or another one of nsrun's",
			entry->key);
	reading->is_first_look = false;
	return tree_each_pair(tree, entry->value, entry->key, read_link_key, reading, failure);
}

static int read_word(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	struct topology_host *host = reading->host;
	const char *text = tree_text(&reading->topology->tree, entry->value, entry->key, failure);
	const char **command;

	if (text == NULL)
		return -1;
	command = reallocarray(host->command, reading->word_count + 2, sizeof(*command));
	if (command == NULL)
		return fail(failure, ENOMEM, "%s", reading->topology->tree.path);
	command[reading->word_count++] = text;
	command[reading->word_count] = NULL;
	host->command = command;
	return 0;
}

/* A list is the command; a text is one for the shell. */
static int read_command(
	struct reading *reading, const struct tree_entry *entry, struct failure *failure)
{
	static const char *const shell[] = { "sh", "-c" };
	struct topology_host *host = reading->host;
	struct tree *tree = &reading->topology->tree;

	reading->word_count = 0;
	if (tree_is_list(entry->value)) {
		if (tree_each_item(tree, entry->value, entry->key, read_word, reading, failure) < 0)
			return -1;
		return host->command != NULL ? 0
					     : tree_fail(tree, entry->at, failure,
						       "%s: is empty: leave it out", entry->key);
	}
	host->command = calloc(ARRAY_SIZE(shell) + 1, sizeof(*host->command));
	if (host->command == NULL)
		return fail(failure, ENOMEM, "%s", tree->path);
	memcpy(host->command, shell, sizeof(shell));
	reading->word_count = ARRAY_SIZE(shell);
	return read_word(entry, reading, failure);
}

static int read_host_key(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	struct tree *tree = &reading->topology->tree;
	const struct option *option;

	if (strcmp(entry->key, "links") == 0)
		return tree_each_item(tree, entry->value, entry->key, read_link, reading, failure);
	if (strcmp(entry->key, "forward") == 0)
		return read_truth(tree, entry, &reading->host->forwards, failure);
	if (strcmp(entry->key, "command") == 0)
		return read_command(reading, entry, failure);
	option = option_of(reading, entry, false, failure);
	return option == NULL ? -1 : read_setting(reading, option, entry, failure);
}

static int read_host(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	struct topology *topology = reading->topology;
	struct tree *tree = &topology->tree;
	struct topology_host *hosts;

	if (topology->host_count == MOST_HOSTS)
		return tree_fail(
			tree, entry->at, failure, "%s: more than %d hosts", entry->key, MOST_HOSTS);
	hosts = reallocarray(topology->hosts, topology->host_count + 1, sizeof(*hosts));
	if (hosts == NULL)
		return fail(failure, ENOMEM, "%s", tree->path);
	topology->hosts = hosts;
	reading->host = &hosts[topology->host_count++];
	*reading->host = (struct topology_host){ .name = entry->key, .line = tree_line(entry->at) };
	return tree_each_pair(tree, entry->value, entry->key, read_host_key, reading, failure);
}

/* One label of letters that a run, a host and a LAN can have, without the dash behind it. */
static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!isalnum((unsigned char)text[i]) && (text[i] != '_' || i == 0))
			return false;
	}
	return length > 0 && length < RUN_NAME_SIZE;
}

static int read_name(struct reading *reading, yaml_node_t *value, struct failure *failure)
{
	struct topology *topology = reading->topology;
	const char *text = tree_text(&topology->tree, value, "name", failure);

	if (text == NULL)
		return -1;
	if (!is_name(text, strlen(text)))
		return tree_fail(&topology->tree, value, failure,
			"name: %s: must be up to %d letters, digits and '_', and begin with a letter "
			"or digit",
			text, RUN_NAME_SIZE - 1);
	memcpy(topology->name, text, strlen(text) + 1);
	return 0;
}

/* "lab" of "tests/lab.yaml". */
static int name_by_file(struct topology *topology, struct failure *failure)
{
	const char *path = topology->tree.path;
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = strcspn(name, ".");

	if (!is_name(name, length))
		return fail(failure, 0,
			"%s: '%.*s' cannot begin the names of runs: write name: and letters, digits "
			"and '_' into the file",
			path, (int)length, name);
	memcpy(topology->name, name, length);
	topology->name[length] = '\0';
	return 0;
}

static int read_key(const struct tree_entry *entry, void *context, struct failure *failure)
{
	struct reading *reading = context;
	struct topology *topology = reading->topology;
	struct tree *tree = &topology->tree;
	struct suggestion suggestion = suggest_for(entry->key);

	if (strcmp(entry->key, "name") == 0)
		return read_name(reading, entry->value, failure);
	if (strcmp(entry->key, "hosts") == 0)
		return tree_each_pair(tree, entry->value, entry->key, read_host, reading, failure);
	if (strcmp(entry->key, "test") == 0) {
		topology->test = tree_text(tree, entry->value, entry->key, failure);
		return topology->test == NULL ? -1 : 0;
	}
	suggest_offer(&suggestion, "name");
	suggest_offer(&suggestion, "hosts");
	suggest_offer(&suggestion, "test");
	return fail_no_key(reading, entry, "a topology", &suggestion, failure);
}

int reader_read(const char *path, const char *text, size_t size, struct topology *topology,
	struct failure *failure)
{
	struct reading reading = { .topology = topology };
	struct tree *tree = &topology->tree;

	*topology = topology_none();
	if (tree_load(tree, path, text, size, failure) < 0 ||
		tree_each_pair(tree, tree_root(tree), "the file", read_key, &reading, failure) < 0)
		return -1;
	if (topology->host_count == 0)
		return fail(failure, 0, "%s: has no hosts: write some below hosts:", path);
	return topology->name[0] != '\0' ? 0 : name_by_file(topology, failure);
}

int reader_open(const char *path, struct topology *topology, struct failure *failure)
{
	AUTO_FILE FILE *file = fopen(path, "re");
	static char text[LARGEST_TOPOLOGY + 1];
	size_t size;

	*topology = topology_none();
	if (file == NULL)
		return fail(failure, errno, "%s", path);
	size = fread(text, 1, sizeof(text), file);
	if (ferror(file))
		return fail(failure, errno, "%s", path);
	if (size > LARGEST_TOPOLOGY)
		return fail(failure, 0, "%s: is larger than %d bytes", path, LARGEST_TOPOLOGY);
	if (reader_read(path, text, size, topology, failure) < 0)
		return -1;
	return words_check(topology, failure);
}
