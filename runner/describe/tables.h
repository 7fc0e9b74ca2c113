/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_DESCRIBE_TABLES_H
#define RUNNER_DESCRIBE_TABLES_H

/* The tables of options and subcommands, in words that a shell's script can go on with. */
#include "../commands/commands.h"

enum { TABLE_NAME_SIZE = 32, TABLE_WORDS_SIZE = 1024 };

/* The name of a subcommand as one word: "exec", "network-create". Returns name. */
const char *tables_name_command(const struct command *command, char name[TABLE_NAME_SIZE]);

/* One way to call a subcommand. */
struct table_call {
	char words[TABLE_NAME_SIZE];   /* as written, with '-' between two: "ls", "container-ls" */
	char command[TABLE_NAME_SIZE]; /* its name: "list" */
	const char *operand;           /* what stands behind it: tables_value() */
};
void tables_each_call(void (*print)(const struct table_call *call));

/* One option of one subcommand. */
struct table_option {
	char command[TABLE_NAME_SIZE];
	const char *scope; /* "link": it begins one; "of-link": it needs one before it; "run" */
	const char *value; /* what its argument is: tables_value(); "none" without one */
	char words[TABLE_WORDS_SIZE]; /* what else that can be, with blanks between; or "" */
	const struct option *option;
};
void tables_each_option(void (*print)(const struct table_option *option));

/* Prints all that nsrun help knows, with blanks between. */
void tables_print_topics(void);

#endif
