/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/path.h"
#include "../options.h"

enum { WORDS_AT_ONCE = 32 };

static int make_room(struct words *words)
{
	size_t room = words->room + WORDS_AT_ONCE;
	char **list;
	unsigned *lines;

	if (words->count + 1 < words->room)
		return 0;
	list = reallocarray(words->list, room, sizeof(*list));
	if (list == NULL)
		return -1;
	words->list = list;
	lines = reallocarray(words->lines, room, sizeof(*lines));
	if (lines == NULL)
		return -1;
	words->lines = lines;
	words->room = room;
	return 0;
}

/* Out of memory it returns false, and the list ends before. */
static bool add(struct words *words, unsigned line, const char *text, ...)
	__attribute__((format(printf, 3, 4)));

static bool add(struct words *words, unsigned line, const char *text, ...)
{
	va_list arguments;
	int length;

	if (make_room(words) < 0)
		return false;
	va_start(arguments, text);
	length = vasprintf(&words->list[words->count], text, arguments);
	va_end(arguments);
	if (length >= 0)
		words->lines[words->count++] = line;
	words->list[words->count] = NULL;
	return length >= 0;
}

/* A LAN is the topology's own. All else is as nsrun takes it. */
static bool add_setting(
	const struct topology *topology, const struct setting *setting, struct words *words)
{
	const char *name = setting->option->name;

	if (setting->value == NULL)
		return add(words, setting->line, "--%s", name);
	if (strcmp(name, "lan") == 0)
		return add(words, setting->line, "--lan=%s-%s", topology->name, setting->value);
	return add(words, setting->line, "--%s=%s", name, setting->value);
}

static bool add_forwarding(const struct topology_host *host, struct words *words)
{
	if (!host->forwards)
		return true;
	if (!add(words, host->line, "--sysctl=net.ipv4.ip_forward=1"))
		return false;
	return !path_exists("/proc/sys/net/ipv6") ||
		add(words, host->line, "--sysctl=net.ipv6.conf.all.forwarding=1");
}

/* The first address that the file gives it: "dhcp" and "slaac" are none. */
static const struct setting *first_address(const struct topology_host *host)
{
	for (size_t i = 0; i < host->setting_count; i++) {
		const struct setting *setting = &host->settings[i];

		if (strcmp(setting->option->name, "ip") == 0 &&
			strpbrk(setting->value, ".:") != NULL)
			return setting;
	}
	return NULL;
}

static bool add_others(
	const struct topology *topology, const struct topology_host *host, struct words *words)
{
	for (size_t i = 0; i < topology->host_count; i++) {
		const struct topology_host *other = &topology->hosts[i];
		const struct setting *address = first_address(other);

		if (other == host || address == NULL)
			continue;
		if (!add(words, address->line, "--add-host=%s:%.*s", other->name,
			    (int)strcspn(address->value, "/"), address->value))
			return false;
	}
	return true;
}

static bool add_options(
	const struct topology *topology, const struct topology_host *host, struct words *words)
{
	if (!add(words, host->line, "nsrun") || !add(words, host->line, "run") ||
		!add(words, host->line, "--detach") ||
		!add(words, host->line, "--name=%s-%s", topology->name, host->name) ||
		!add(words, host->line, "--hostname=%s", host->name))
		return false;
	for (size_t i = 0; i < host->setting_count; i++) {
		if (!add_setting(topology, &host->settings[i], words))
			return false;
	}
	return add_forwarding(host, words) && add_others(topology, host, words);
}

static bool add_command(const struct topology_host *host, struct words *words)
{
	if (host->command == NULL)
		return true;
	if (!add(words, host->line, "--"))
		return false;
	for (const char **word = host->command; *word != NULL; word++) {
		if (!add(words, host->line, "%s", *word))
			return false;
	}
	return true;
}

int words_make(const struct topology *topology, const struct topology_host *host,
	struct words *words, struct failure *failure)
{
	bool is_whole;

	*words = (struct words){ .count = 0 };
	is_whole = add_options(topology, host, words);
	words->options = words->count;
	if (!is_whole || !add_command(host, words))
		return fail(failure, ENOMEM, "%s: %s", topology->tree.path, host->name);
	return 0;
}

void words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
	free(words->lines);
	*words = (struct words){ .count = 0 };
}

/* Each with the plan that those before it have made: the options of a link need theirs. */
static int check_words(
	const struct topology *topology, const struct words *words, struct failure *failure)
{
	static struct plan plan;
	char where[sizeof(failure->text)];

	memset(&plan, 0, sizeof(plan));
	plan_start(&plan);
	for (size_t i = 2; i < words->options; i++) {
		char *one[] = { words->list[i], NULL };
		char **next = one;

		if (options_parse(&next, &run_options, &plan, failure) == 0)
			continue;
		snprintf(where, sizeof(where), "%s:%u", topology->tree.path, words->lines[i]);
		return fail_in(failure, where);
	}
	return 0;
}

int words_check(const struct topology *topology, struct failure *failure)
{
	int result = 0;

	for (size_t i = 0; i < topology->host_count && result == 0; i++) {
		struct words words;

		result = words_make(topology, &topology->hosts[i], &words, failure);
		if (result == 0)
			result = check_words(topology, &words, failure);
		words_release(&words);
	}
	return result;
}
