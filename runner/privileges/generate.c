/* SPDX-License-Identifier: MIT */
/*
 * Not a part of nsrun: a program that make runs to write usualfilters.h, the system call filters that
 * most runs get, on its standard output. A name that libseccomp does not know ends it with 1.
 */
#include <stdio.h>

#include "capabilities.h"
#include "rules.h"

static void print(const char *name, const struct filter_program *program)
{
	printf("\nstatic const struct filter_program %s = {\n\t.count = %zu,\n\t.code = {\n", name,
		program->count);
	for (size_t i = 0; i < program->count; i++)
		printf("\t\t{ 0x%02x, %u, %u, 0x%08x },\n", program->code[i].code,
			program->code[i].jt, program->code[i].jf, program->code[i].k);
	printf("\t},\n};\n");
}

int main(void)
{
	static struct filter_program usual, own;
	struct failure failure;

	if (rules_build(capabilities_usual(), false, &usual, &failure) < 0 ||
		rules_build(capabilities_usual(), true, &own, &failure) < 0) {
		fprintf(stderr, "generate: %s\n", failure.text);
		return 1;
	}
	printf("/* Made by runner/privileges/generate.c. */\n");
	print("usual_filter", &usual);
	print("own_filter", &own);
	return fflush(stdout) == 0 ? 0 : 1;
}
