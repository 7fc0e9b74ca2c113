/* SPDX-License-Identifier: MIT */
#include "zsh.h"

#include <stdio.h>
#include <string.h>

/* Within single quotes, with a backslash before what ends a part of a specification. */
static void print_quoted(const char *text, const char *ends)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr(ends, *text) != NULL)
			putchar('\\');
		putchar(*text);
	}
}

/* '(-e --env)'{-e,--env=} or '*--ip=', as _arguments has it. */
static void print_names(const struct option *option, bool repeats)
{
	const char *equals = option->argument != NULL ? "=" : "";

	if (option->letter == '\0')
		printf("'%s--%s%s", repeats ? "*" : "", option->name, equals);
	else if (repeats)
		printf("'*'{-%c,--%s%s}'", option->letter, option->name, equals);
	else
		printf("'(-%c --%s)'{-%c,--%s%s}'", option->letter, option->name, option->letter,
			option->name, equals);
}

void zsh_print_option(const struct table_option *described)
{
	const struct option *option = described->option;
	/* To whom a link's option was given, the shell does not look for. */
	bool is_of_run = strcmp(described->scope, "run") == 0;

	printf("\t[[ $subcommand != %s%s ]] || specs+=(", described->command,
		strcmp(described->scope, "of-link") == 0 ? " || -z $has_link" : "");
	print_names(option, option->repeats || !is_of_run);
	putchar('[');
	print_quoted(option->help, "[]");
	putchar(']');
	if (option->argument != NULL) {
		putchar(':');
		print_quoted(option->argument, ":");
		printf(": _nsrun_complete_value %s ", described->value);
		print_quoted(described->words, ":");
	}
	puts("')");
}
