/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_NETWORKTEXT_H
#define TESTS_UNIT_NETWORKTEXT_H

/* Files of named networks, as tests write and read them. */
#include "unit.h"

#include "../../runner/networks/definition.h"

/*
 * The texts here have ' where a file has ": each is one line of C. HEAD is the beginning that every
 * file has, and the end of its first line.
 */
#define ID      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD_OF "{'Name':'lab','Id':'" ID "','Driver':"
#define HEAD    HEAD_OF "'macvlan',\n"
#define IPVLAN  HEAD_OF "'ipvlan',\n"

#define CONFIG(text) HEAD "'IPAM':{'Config':[{" text "}]}}"

enum { TEXT_SIZE = 8192, LIST_SIZE = 1024 };

/* The text with its quotes; path NULL: as if it were made of options. */
static inline int read_as(
	const char *text, const char *path, struct named_network *network, struct failure *failure)
{
	static char quoted[TEXT_SIZE];

	memset(failure, 0, sizeof(*failure));
	assert_true((size_t)snprintf(quoted, sizeof(quoted), "%s", text) < sizeof(quoted));
	for (char *letter = quoted; *letter != '\0'; letter++) {
		if (*letter == '\'')
			*letter = '"';
	}
	return definition_read(quoted, path, "lab", network, failure);
}

static inline struct named_network read_text(const char *text)
{
	struct named_network network;
	struct failure failure;

	expect_success(read_as(text, "lab.json", &network, &failure), &failure);
	return network;
}

/* A text, and the whole failure that it ends with. */
struct wrong {
	const char *text;
	const char *failure;
};

static inline void expect_wrong(const char *path, const struct wrong *wrong, size_t count)
{
	size_t unexpected = 0;

	for (size_t i = 0; i < count; i++) {
		struct named_network network;
		struct failure failure;
		bool is_fine = read_as(wrong[i].text, path, &network, &failure) == 0;

		if (is_fine)
			definition_release(&network);
		if (!is_fine && strcmp(failure.text, wrong[i].failure) == 0 &&
			failure.status == STATUS_NSRUN_FAILED)
			continue;
		print_error("%s\n  gives    %s\n  and not  %s\n", wrong[i].text,
			is_fine ? "no failure" : failure.text, wrong[i].failure);
		unexpected++;
	}
	assert_int_equal(unexpected, 0);
}

#define expect_all_wrong(path, wrong) expect_wrong(path, wrong, ARRAY_SIZE(wrong))

static inline void expect_prefix(const struct ip_prefix *prefix, const char *expected)
{
	char text[PREFIX_TEXT_SIZE];

	assert_string_equal(ip_prefix_format(prefix, text), expected);
}

static inline void expect_address(const struct ip_address *address, const char *expected)
{
	char text[IP_TEXT_SIZE];

	assert_string_equal(ip_format(address, text), expected);
}

#endif
