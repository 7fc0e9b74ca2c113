/* SPDX-License-Identifier: MIT */
#include "help.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/suggest.h"
#include "commands/commands.h"
#include "options.h"
#include "say.h"

#ifndef NSRUN_VERSION
#error "the Makefile gives the version"
#endif

static const struct {
	const char *topic;
	const char *title;
} groups[] = {
	[GROUP_LINKS] = { "links", "Links, in order: the first is eth0, the next eth1 ..." },
	[GROUP_OF_LINK] = { "link", "Options of a link, behind it:" },
	[GROUP_IDENTITY] = { "identity", "Identity:" },
	[GROUP_NAMESPACES] = { "namespaces", "Namespaces:" },
	[GROUP_FILES] = { "files", "Files:" },
	[GROUP_ENVIRONMENT] = { "environment", "Environment:" },
	[GROUP_PRIVILEGES] = { "privileges", "Privileges:" },
	[GROUP_DESCRIPTORS] = { "descriptors", "Descriptors:" },
	[GROUP_LIFE] = { "life", "Life of the run:" },
	[GROUP_SEEING] = { "seeing", "Seeing:" },
};
static_assert(ARRAY_SIZE(groups) == GROUP_COUNT, "a group of options is missing here");

const char *help_topic(enum option_group group)
{
	return groups[group].topic;
}

static const char usage[] =
	"Usage: nsrun [run] [LINK [LINK OPTION]...]... [OPTION]... [--] COMMAND "
	"[ARG]...\n"
	"       nsrun SUBCOMMAND ... | --help | --version\n";

static const char example[] = "       nsrun --macvlan eth0 --ip 172.16.86.2/24 -- sh\n";

static void print_option(const struct option *option)
{
	char left[48];
	char letter[8] = "    ";

	if (option->letter != '\0')
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, option->name,
		option->argument != NULL ? " " : "",
		option->argument != NULL ? option->argument : "");
	printf("  %-31s %s\n", left, option->help);
}

static void print_group(enum option_group group)
{
	printf("\n%s\n", groups[group].title);
	for (size_t i = 0; i < run_options.count; i++) {
		if (run_options.options[i].group == group)
			print_option(&run_options.options[i]);
	}
}

/* How it is called, without a word that may be left out: "network create", "exec". */
static void name_command(const struct command *command, char *name, size_t size)
{
	const struct command_group *group = command->group;
	bool has_word = group != NULL && group->is_needed;

	snprintf(name, size, "%s%s%s", has_word ? group->word : "", has_word ? " " : "",
		command->name);
}

static void print_command(const struct command *command)
{
	char name[32];
	char left[64];

	name_command(command, name, sizeof(name));
	snprintf(left, sizeof(left), "%s %s", name,
		command->run == command_run ? "" : command->words);
	printf("  %-31s %s\n", left, command->help);
}

static void print_commands(void)
{
	printf("\nSubcommands (nsrun help SUBCOMMAND has their options):\n");
	for (size_t i = 0; i < subcommands.count; i++)
		print_command(&subcommands.commands[i]);
}

int help_print(struct failure *failure)
{
	printf("nsrun: run a command as its own host on the network, without containers\n\n%s",
		usage);
	printf("\nExample:\n%s", example);
	print_commands();
	for (int group = 0; group < GROUP_COUNT; group++)
		print_group((enum option_group)group);
	printf("\nExit status: the command's; 128+N when signal N ended it; 124 when --timeout did;\n"
	       "125 when nsrun failed; 126 when the command could not be run; 127 when it was not found.\n"
	       "\nnsrun help TOPIC: one of the groups");
	for (int group = 0; group < GROUP_COUNT; group++)
		printf("%s%s", group == 0 ? "\n(" : ", ", groups[group].topic);
	printf(")\nor the name of a subcommand or an option. The manual page nsrun(1) has it all.\n");
	return say_flush(failure);
}

int help_print_command(const struct command *command, struct failure *failure)
{
	char name[32];

	/* Its options are those of --help. */
	if (command->run == command_run)
		return help_print(failure);
	name_command(command, name, sizeof(name));
	printf("Usage: nsrun %s%s%s\n%s\n", name, command->words[0] != '\0' ? " " : "",
		command->words, command->help);
	if (command->options != NULL && command->options->count != 0)
		printf("\n");
	for (size_t i = 0; command->options != NULL && i < command->options->count; i++)
		print_option(&command->options->options[i]);
	return say_flush(failure);
}

int help_print_group(const char *word, struct failure *failure)
{
	const struct command_group *group = command_group_find(&subcommands, word);

	printf("Usage: nsrun %s%s%s SUBCOMMAND ...\n\nSubcommands:\n", group->is_needed ? "" : "[",
		word, group->is_needed ? "" : "]");
	for (size_t i = 0; i < subcommands.count; i++) {
		if (subcommands.commands[i].group == group)
			print_command(&subcommands.commands[i]);
	}
	return say_flush(failure);
}

static int unknown_topic(const char *topic, struct failure *failure)
{
	struct suggestion suggestion = suggest_for(topic);

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		suggest_offer(&suggestion, groups[i].topic);
	command_offer(&subcommands, &suggestion);
	for (size_t i = 0; i < run_options.count; i++)
		suggest_offer(&suggestion, run_options.options[i].name);
	fail(failure, 0, "help: no topic '%s'", topic);
	if (suggestion.word[0] != '\0')
		return fail_advise(failure, "did you mean %s?", suggestion.word);
	return fail_advise(failure, "nsrun --help lists them");
}

static bool print_option_topic(const char *topic)
{
	const char *name = topic + strspn(topic, "-");

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		if (strcmp(groups[i].topic, topic) == 0) {
			print_group((enum option_group)i);
			return true;
		}
	}
	for (size_t i = 0; i < run_options.count; i++) {
		if (strcmp(run_options.options[i].name, name) == 0) {
			print_option(&run_options.options[i]);
			return true;
		}
	}
	return false;
}

int help_print_topic(char **topic, struct failure *failure)
{
	char *word = topic[0];
	bool is_group = command_group_find(&subcommands, word) != NULL;
	const struct command *command;

	if (topic[1] != NULL && (!is_group || topic[2] != NULL))
		return fail(failure, 0, "help: more than one topic: name one");
	if (topic[1] == NULL && is_group)
		return help_print_group(word, failure);
	if (topic[1] == NULL && print_option_topic(word))
		return say_flush(failure);
	command = command_find(&subcommands, &topic, failure);
	if (command != NULL)
		return help_print_command(command, failure);
	return is_group ? -1 : unknown_topic(word, failure);
}

int help_print_version(struct failure *failure)
{
	printf("nsrun %s\n", NSRUN_VERSION);
	return say_flush(failure);
}

void help_print_short(void)
{
	fprintf(stderr, "%sExample:\n%snsrun --help tells more.\n", usage, example);
}
