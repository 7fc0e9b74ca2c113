/* SPDX-License-Identifier: MIT */
/*
 * The main of a fuzz target without libFuzzer: feeds it the files that it is given, and prints "ok"
 * and the name of each. The first that is not printed is the one that it ended at.
 */
#include <unistd.h>

#include "fuzz.h"

enum { LARGEST_SEED = 1 << 20 };

static void replay(const char *path, FILE *report)
{
	uint8_t *data = malloc(LARGEST_SEED);
	FILE *file = fopen(path, "rbe");
	size_t size;

	must(data != NULL && file != NULL);
	size = fread(data, 1, LARGEST_SEED, file);
	must(feof(file));
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	fprintf(report, "ok %s\n", path);
	fflush(report);
}

int main(int argc, char **argv)
{
	/* Some parsers print what they read: not among the report. */
	FILE *report = fdopen(dup(STDOUT_FILENO), "w");

	must(report != NULL && freopen("/dev/null", "w", stdout) != NULL);
	for (int i = 1; i < argc; i++)
		replay(argv[i], report);
	fclose(report);
	return 0;
}
