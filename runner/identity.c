/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"

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

int identity_start(struct identity *identity, char *const *command, struct failure *failure)
{
	unsigned char random[(RUN_ID_SIZE - 1) / 2];

	identity->key_count = 0;
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail(failure, errno, "getrandom for the run's ID");
	/* Else Jansson opens /dev/urandom for its own. */
	json_object_seed((size_t)random[0] << 8 | random[1] | 1);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(identity->id + 2 * i, 3, "%02x", random[i]);
	identity->supervisor = getpid();
	identity->namespace_id = -1;
	describe_command(command, identity->command);
	return read_boot_id(identity->boot, failure);
}

int identity_key_address(const char *key, struct ip_address *address)
{
	const char *found = strstr(key, ADDRESS_KEY);

	return found != NULL ? ip_parse(found + strlen(ADDRESS_KEY), address) : -1;
}

int identity_key_mac(const char *key, struct mac_address *mac)
{
	const char *found = strstr(key, MAC_KEY);

	return found != NULL ? mac_parse(found + strlen(MAC_KEY), mac) : -1;
}

static json_t *json_keys(const struct identity *identity)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < identity->key_count; i++)
		json_array_append_new(keys, json_string(identity->keys[i]));
	return keys;
}

char *identity_to_json(const struct identity *identity)
{
	json_t *root = json_pack("{ss ss sI sI si si ss so}", "id", identity->id, "boot",
		identity->boot, "host", (json_int_t)identity->host, "cookie",
		(json_int_t)identity->cookie, "namespace_id", identity->namespace_id, "supervisor",
		(int)identity->supervisor, "command", identity->command, "keys",
		json_keys(identity));
	char *text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;

	json_decref(root);
	return text;
}

static int copy_text(char *to, size_t size, const char *from)
{
	return (size_t)snprintf(to, size, "%s", from) < size ? 0 : -1;
}

static int read_keys(json_t *keys, struct identity *identity)
{
	size_t index;
	json_t *value;

	if (!json_is_array(keys))
		return -1;
	json_array_foreach(keys, index, value) {
		const char *text = json_string_value(value);

		/* A key is a file's name: never a path that leads elsewhere. */
		if (text == NULL || strchr(text, '/') != NULL || text[0] == '.' ||
			text[0] == '\0' || identity->key_count == MOST_CLAIMS ||
			copy_text(identity->keys[identity->key_count++], CLAIM_KEY_SIZE, text) < 0)
			return -1;
	}
	return 0;
}

static int read_identity(json_t *root, struct identity *identity)
{
	const char *id, *boot, *command;
	json_int_t host, cookie, namespace_id, supervisor;
	json_t *keys;

	if (json_unpack(root, "{ss ss sI sI sI sI ss so}", "id", &id, "boot", &boot, "host", &host,
		    "cookie", &cookie, "namespace_id", &namespace_id, "supervisor", &supervisor,
		    "command", &command, "keys", &keys) < 0)
		return -1;
	identity->host = (uint64_t)host;
	identity->cookie = (uint64_t)cookie;
	if (namespace_id < -1 || namespace_id > INT_MAX || supervisor < 0 || supervisor > INT_MAX)
		return -1;
	identity->namespace_id = (int)namespace_id;
	identity->supervisor = (pid_t)supervisor;
	if (copy_text(identity->id, sizeof(identity->id), id) < 0 ||
		copy_text(identity->boot, sizeof(identity->boot), boot) < 0 ||
		copy_text(identity->command, sizeof(identity->command), command) < 0)
		return -1;
	return read_keys(keys, identity);
}

int identity_from_json(const char *text, struct identity *identity)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int result;

	identity->key_count = 0;
	result = root != NULL ? read_identity(root, identity) : -1;
	json_decref(root);
	return result;
}
