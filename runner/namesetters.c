/* SPDX-License-Identifier: MIT */
#include "namesetters.h"

#include <ctype.h>
#include <net/if.h>
#include <string.h>

enum {
	LONGEST_NAME = 253, /* RFC 1035, section 2.3.4, as text and without a dot at its end */
	LONGEST_LABEL = 63,
};

/* The letters of a host's name, and with the underscore that people use. Ends at a blank or newline. */
static bool is_name(const char *name, size_t length)
{
	size_t label = 0;

	if (length == 0 || length > LONGEST_NAME)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (name[i] == '.' && label == 0)
			return false;
		label = name[i] == '.' ? 0 : label + 1;
		if (label > LONGEST_LABEL ||
			(!isalnum((unsigned char)name[i]) && strchr("-._", name[i]) == NULL))
			return false;
	}
	return true;
}

/* Of the text of an address the part in front of its %SCOPE. */
static int read_server(const char *text, size_t length, struct ip_address *address)
{
	char copy[IP_TEXT_SIZE];

	if (length >= sizeof(copy))
		return -1;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return ip_parse(copy, address);
}

/* The name of an interface of the run, or its number. */
static bool is_scope(const char *scope)
{
	size_t length = strlen(scope);

	for (const char *letter = scope; *letter != '\0'; letter++) {
		if (!isgraph((unsigned char)*letter) || strchr("/:%#;", *letter) != NULL)
			return false;
	}
	return length > 0 && length < IFNAMSIZ;
}

static int check_server(const struct option_use *use, struct failure *failure)
{
	const char *text = use->value;
	size_t length = strcspn(text, "%");
	bool has_scope = text[length] == '%';
	struct ip_address address;

	if (read_server(text, length, &address) < 0 || (has_scope && !is_scope(text + length + 1)))
		return fail(failure, 0,
			"--dns %s: must be an IPv4 or IPv6 address, as in 192.0.2.53 or "
			"fe80::1%%eth0",
			text);
	if (ip_is_unspecified(&address) || ip_is_multicast(&address))
		return fail(failure, 0, "--dns %s: this is no address of one host: name a server's",
			text);
	if (ip_is_link_local(&address) && !has_scope)
		return fail(failure, 0,
			"--dns %s: a link-local address is one of each link: name the one inside, as "
			"in %s%%eth0",
			text, text);
	if (has_scope && !ip_is_link_local(&address))
		return fail(failure, 0,
			"--dns %s: only a link-local address has a link: leave out %s", text,
			text + length);
	return 0;
}

int set_dns(const struct option_use *use, struct failure *failure)
{
	struct name_request *names = &use->plan->names;

	if (check_server(use, failure) < 0)
		return -1;
	if (names->server_count == NAMES_MAX_SERVERS)
		return fail(failure, 0,
			"--dns %s: the C library asks the first %d servers and no more: leave one out",
			use->value, NAMES_MAX_SERVERS);
	names->servers[names->server_count++] = use->value;
	return 0;
}

/* "." alone is none: what the C library makes of the host name otherwise is not searched either. */
int set_search(const struct option_use *use, struct failure *failure)
{
	struct name_request *names = &use->plan->names;
	size_t length = strlen(use->value);
	bool is_root = strcmp(use->value, ".") == 0;

	if (length > 1 && use->value[length - 1] == '.')
		length--;
	if (!is_root && !is_name(use->value, length))
		return fail(failure, 0,
			"--search %s: must be a domain of letters, digits, '-', '_' and '.', or . "
			"for none",
			use->value);
	if (names->search_count != 0 && (is_root || strcmp(names->searches[0], ".") == 0))
		return fail(failure, 0, "--search %s: . is for no domain at all: leave one out",
			use->value);
	if (names->search_count == NAMES_MAX_SEARCHES)
		return fail(failure, 0, "--search %s: more than %d: a command can have no more",
			use->value, NAMES_MAX_SEARCHES);
	names->searches[names->search_count++] = use->value;
	return 0;
}

/* Behind the name: an address, also an IPv6 one in brackets. */
static int read_host_address(const char *text, struct ip_address *address)
{
	size_t length = strlen(text);

	if (text[0] != '[')
		return ip_parse(text, address);
	if (text[length - 1] != ']' || read_server(text + 1, length - 2, address) < 0)
		return -1;
	return address->family == AF_INET6 ? 0 : -1;
}

int set_add_host(const struct option_use *use, struct failure *failure)
{
	struct name_request *names = &use->plan->names;
	struct host_line *host = &names->hosts[names->host_count];
	size_t length = strcspn(use->value, ":=");
	const char *address = use->value + length;

	if (names->host_count == NAMES_MAX_HOSTS)
		return fail(failure, 0, "--add-host %s: more than %d: a command can have no more",
			use->value, NAMES_MAX_HOSTS);
	if (*address != '\0' && strcmp(address + 1, "host-gateway") == 0)
		return fail(failure, 0,
			"--add-host %s: this host is no gateway of the command: write its address, "
			"which --host-access lets it reach",
			use->value);
	if (*address == '\0' || !is_name(use->value, length) ||
		read_host_address(address + 1, &host->address) < 0)
		return fail(failure, 0,
			"--add-host %s: must be NAME:ADDRESS, as in db:192.0.2.7 or db:2001:db8::7",
			use->value);
	host->name = use->value;
	host->length = length;
	names->host_count++;
	return 0;
}
