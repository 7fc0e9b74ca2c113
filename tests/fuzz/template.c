/* SPDX-License-Identifier: MIT */
/* Any text as the template of --format, and behind its first line any JSON as what it is for. */
#include "../../runner/format.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size != 0 ? memchr(data, '\n', size) : NULL;
	size_t length = newline != NULL ? (size_t)(newline - data) : size;
	char *template = text_of(data, length);
	char *rest = text_of(newline != NULL ? newline + 1 : data + size,
		newline != NULL ? size - length - 1 : 0);
	json_t *item = json_loads(rest, JSON_DECODE_ANY, NULL);
	json_t *list = json_array();
	struct failure failure = { 0 };
	char *text = NULL;

	if (item != NULL)
		json_array_append_new(list, item);
	if (format_list(list, template, &text, &failure) < 0) {
		must_be_refusal(&failure);
		must(text == NULL);
	} else {
		must(text != NULL);
	}
	free(text);
	json_decref(list);
	free(template);
	free(rest);
	return 0;
}
