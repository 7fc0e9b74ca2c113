/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_LINE_H
#define TESTS_UNIT_LINE_H

/* Command lines for the parser, written as one text with a blank between the words. */
#include "../../runner/options.h"
#include "unit.h"

/* The words of the line that was parsed last; the plan points into them. */
struct line {
	char text[8192];
	char *words[UNIT_MAX_WORDS];
};

static inline int parse_line(
	struct line *line, const char *text, struct plan *plan, struct failure *failure)
{
	char **words;
	int result;

	assert_true(strlen(text) < sizeof(line->text));
	snprintf(line->text, sizeof(line->text), "%s", text);
	memset(plan, 0, sizeof(*plan));
	plan_start(plan);
	memset(failure, 0, sizeof(*failure));
	words = split(line->text, line->words);
	result = options_parse(&words, &run_options, plan, failure);
	plan->command = words;
	return result;
}

/* A line, and the whole text of the failure that it ends with. */
struct refused {
	const char *line;
	const char *failure;
};

/* Parses each line, checks the plan where that goes well, and compares the failures. */
static inline void expect_refused(const struct refused *refused, size_t count)
{
	static struct plan plan;
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct line line;
		struct failure failure;
		bool is_fine = parse_line(&line, refused[i].line, &plan, &failure) == 0 &&
			plan_check(&plan, &failure) == 0;

		if (!is_fine && strcmp(failure.text, refused[i].failure) == 0 &&
			failure.status == STATUS_NSRUN_FAILED)
			continue;
		print_error("%s\n  gives    %s\n  and not  %s\n", refused[i].line,
			is_fine ? "no failure" : failure.text, refused[i].failure);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#endif
