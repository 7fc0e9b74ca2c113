/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_FORMAT_H
#define RUNNER_FORMAT_H

/*
 * Docker's --format: a Go template, of which this is known here, with any text around:
 *
 *	{{.KEY.KEY}}         the value there: a string as it is, a number, true, false; an object or
 *	                     array as compact JSON; of null what Go makes of JSON's: <no value>
 *	{{json .KEY.KEY}}    the same as compact JSON in any case: "text", null
 *	{{.}}, {{json .}}    the whole
 *
 * There may be blanks inside of the braces. A key is of letters, digits, '-' and '_'; Go has no '-' in
 * one, but networks have it in their names. What is not known here is refused, and so is a key that
 * is not there, where Docker sometimes prints <no value>: a script would take it for a value.
 */
#include <jansson.h>

#include "../netsetup/failure.h"

/*
 * Makes the text of a list: each of its items by the template, with a newline behind it. With the
 * template "json" it is the list in one line, and with NULL in lines for people. The caller frees
 * *text, which is NULL after a failure.
 */
int format_list(json_t *list, const char *template, char **text, struct failure *failure);

#endif
