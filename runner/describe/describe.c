/* SPDX-License-Identifier: MIT */
/*
 * Not a part of nsrun: a program that make runs to write, out of the tables of options and of
 * subcommands, what else has to list them: the completions of the shells, and the manual page.
 *
 *	describe completion TEMPLATE
 *	describe manual PAGE DIRECTORY
 *
 * It goes to standard output.
 */
#include <stdio.h>
#include <string.h>

#include "completion.h"
#include "manual.h"

static int describe(int count, char **words, struct failure *failure)
{
	if (count == 2 && strcmp(words[0], "completion") == 0)
		return completion_print(words[1], failure);
	if (count == 3 && strcmp(words[0], "manual") == 0)
		return manual_print(words[1], words[2], failure);
	return fail(failure, 0, "call me as runner/describe/describe.c says");
}

int main(int argc, char **argv)
{
	struct failure failure;

	if (describe(argc - 1, argv + 1, &failure) < 0) {
		fprintf(stderr, "describe: %s\n", failure.text);
		return 1;
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
