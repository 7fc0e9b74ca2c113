/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"

/* One line of a file, and what it begins with. */
struct line {
	const char *text;
	size_t length; /* without its newline */
};

static bool next_line(const char **rest, struct line *line)
{
	if (**rest == '\0')
		return false;
	line->text = *rest;
	line->length = strcspn(*rest, "\n");
	*rest += line->length + ((*rest)[line->length] == '\n');
	return true;
}

/* A keyword stands at the very beginning, and a blank behind it. */
static bool begins_with(const struct line *line, const char *keyword)
{
	size_t length = strlen(keyword);

	return line->length > length && strncmp(line->text, keyword, length) == 0 &&
		isblank((unsigned char)line->text[length]);
}

static enum name_servers read_server(const struct line *line)
{
	const char *word = line->text + strlen("nameserver");
	struct ip_address address;
	char text[IP_TEXT_SIZE];
	size_t length;

	word += strspn(word, " \t");
	length = strcspn(word, " \t\r\n%");
	if (length >= sizeof(text))
		return SERVERS_NONE;
	memcpy(text, word, length);
	text[length] = '\0';
	if (ip_parse(text, &address) < 0)
		return SERVERS_NONE;
	if (strcmp(text, "127.0.0.53") == 0 || strcmp(text, "127.0.0.54") == 0)
		return SERVERS_STUB;
	return ip_is_loopback(&address) ? SERVERS_ON_LOOPBACK : SERVERS_REAL;
}

enum name_servers text_servers(const char *resolv_conf)
{
	enum name_servers all = SERVERS_NONE;
	struct line line;

	while (next_line(&resolv_conf, &line)) {
		enum name_servers one =
			begins_with(&line, "nameserver") ? read_server(&line) : SERVERS_NONE;

		if (one > all)
			all = one;
	}
	return all;
}

static bool is_taken_over(const struct name_request *request, const struct line *line)
{
	if (begins_with(line, "nameserver"))
		return request->server_count == 0;
	if (begins_with(line, "search") || begins_with(line, "domain"))
		return request->search_count == 0;
	return begins_with(line, "options") || begins_with(line, "sortlist");
}

static void write_resolv_conf(FILE *file, const struct name_request *request, const char *base)
{
	struct line line;

	fprintf(file, "# Of nsrun, for this run alone.\n");
	for (size_t i = 0; i < request->server_count; i++)
		fprintf(file, "nameserver %s\n", request->servers[i]);
	for (size_t i = 0; i < request->search_count; i++)
		fprintf(file, "%s %s", i == 0 ? "search" : "", request->searches[i]);
	if (request->search_count != 0)
		fputc('\n', file);
	while (next_line(&base, &line)) {
		if (is_taken_over(request, &line))
			fprintf(file, "%.*s\n", (int)line.length, line.text);
	}
}

/* Ends the text that was written; NULL when there was no memory for it. */
static char *finish(FILE *file, char **text)
{
	if (fclose(file) == 0)
		return take_pointer(text);
	free_pointer(text);
	return NULL;
}

char *text_resolv_conf(const struct name_request *request, const char *base)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file == NULL)
		return NULL;
	write_resolv_conf(file, request, base);
	return finish(file, &text);
}

/* With its first part for short, as hostname -f wants it. */
static void write_own(FILE *file, const char *address, const char *name)
{
	size_t length = strcspn(name, ".");

	fprintf(file, "%s\t%s", address, name);
	if (length != 0 && name[length] == '.')
		fprintf(file, " %.*s", (int)length, name);
	fputc('\n', file);
}

static void write_hosts(FILE *file, const struct name_request *request, const char *own,
	const struct ip_address *addresses, size_t count)
{
	char text[IP_TEXT_SIZE];

	fprintf(file, "# Of nsrun, for this run alone; then this host's.\n");
	for (size_t i = 0; i < request->host_count; i++)
		fprintf(file, "%s\t%.*s\n", ip_format(&request->hosts[i].address, text),
			(int)request->hosts[i].length, request->hosts[i].name);
	for (size_t i = 0; own != NULL && i < count; i++)
		write_own(file, ip_format(&addresses[i], text), own);
	if (own != NULL && count == 0)
		write_own(file, "127.0.1.1", own);
}

char *text_hosts(const struct name_request *request, const char *own,
	const struct ip_address *addresses, size_t count, const char *base)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (file == NULL)
		return NULL;
	write_hosts(file, request, own, addresses, count);
	fputs(base, file);
	return finish(file, &text);
}
