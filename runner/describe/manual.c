/* SPDX-License-Identifier: MIT */
#include "manual.h"

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../help.h"
#include "../options.h"
#include "tables.h"
#include "template.h"

enum { PATH_SIZE = 200, MOST_TEXTS = 500 };

/* Which texts have been printed, for those that are never asked for. */
static struct {
	size_t count;
	char paths[MOST_TEXTS][PATH_SIZE];
} printed;

/* With command NULL: of run, whose options are the options of nsrun. */
static void name_text(char path[PATH_SIZE], const char *directory, const struct command *command,
	const struct option *option)
{
	char name[TABLE_NAME_SIZE];
	bool is_of_run = command == NULL || command->options == &run_options;

	snprintf(path, PATH_SIZE, "%s%s%s/%s.mdoc", directory, is_of_run ? "" : "/",
		is_of_run ? "" : tables_name_command(command, name), option->name);
}

static bool was_printed(const char *path)
{
	for (size_t i = 0; i < printed.count; i++) {
		if (strcmp(printed.paths[i], path) == 0)
			return true;
	}
	return false;
}

static int print_text(const char *path, struct failure *failure)
{
	FILE *file = fopen(path, "re");
	AUTO_FREE char *line = NULL;
	size_t room = 0;

	if (file == NULL)
		return fail(failure, errno, "open %s", path);
	if (printed.count == MOST_TEXTS) {
		fclose(file);
		return fail(failure, 0, "%s: more than %d options", path, MOST_TEXTS);
	}
	while (getline(&line, &room, file) >= 0)
		fputs(line, stdout);
	fclose(file);
	snprintf(printed.paths[printed.count++], PATH_SIZE, "%s", path);
	return 0;
}

/* Of letters of one kind, digits with them, or of neither. */
static size_t length_of_word(const char *text)
{
	size_t length = 1;

	if (isalpha((unsigned char)text[0]) == 0)
		return strcspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	while (isdigit((unsigned char)text[length]) != 0 ||
		(isalpha((unsigned char)text[length]) != 0 &&
			isupper((unsigned char)text[length]) == isupper((unsigned char)text[0])))
		length++;
	return length;
}

/* "ADDRESS|none": what the user puts there, what is written as it is, and what stands between. */
static void print_argument(const char *argument)
{
	for (const char *word = argument; *word != '\0';) {
		size_t length = length_of_word(word);

		fputs(word != argument ? " Ns" : "", stdout);
		if (isalpha((unsigned char)*word) == 0)
			printf(" No \\&%.*s\\&", (int)length, word);
		else
			printf(" %s %.*s", isupper((unsigned char)*word) != 0 ? "Ar" : "Cm",
				(int)length, word);
		word += length;
	}
}

static int print_option(const char *path, const struct option *option, struct failure *failure)
{
	printf(".It Fl");
	if (option->letter != '\0')
		printf(" %c ,", option->letter);
	printf(" -%s", option->name);
	if (option->argument != NULL)
		print_argument(option->argument);
	putchar('\n');
	return print_text(path, failure);
}

static int print_group(enum option_group group, const char *directory, struct failure *failure)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < run_options.count; i++) {
		const struct option *option = &run_options.options[i];

		name_text(path, directory, NULL, option);
		if (option->group == group && print_option(path, option, failure) < 0)
			return -1;
	}
	return 0;
}

static int print_command(
	const struct command *command, const char *directory, struct failure *failure)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < command->options->count; i++) {
		const struct option *option = &command->options->options[i];

		name_text(path, directory, command, option);
		if (access(path, F_OK) == 0 && print_option(path, option, failure) < 0)
			return -1;
	}
	return 0;
}

static int print_section(const char *section, const char *directory, struct failure *failure)
{
	char name[TABLE_NAME_SIZE];

	for (int group = 0; group < GROUP_COUNT; group++) {
		if (strcmp(help_topic((enum option_group)group), section) == 0)
			return print_group((enum option_group)group, directory, failure);
	}
	for (size_t i = 0; i < subcommands.count; i++) {
		const struct command *command = &subcommands.commands[i];

		if (command->options != NULL &&
			strcmp(tables_name_command(command, name), section) == 0)
			return print_command(command, directory, failure);
	}
	return fail(failure, 0, "@OPTIONS %s@: neither a topic of nsrun help nor a subcommand",
		section);
}

static int print_marker(const char *marker, void *context, struct failure *failure)
{
	static const char options[] = "OPTIONS ";
	int result;

	if (strncmp(marker, options, strlen(options)) != 0)
		return fail(failure, 0, "no marker is called @%s@", marker);
	printf(".Bl -tag -width indent\n");
	result = print_section(marker + strlen(options), context, failure);
	printf(".El\n");
	return result;
}

/* Whether an option of this name is explained with any subcommand. */
static bool is_explained(const struct option *option, const char *directory)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < subcommands.count; i++) {
		name_text(path, directory, &subcommands.commands[i], option);
		if (was_printed(path))
			return true;
	}
	return false;
}

static int check_options(
	const struct command *command, const char *directory, struct failure *failure)
{
	char path[PATH_SIZE];

	for (size_t i = 0; command->options != NULL && i < command->options->count; i++) {
		const struct option *option = &command->options->options[i];

		name_text(path, directory, command, option);
		if (access(path, F_OK) == 0 ? !was_printed(path) : !is_explained(option, directory))
			return fail(failure, 0,
				"--%s of %s is not in the manual: it needs the file %s, and its "
				"section a line @OPTIONS ...@",
				option->name, command->name, path);
	}
	return 0;
}

static int find_unprinted(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)place;
	if (kind != FTW_F || was_printed(path))
		return 0;
	fprintf(stderr, "describe: %s: no option has this text\n", path);
	return 1;
}

int manual_print(const char *page, const char *directory, struct failure *failure)
{
	char path[PATH_SIZE];

	/* Handed on as context, which is not const for those who write there. */
	snprintf(path, sizeof(path), "%s", directory);
	if (template_print(page, print_marker, path, failure) < 0)
		return -1;
	for (size_t i = 0; i < subcommands.count; i++) {
		if (check_options(&subcommands.commands[i], directory, failure) < 0)
			return -1;
	}
	if (nftw(directory, find_unprinted, 16, FTW_PHYS) != 0)
		return fail(failure, 0, "%s: a file too many, or none can be read", directory);
	return 0;
}
