/* SPDX-License-Identifier: MIT */
#include "dockerwords.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "../netsetup/cleanup.h"

#define OWN_FILES \
	"the command sees this host's own files; to have one elsewhere, here it is --bind SRC:DST"
#define OWN_ADDRESS \
	"not needed, for the command has its own address and all ports of it: leave it out"
#define NO_IMAGES "nsrun has no images: leave it out"
#define DNS_OPTIONS \
	"they are those of this host's resolv.conf: write env RES_OPTIONS=OPTION before the command"

static const struct {
	const char *name;
	char letter; /* or '\0' */
	const char *answer;
} options[] = {
	{ "volume", 'v', OWN_FILES },
	{ "mount", '\0', OWN_FILES },
	{ "publish", 'p', OWN_ADDRESS },
	{ "publish-all", 'P', OWN_ADDRESS },
	{ "expose", '\0', OWN_ADDRESS },
	{ "link", '\0',
		"not needed, for runs on one network reach each other by their addresses: leave it out" },
	{ "net", '\0', "nsrun has no short form of it: write --network" },
	{ "dns-option", '\0', DNS_OPTIONS },
	{ "dns-opt", '\0', DNS_OPTIONS },
	{ "dns-search", '\0', "nsrun calls it otherwise: write --search" },
	{ "ip6", '\0', "one option is for both families: write --ip" },
	{ "mac-address", '\0', "nsrun calls it otherwise: write --mac" },
	{ "ipvlan_mode", '\0',
		"a network has it: nsrun network create -o ipvlan_mode=MODE; of a link it is --mode" },
	{ "macvlan_mode", '\0',
		"a network has it: nsrun network create -o macvlan_mode=MODE; of a link it is --mode" },
	{ "ipvlan_flag", '\0',
		"a network has it: nsrun network create -o ipvlan_flag=FLAG; of a link it is --flag" },
	{ "parent", '\0',
		"a network has it: nsrun network create -o parent=INTERFACE; a link is on one by "
		"--macvlan INTERFACE" },
	{ "entrypoint", '\0', "nsrun has no images with one: name the command itself" },
	{ "restart", '\0', "nsrun has no daemon that would do it: use a service of systemd's" },
	{ "env-file", '\0', "one option is one variable: write --env NAME=VALUE for each" },
	{ "workdir", '\0', "nsrun calls it otherwise: write --chdir, or -w" },
	{ "security-opt", '\0',
		"write --seccomp FILE for seccomp=FILE; no-new-privileges is so in any case" },
	{ "pull", '\0', NO_IMAGES },
	{ "platform", '\0', NO_IMAGES },
};

static const struct {
	const char *word;
	const char *here;
} commands[] = {
	{ "rm", "nsrun stop" },
	{ "kill", "nsrun stop --grace 0" },
};

static bool is_called(size_t number, const char *option)
{
	if (strncmp(option, "--", 2) == 0)
		return strcmp(option + 2, options[number].name) == 0;
	return option[0] == '-' && option[1] != '\0' && option[1] == options[number].letter &&
		option[2] == '\0';
}

bool dockerwords_answer(const char *option, struct failure *failure)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (is_called(i, option)) {
			fail(failure, 0, "%s: %s", option, options[i].answer);
			return true;
		}
	}
	return false;
}

bool dockerwords_is_volume(const char *letters, const char *next)
{
	const char *letter = strchr(letters, 'v');
	const char *value;

	if (letter == NULL)
		return false;
	value = letter[1] != '\0' ? letter + 1 : next;
	return value != NULL && strstr(value, ":/") != NULL;
}

const char *dockerwords_subcommand(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(word, commands[i].word) == 0)
			return commands[i].here;
	}
	return NULL;
}

#define SMALL_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789._-"

/* A registry may have a port: localhost:5000/alpine. */
bool dockerwords_is_image(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *name = slash != NULL ? slash + 1 : word;
	size_t length = strspn(name, SMALL_LETTERS);
	const char *tag;

	if (!isalnum((unsigned char)word[0]) || length == 0)
		return false;
	if (strspn(word, SMALL_LETTERS ":/") < (size_t)(name - word))
		return false;
	if (name[length] != ':' && strncmp(&name[length], "@sha256:", 8) != 0)
		return false;
	tag = &name[length + 1];
	return isalnum((unsigned char)*tag) &&
		tag[strspn(tag, SMALL_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ@:")] == '\0';
}
