/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/netlink.h"
#include "nsfile.h"

static int read_boot_id(char boot[BOOT_ID_SIZE], struct failure *failure)
{
	static const char path[] = "/proc/sys/kernel/random/boot_id";
	AUTO_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || read(file, boot, BOOT_ID_SIZE - 1) != BOOT_ID_SIZE - 1)
		return fail(failure, errno, "read %s", path);
	boot[BOOT_ID_SIZE - 1] = '\0';
	return 0;
}

/* The command as people know it: its words, cut, and in letters that no terminal obeys. */
static void describe_command(char *const *command, char text[COMMAND_TEXT_SIZE])
{
	size_t used = 0;

	text[0] = '\0';
	for (; *command != NULL && used < COMMAND_TEXT_SIZE - 1; command++)
		used += (size_t)snprintf(text + used, COMMAND_TEXT_SIZE - used, "%s%s",
			used != 0 ? " " : "", *command);
	for (; *text != '\0'; text++) {
		if (!isascii(*text) || !isprint(*text))
			*text = '?';
	}
}

/* Any socket of the caller knows it; the sort that is made for it is the cheapest. */
static int find_cookie(int known, uint64_t *cookie, struct failure *failure)
{
	AUTO_CLOSE int any = -1;

	if (known >= 0)
		return netlink_cookie(known, cookie, failure);
	any = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (any < 0)
		return fail(failure, errno, "socket");
	return netlink_cookie(any, cookie, failure);
}

int identity_find_host(struct identity *identity, int socket, struct failure *failure)
{
	return find_cookie(socket, &identity->host, failure) < 0
		? -1
		: read_boot_id(identity->boot, failure);
}

bool identity_is_here(const struct identity *identity, const struct identity *own)
{
	return identity->host == own->host && strcmp(identity->boot, own->boot) == 0;
}

void identity_key(const struct identity *identity, const char *sort, const char *rest, char *key)
{
	snprintf(key, CLAIM_KEY_SIZE, "%s%" PRIu64 "-%s", sort, identity->host, rest);
}

int identity_start(struct identity *identity, const char *name, char *const *command, int socket,
	struct failure *failure)
{
	unsigned char random[(RUN_ID_SIZE - 1) / 2];

	identity->key_count = 0;
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail(failure, errno, "getrandom for the run's ID");
	/* Else Jansson opens /dev/urandom for its own. */
	json_object_seed((size_t)random[0] << 8 | random[1] | 1);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(identity->id + 2 * i, 3, "%02x", random[i]);
	snprintf(identity->name, sizeof(identity->name), "%s", name != NULL ? name : "");
	identity->supervisor = getpid();
	identity->pid_namespace = nsfile_number_own("pid");
	identity->namespace_id = -1;
	identity->cookie = 0;
	describe_command(command, identity->command);
	return identity_find_host(identity, socket, failure);
}

/* Only a claim on an Ethernet begins with the host's number. */
static const char *find_sort(const char *key, const char *sort)
{
	const char *found = isdigit((unsigned char)key[0]) ? strstr(key, sort) : NULL;

	return found != NULL ? found + strlen(sort) : NULL;
}

int identity_key_address(const char *key, struct ip_address *address)
{
	const char *found = find_sort(key, ADDRESS_KEY);

	return found != NULL ? ip_parse(found, address) : -1;
}

int identity_key_mac(const char *key, struct mac_address *mac)
{
	const char *found = find_sort(key, MAC_KEY);

	return found != NULL ? mac_parse(found, mac) : -1;
}

static json_t *json_keys(const struct identity *identity)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < identity->key_count; i++)
		json_array_append_new(keys, json_string(identity->keys[i]));
	return keys;
}

json_t *identity_to_object(const struct identity *identity)
{
	return json_pack("{ss ss ss sI sI si si sI ss so}", "id", identity->id, "name",
		identity->name, "boot", identity->boot, "host", (json_int_t)identity->host,
		"cookie", (json_int_t)identity->cookie, "namespace_id", identity->namespace_id,
		"supervisor", (int)identity->supervisor, "pid_namespace",
		(json_int_t)identity->pid_namespace, "command", identity->command, "keys",
		json_keys(identity));
}

char *identity_to_json(const struct identity *identity)
{
	json_t *root = identity_to_object(identity);
	char *text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;

	json_decref(root);
	return text;
}

static int copy_text(char *to, size_t size, const char *from)
{
	return (size_t)snprintf(to, size, "%s", from) < size ? 0 : -1;
}

/* Each is, or is part of, a file's name: never a path that leads elsewhere. */
static bool is_name(const char *text)
{
	return strchr(text, '/') == NULL && text[0] != '.';
}

static int read_keys(json_t *keys, struct identity *identity)
{
	size_t index;
	json_t *value;

	if (!json_is_array(keys))
		return -1;
	json_array_foreach(keys, index, value) {
		const char *text = json_string_value(value);

		if (text == NULL || !is_name(text) || text[0] == '\0' ||
			identity->key_count == MOST_CLAIMS ||
			copy_text(identity->keys[identity->key_count++], CLAIM_KEY_SIZE, text) < 0)
			return -1;
	}
	return 0;
}

int identity_from_object(json_t *root, struct identity *identity)
{
	const char *id, *name, *boot, *command;
	json_int_t host, cookie, namespace_id, supervisor, pid_namespace;
	json_t *keys;

	identity->key_count = 0;
	if (json_unpack(root, "{ss ss ss sI sI sI sI sI ss so}", "id", &id, "name", &name, "boot",
		    &boot, "host", &host, "cookie", &cookie, "namespace_id", &namespace_id,
		    "supervisor", &supervisor, "pid_namespace", &pid_namespace, "command", &command,
		    "keys", &keys) < 0)
		return -1;
	identity->host = (uint64_t)host;
	identity->cookie = (uint64_t)cookie;
	identity->pid_namespace = (uint64_t)pid_namespace;
	if (namespace_id < -1 || namespace_id > INT_MAX || supervisor < 0 || supervisor > INT_MAX)
		return -1;
	identity->namespace_id = (int)namespace_id;
	identity->supervisor = (pid_t)supervisor;
	if (!is_name(id) || !is_name(name) ||
		copy_text(identity->id, sizeof(identity->id), id) < 0 ||
		copy_text(identity->name, sizeof(identity->name), name) < 0 ||
		copy_text(identity->boot, sizeof(identity->boot), boot) < 0 ||
		copy_text(identity->command, sizeof(identity->command), command) < 0)
		return -1;
	return read_keys(keys, identity);
}

int identity_from_json(const char *text, struct identity *identity)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int result = root != NULL ? identity_from_object(root, identity) : -1;

	json_decref(root);
	return result;
}
