/* SPDX-License-Identifier: MIT */
#include "fish.h"

#include <stdio.h>
#include <string.h>

static void print_quoted(const char *text)
{
	putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

void fish_print_option(const struct table_option *described)
{
	const struct option *option = described->option;

	printf("complete -c nsrun -n '__nsrun_takes %s%s' -l %s", described->command,
		strcmp(described->scope, "of-link") == 0 ? " link" : "", option->name);
	if (option->letter != '\0')
		printf(" -s %c", option->letter);
	if (option->argument != NULL)
		printf(" -x -a '(__nsrun_values %s%s%s)'", described->value,
			described->words[0] != '\0' ? " " : "", described->words);
	printf(" -d ");
	print_quoted(option->help);
	putchar('\n');
}
