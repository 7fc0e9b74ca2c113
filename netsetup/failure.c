/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void append(
	struct failure *failure, const char *format, va_list arguments)
{
	size_t used = strlen(failure->text);

	vsnprintf(failure->text + used, sizeof(failure->text) - used, format, arguments);
}

__attribute__((format(printf, 2, 3))) static void append_words(
	struct failure *failure, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(failure, format, arguments);
	va_end(arguments);
}

static void start(struct failure *failure, int code)
{
	failure->code = code;
	failure->status = STATUS_NSRUN_FAILED;
	failure->stage = NULL;
	failure->link = 0;
	failure->text[0] = '\0';
}

int fail(struct failure *failure, int code, const char *what, ...)
{
	va_list arguments;

	start(failure, code);
	va_start(arguments, what);
	append(failure, what, arguments);
	va_end(arguments);
	if (code != 0)
		append_words(failure, ": %s", strerror(code));
	return -1;
}

int fail_why(struct failure *failure, int code, const char *why, const char *what, ...)
{
	va_list arguments;

	start(failure, code);
	va_start(arguments, what);
	append(failure, what, arguments);
	va_end(arguments);
	append_words(failure, ": %s", why);
	return -1;
}

int fail_in(struct failure *failure, const char *context)
{
	char text[sizeof(failure->text)];

	memcpy(text, failure->text, sizeof(text));
	failure->text[0] = '\0';
	append_words(failure, "%s: %s", context, text);
	return -1;
}

int fail_advise(struct failure *failure, const char *advice, ...)
{
	va_list arguments;

	append_words(failure, ": ");
	va_start(arguments, advice);
	append(failure, advice, arguments);
	va_end(arguments);
	return -1;
}
