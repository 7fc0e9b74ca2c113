/* SPDX-License-Identifier: MIT */
/* Any text as this host's resolv.conf or hosts. The first byte says what the run asks for itself. */
#include <arpa/inet.h>

#include "../../runner/names/text.h"
#include "fuzz.h"

enum { WANTS_SERVER = 1, WANTS_SEARCH = 2, WANTS_HOST = 4 };

/* The lines of a text that begin with a word. */
static size_t count_lines(const char *text, const char *word)
{
	size_t count = 0;

	for (; *text != '\0'; text += strcspn(text, "\n"), text += *text == '\n')
		count += strncmp(text, word, strlen(word)) == 0;
	return count;
}

static void look_at_resolv_conf(const struct name_request *request, const char *base)
{
	char *text = text_resolv_conf(request, base);

	must(text != NULL);
	if (request->server_count != 0) {
		must(text_servers(text) == SERVERS_REAL);
		must(count_lines(text, "nameserver") == request->server_count);
	} else {
		must(text_servers(text) == text_servers(base));
	}
	if (request->search_count != 0)
		must(count_lines(text, "search") == 1 && count_lines(text, "domain") == 0);
	free(text);
}

/* What the run asks for stands before what the host has, which is whole. */
static void look_at_hosts(const struct name_request *request, const char *base)
{
	struct ip_address address = { AF_INET, { 192, 0, 2, 1 } };
	char *text = text_hosts(request, "web.example", &address, 1, base);
	size_t size = text != NULL ? strlen(text) : 0;

	must(text != NULL && size > strlen(base));
	must(strcmp(text + size - strlen(base), base) == 0);
	must(strstr(text, "192.0.2.1\tweb.example web\n") != NULL);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t wants = take_byte(&data, &size);
	const struct name_request request = {
		.server_count = (wants & WANTS_SERVER) != 0,
		.servers = { "192.0.2.53" },
		.search_count = (wants & WANTS_SEARCH) != 0 ? 2 : 0,
		.searches = { "a.example", "b.example" },
		.host_count = (wants & WANTS_HOST) != 0,
		.hosts = { { "other:", 5, { AF_INET, { 192, 0, 2, 2 } } } },
	};
	char *base = text_of(data, size);

	look_at_resolv_conf(&request, base);
	look_at_hosts(&request, base);
	free(base);
	return 0;
}
