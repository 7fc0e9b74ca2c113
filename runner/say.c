/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void say_warning(const char *text, ...)
{
	char line[400];
	va_list arguments;

	va_start(arguments, text);
	vsnprintf(line, sizeof(line), text, arguments);
	va_end(arguments);
	fprintf(stderr, "nsrun: warning: %s\n", line);
}

int say_flush(struct failure *failure)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return fail(failure, errno, "write to stdout");
	return 0;
}
