/* SPDX-License-Identifier: MIT */
#include "completion.h"

#include <stdio.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "fish.h"
#include "template.h"
#include "zsh.h"

static void print_option(const struct table_option *option)
{
	char letter[] = { '-', option->option->letter, '\0' };

	printf("%s %s --%s %s %s %s%s%s\n", option->command, option->scope, option->option->name,
		letter, option->option->repeats ? "repeats" : "once", option->value,
		option->words[0] != '\0' ? " " : "", option->words);
}

static void print_call(const struct table_call *call)
{
	printf("%s %s %s\n", call->words, call->command, call->operand);
}

static const struct {
	const char *marker;
	void (*print_option)(const struct table_option *option);
} forms[] = {
	{ "OPTIONS", print_option },
	{ "ZSH-OPTIONS", zsh_print_option },
	{ "FISH-OPTIONS", fish_print_option },
};

static int print_marker(const char *marker, void *context, struct failure *failure)
{
	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (strcmp(forms[i].marker, marker) == 0) {
			tables_each_option(forms[i].print_option);
			return 0;
		}
	}
	if (strcmp(marker, "SUBCOMMANDS") == 0)
		tables_each_call(print_call);
	else if (strcmp(marker, "TOPICS") == 0)
		tables_print_topics();
	else
		return fail(failure, 0, "no marker is called @%s@", marker);
	return 0;
}

int completion_print(const char *template, struct failure *failure)
{
	return template_print(template, print_marker, NULL, failure);
}
