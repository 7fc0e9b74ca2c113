/* SPDX-License-Identifier: MIT */
#include "tables.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/kinds.h"
#include "../help.h"
#include "../options.h"

/* The completions' words for them. Where all that can stand is known, the words say it. */
static const char *const values[] = {
	[VALUE_TEXT] = "text",
	[VALUE_NONE] = "none",
	[VALUE_INTERFACE] = "interface",
	[VALUE_BRIDGE] = "bridge",
	[VALUE_MODE] = "text",
	[VALUE_FLAG] = "text",
	[VALUE_NETWORK] = "network",
	[VALUE_NETNS] = "netns",
	[VALUE_USER] = "user",
	[VALUE_CAPABILITIES] = "list",
	[VALUE_VARIABLE] = "variable",
	[VALUE_SYSCTL] = "sysctl",
	[VALUE_FILE] = "file",
	[VALUE_DIRECTORY] = "directory",
	[VALUE_PATHS] = "paths",
	[VALUE_RUN] = "run",
	[VALUE_RUN_OR_NETWORK] = "run-or-network",
	[VALUE_RUN_AND_COMMAND] = "run-and-command",
	[VALUE_COMMAND] = "command",
	[VALUE_TOPIC] = "topic",
};
static_assert(ARRAY_SIZE(values) == VALUE_COUNT, "a kind of value is missing here");

static bool needs_group(const struct command *command)
{
	return command->group != NULL && command->group->is_needed;
}

static void join(char text[TABLE_NAME_SIZE], const char *group, const char *name)
{
	snprintf(text, TABLE_NAME_SIZE, "%s%s%s", group != NULL ? group : "",
		group != NULL ? "-" : "", name);
}

const char *tables_name_command(const struct command *command, char name[TABLE_NAME_SIZE])
{
	join(name, needs_group(command) ? command->group->word : NULL, command->name);
	return name;
}

static void print_calls(const struct command *command, const char *name,
	void (*print)(const struct table_call *call))
{
	struct table_call call = { .operand = values[command->operand] };

	tables_name_command(command, call.command);
	if (!needs_group(command)) {
		join(call.words, NULL, name);
		print(&call);
	}
	if (command->group != NULL) {
		join(call.words, command->group->word, name);
		print(&call);
	}
}

void tables_each_call(void (*print)(const struct table_call *call))
{
	for (size_t i = 0; i < subcommands.count; i++) {
		const struct command *command = &subcommands.commands[i];

		print_calls(command, command->name, print);
		for (size_t j = 0; j < COMMAND_OTHER_NAMES; j++) {
			if (command->other_names[j] != NULL)
				print_calls(command, command->other_names[j], print);
		}
	}
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	while (*words != '\0') {
		size_t next = strcspn(words, " ");

		if (next == length && strncmp(words, word, length) == 0)
			return true;
		words += next + strspn(words + next, " ");
	}
	return false;
}

static void add_word(char words[TABLE_WORDS_SIZE], const char *word)
{
	size_t used = strlen(words);

	snprintf(words + used, TABLE_WORDS_SIZE - used, "%s%s", used != 0 ? " " : "", word);
}

/* Those of all kinds of links: which of them it is, the shells do not look for. */
static void add_choices(char words[TABLE_WORDS_SIZE], enum value value)
{
	for (int kind = 0; kind < LINK_KIND_COUNT; kind++) {
		const struct link_kind_entry *entry = link_kind((enum link_kind)kind);
		const struct link_choice *choice =
			value == VALUE_MODE ? entry->modes : entry->flags;

		for (; choice->name != NULL; choice++) {
			if (!has_word(words, choice->name))
				add_word(words, choice->name);
		}
	}
}

static void add_capabilities(char words[TABLE_WORDS_SIZE])
{
	for (cap_value_t number = 0; number <= CAP_LAST_CAP; number++) {
		char *name = cap_to_name(number);

		/* One that is newer than libcap is to it a number. */
		if (name != NULL && strncmp(name, "cap_", 4) == 0)
			add_word(words, name + 4);
		cap_free(name);
	}
}

static void find_words(const struct option *option, char words[TABLE_WORDS_SIZE])
{
	words[0] = '\0';
	if (option->words != NULL)
		add_word(words, option->words);
	switch (option->value) {
	case VALUE_MODE:
	case VALUE_FLAG:
		add_choices(words, option->value);
		break;
	case VALUE_CAPABILITIES:
		add_capabilities(words);
		break;
	default:
		break;
	}
}

static const char *scope_of(const struct option *option)
{
	switch (option->group) {
	case GROUP_LINKS:
		return "link";
	case GROUP_OF_LINK:
		return "of-link";
	default:
		return "run";
	}
}

void tables_each_option(void (*print)(const struct table_option *option))
{
	struct table_option described;

	for (size_t i = 0; i < subcommands.count; i++) {
		const struct option_list *list = subcommands.commands[i].options;

		tables_name_command(&subcommands.commands[i], described.command);
		for (size_t j = 0; list != NULL && j < list->count; j++) {
			described.option = &list->options[j];
			described.scope = scope_of(described.option);
			described.value = described.option->argument == NULL
				? values[VALUE_NONE]
				: values[described.option->value];
			find_words(described.option, described.words);
			print(&described);
		}
	}
}

void tables_print_topics(void)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		printf("%s ", help_topic((enum option_group)group));
	for (size_t i = 0; i < subcommands.count; i++) {
		const struct command *command = &subcommands.commands[i];

		if (!needs_group(command))
			printf("%s ", command->name);
	}
	for (size_t i = 0; i < run_options.count; i++)
		printf("%s%s", i != 0 ? " " : "", run_options.options[i].name);
	putchar('\n');
}
