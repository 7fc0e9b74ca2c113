/* SPDX-License-Identifier: MIT */
#include "dhcpclient.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/kinds.h"

#define SCRIPT        "/run/nsrun-dhcp/script"
#define CONFIGURATION "/run/nsrun-dhcp/dhcpcd.conf"

/*
 * The clients say what they have in the environment of a script, each with names of its own. This
 * one hands on what is needed as one line: the same for both, and with no program but the shell.
 */
static const char script[] =
	"#!/bin/sh\n"
	"printf '%s|%s|%s|%s|%s|%s\\n' \"${reason:-$1}\" \\\n"
	"\t\"${new_ip_address:-$ip}\" \"${new_subnet_cidr:-$mask}\" \\\n"
	"\t\"${new_dhcp_lease_time:-$lease}\" \"${new_routers:-$router}\" \\\n"
	"\t\"${new_classless_static_routes:-$staticroutes}\" >" DHCPCLIENT_EVENTS "\n";

static void add_word(struct dhcp_call *call, const char *word, ...)
	__attribute__((format(printf, 2, 3)));

static void add_word(struct dhcp_call *call, const char *word, ...)
{
	va_list arguments;
	size_t number = call->count++;

	va_start(arguments, word);
	vsnprintf(call->words[number], sizeof(call->words[number]), word, arguments);
	va_end(arguments);
	call->arguments[number + 1] = call->words[number];
	call->arguments[number + 2] = NULL;
}

/* The server's answers are for the parent's MAC address, and the address is not there yet. */
static bool needs_broadcasts(const struct link_config *link)
{
	return link->kind == LINK_IPVLAN;
}

static FILE *create_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (file == NULL)
		close_fd(&fd);
	return file;
}

static int finish_file(FILE *file)
{
	bool is_bad = ferror(file) != 0;

	return fclose(file) != 0 || is_bad ? -1 : 0;
}

/*
 * dhcpcd. It configures the link itself: told not to (noconfigure) it would neither renew by
 * unicast nor release at all (its issue 355). noarp: it would look for others with the address for
 * five seconds. What it says about other interfaces, IPv6 and 169.254/16 is switched off, and
 * nodev the wait for udev, which has not heard of the link.
 */
static int configure_dhcpcd(const struct dhcp_call *call)
{
	FILE *file = create_file(CONFIGURATION, 0600);

	if (file == NULL)
		return -1;
	fprintf(file,
		"release\nnodelay\nnoarp\nnodev\nnoipv4ll\nipv4only\nnoipv6\ntimeout 0\n"
		"vendorclassid\nrequire dhcp_server_identifier\n"
		"option subnet_mask, broadcast_address, routers, classless_static_routes\n"
		"clientid %s\n",
		call->client_id);
	if (call->hostname != NULL)
		fprintf(file, "hostname %s\n", call->hostname);
	if (needs_broadcasts(call->link))
		fprintf(file, "broadcast\n");
	if (!call->link->dhcp_default)
		fprintf(file, "nogateway\n");
	if (call->link->default_metric != 0)
		fprintf(file, "metric %u\n", call->link->default_metric);
	return finish_file(file);
}

static void call_dhcpcd(struct dhcp_call *call)
{
	add_word(call, "--nobackground");
	add_word(call, "--ipv4only");
	add_word(call, "--config");
	add_word(call, CONFIGURATION);
	add_word(call, "--script");
	add_word(call, SCRIPT);
	add_word(call, "--");
	add_word(call, "%s", call->link->name);
}

static int configure_nothing(const struct dhcp_call *call)
{
	(void)call;
	return 0;
}

/* "00:01:02" as busybox has it: 000102. */
static void add_udhcpc_id(struct dhcp_call *call)
{
	char digits[sizeof(call->client_id)];
	size_t used = 0;

	for (const char *letter = call->client_id; *letter != '\0'; letter++) {
		if (*letter != ':')
			digits[used++] = *letter;
	}
	digits[used] = '\0';
	add_word(call, "-x");
	add_word(call, "0x3d:%s", digits);
}

/* udhcpc of busybox. -t, -T, -A: it asks every two seconds. -R: it releases at its end. */
static void call_udhcpc(struct dhcp_call *call)
{
	static const char *const words[] = { "-f", "-R", "-t", "5", "-T", "2", "-A", "1", "-s",
		SCRIPT, "-V", "", "-O", "staticroutes" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		add_word(call, "%s", words[i]);
	add_word(call, "-i");
	add_word(call, "%s", call->link->name);
	if (needs_broadcasts(call->link))
		add_word(call, "-B");
	if (call->client_id[0] != '\0')
		add_udhcpc_id(call);
	if (call->hostname != NULL) {
		add_word(call, "-x");
		add_word(call, "hostname:%s", call->hostname);
	}
}

static const struct dhcp_client clients[] = {
	{ "dhcpcd", true, configure_dhcpcd, call_dhcpcd },
	{ "udhcpc", false, configure_nothing, call_udhcpc },
};

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* They are in directories for administrators, which not every PATH has. */
static bool find_program(const char *name, char path[PATH_MAX])
{
	const char *given = getenv("PATH");
	char places[4096];

	snprintf(places, sizeof(places), "%.3900s:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin",
		given != NULL ? given : "");
	for (char *rest = places, *place; (place = strsep(&rest, ":")) != NULL;) {
		int size = snprintf(path, PATH_MAX, "%s/%s", place, name);

		if (place[0] == '/' && size < PATH_MAX && is_program(path))
			return true;
	}
	return false;
}

const struct dhcp_client *dhcpclient_find(char path[PATH_MAX])
{
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		if (find_program(clients[i].name, path))
			return &clients[i];
	}
	return NULL;
}

/* Whether an interface of the host's has the MAC address, too. */
static bool shares_mac(const struct link_config *link)
{
	return !link_kind(link->kind)->has_own_mac(link->mode) ||
		(link->kind == LINK_VLAN && !link->has_mac);
}

/* RFC 2132, section 9.14: type 0 is followed by anything. */
static int choose_id(struct dhcp_call *call, struct failure *failure)
{
	unsigned char random[7];
	char *text = call->client_id;

	text[0] = '\0';
	if (!shares_mac(call->link))
		return 0;
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail(failure, errno, "getrandom for a client id");
	snprintf(text, sizeof(call->client_id), "00:%02x:%02x:%02x:%02x:%02x:%02x:%02x", random[0],
		random[1], random[2], random[3], random[4], random[5], random[6]);
	return 0;
}

static int write_script(void)
{
	FILE *file = create_file(SCRIPT, 0700);

	if (file == NULL)
		return -1;
	fputs(script, file);
	return finish_file(file);
}

int dhcpclient_prepare(
	const struct dhcp_client *client, struct dhcp_call *call, struct failure *failure)
{
	if (choose_id(call, failure) < 0)
		return -1;
	if (write_script() < 0 || client->write_configuration(call) < 0)
		return fail(failure, errno, "--ip dhcp: write %s", DHCPCLIENT_DIRECTORY);
	call->count = 0;
	call->arguments[0] = (char *)(uintptr_t)client->name;
	client->call(call);
	return 0;
}

/* The words of both clients. */
static enum dhcp_event event_of(const char *word)
{
	static const char *const leased[] = { "BOUND", "RENEW", "REBIND", "REBOOT", "bound",
		"renew" };
	static const char *const lost[] = { "EXPIRE", "NAK", "FAIL", "STOP", "RELEASE",
		"deconfig" };

	for (size_t i = 0; i < ARRAY_SIZE(leased); i++) {
		if (strcmp(word, leased[i]) == 0)
			return DHCP_LEASED;
	}
	for (size_t i = 0; i < ARRAY_SIZE(lost); i++) {
		if (strcmp(word, lost[i]) == 0)
			return DHCP_LOST;
	}
	return DHCP_NOTHING;
}

/* A whole number up to most; other_wise when there is none. */
static unsigned long read_number(const char *text, unsigned long most, unsigned long other_wise)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)text[0]))
		return other_wise;
	value = strtoul(text, &end, 10);
	if (*end != '\0')
		return other_wise;
	return value > most ? most : value;
}

static bool read_ipv4(const char *text, struct ip_address *address)
{
	return ip_parse(text, address) == 0 && address->family == AF_INET;
}

/* "10.0.0.0/8 10.0.0.1 …": pairs of prefix and gateway; 0.0.0.0 is none (RFC 3442). */
static void read_static_routes(char *text, struct lease *lease)
{
	char *prefix, *gateway;

	while ((prefix = strsep(&text, " ")) != NULL && (gateway = strsep(&text, " ")) != NULL) {
		struct route route = { 0 };
		struct failure ignored;
		char with_length[PREFIX_TEXT_SIZE];

		/* A length of 32 may be left out. */
		snprintf(with_length, sizeof(with_length), "%s%s", prefix,
			strchr(prefix, '/') == NULL ? "/32" : "");
		if (lease->route_count == LEASE_MAX_ROUTES ||
			ip_prefix_parse("", with_length, 0, &route.destination, &ignored) < 0 ||
			route.destination.address.family != AF_INET ||
			!read_ipv4(gateway, &route.gateway))
			continue;
		if (ip_is_unspecified(&route.gateway))
			memset(&route.gateway, 0, sizeof(route.gateway));
		lease->routes[lease->route_count++] = route;
	}
}

/* The first of the routers, which stand in the server's order of preference. */
static void read_router(char *text, struct lease *lease)
{
	struct route route = { .destination.address.family = AF_INET };

	if (read_ipv4(strsep(&text, " "), &route.gateway))
		lease->routes[lease->route_count++] = route;
}

enum dhcp_event dhcpclient_read(char *line, struct lease *lease)
{
	enum { EVENT, ADDRESS, LENGTH, SECONDS, ROUTERS, ROUTES, FIELD_COUNT };
	char *fields[FIELD_COUNT];
	enum dhcp_event event;

	memset(lease, 0, sizeof(*lease));
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		fields[i] = strsep(&line, "|");
		if (fields[i] == NULL)
			return DHCP_NOTHING;
	}
	event = event_of(fields[EVENT]);
	if (event != DHCP_LEASED)
		return event;
	if (!read_ipv4(fields[ADDRESS], &lease->address.address))
		return DHCP_NOTHING;
	lease->address.length = (unsigned char)read_number(fields[LENGTH], 32, 32);
	lease->seconds = (uint32_t)read_number(fields[SECONDS], UINT32_MAX, UINT32_MAX);
	/* Where there are static routes the routers are not to be looked at (RFC 3442). */
	if (fields[ROUTES][0] != '\0')
		read_static_routes(fields[ROUTES], lease);
	else
		read_router(fields[ROUTERS], lease);
	return DHCP_LEASED;
}
