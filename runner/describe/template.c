/* SPDX-License-Identifier: MIT */
#include "template.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"

enum { MARKER_SIZE = 80 };

/* The text between the two @ of a line that is a marker; false for any other line. */
static bool is_marker(const char *line, char text[MARKER_SIZE])
{
	const char *first = line + strspn(line, " \t");
	size_t length = strcspn(first, "\n");

	if (length < 3 || length - 2 >= MARKER_SIZE || first[0] != '@' || first[length - 1] != '@')
		return false;
	memcpy(text, first + 1, length - 2);
	text[length - 2] = '\0';
	return true;
}

int template_print(const char *path,
	int (*print)(const char *marker, void *context, struct failure *failure), void *context,
	struct failure *failure)
{
	FILE *file = fopen(path, "re");
	AUTO_FREE char *line = NULL;
	char text[MARKER_SIZE];
	size_t room = 0;
	int result = 0;

	if (file == NULL)
		return fail(failure, errno, "open %s", path);
	while (result == 0 && getline(&line, &room, file) >= 0) {
		if (is_marker(line, text))
			result = print(text, context, failure);
		else
			fputs(line, stdout);
	}
	fclose(file);
	return result;
}
