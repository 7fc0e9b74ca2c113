/* SPDX-License-Identifier: MIT */
#include "portmode.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../netsetup/ipvlan.h"
#include "../netsetup/kinds.h"
#include "../netsetup/links.h"
#include "../netsetup/vlan.h"

#define KEY_END "-ipvlan"

static const char *flag_name(int flags)
{
	return link_choice_name(ipvlan_kind.flags, flags);
}

static int refuse(const struct link_config *link, int mode, int flags, const char *who,
	struct failure *failure)
{
	fail(failure, EBUSY, "ipvlan on '%s'", link->parent);
	return fail_advise(failure,
		"%s has it in mode %s, flag %s, and these belong to the parent; use --mode %s --flag "
		"%s, or end that",
		who, link_mode_name(link->kind, mode), flag_name(flags),
		link_mode_name(link->kind, mode), flag_name(flags));
}

/* There is nothing to remove: the kernel's mode goes with the last link. */
static int remove_nothing(const char *record, void *context)
{
	(void)record;
	(void)context;
	return 0;
}

/* Links that others made in the host's own namespace can be seen, and are not to be changed. */
static int check_visible(const struct port_mode *mode, struct failure *failure)
{
	const struct link_config *link = mode->link;
	struct ipvlan_port port;
	char who[64];
	int found = ipvlan_find_port(mode->netlink, link->parent_index, &port, failure);

	if (found <= 0 || (port.mode == link->mode && port.flags == link->flags))
		return found < 0 ? -1 : 0;
	snprintf(who, sizeof(who), "the host's link %s", port.link);
	return refuse(link, port.mode, port.flags, who, failure);
}

static int make(char *record, void *context, struct failure *failure)
{
	const struct port_mode *mode = context;
	char *text;
	json_t *root;

	if (check_visible(mode, failure) < 0)
		return -1;
	root = json_pack("{si si ss si ss}", "mode", mode->link->mode, "flags", mode->link->flags,
		"run", mode->identity->id, "supervisor", (int)mode->identity->supervisor, "command",
		mode->identity->command);
	text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	json_decref(root);
	if (text == NULL)
		return fail(failure, ENOMEM, "record of the mode of '%s'", mode->link->parent);
	snprintf(record, SHARED_RECORD_SIZE, "%s", text);
	free(text);
	return 0;
}

/* The run that is named began it; it may be over, and others of the same mode go on. */
static int accepts(const char *record, void *context, struct failure *failure)
{
	const struct link_config *link = ((const struct port_mode *)context)->link;
	json_t *root = json_loads(record, JSON_REJECT_DUPLICATES, NULL);
	const char *run, *command;
	int mode, flags, supervisor;
	int result = 0;
	char who[128];

	if (json_unpack(root, "{si si ss si ss}", "mode", &mode, "flags", &flags, "run", &run,
		    "supervisor", &supervisor, "command", &command) < 0) {
		result =
			fail(failure, 0, "ipvlan on '%s': its record cannot be read", link->parent);
	} else if (mode != link->mode || flags != link->flags) {
		snprintf(who, sizeof(who), "run %s (nsrun with pid %d: %s)", run, supervisor,
			command);
		result = refuse(link, mode, flags, who, failure);
	}
	json_decref(root);
	return result;
}

static const struct shared_kind port_modes = {
	.make = make,
	.accepts = accepts,
	.remove = remove_nothing,
};

int port_mode_share(
	struct shared *shared, int directory, struct port_mode *mode, struct failure *failure)
{
	char key[SHARED_KEY_SIZE];
	char title[LINK_TITLE_SIZE];

	snprintf(key, sizeof(key), "%" PRIu64 "-%s" KEY_END, mode->identity->host,
		mode->link->segment);
	return shared_join(
		shared, directory, key, link_title(mode->link, title), &port_modes, mode, failure);
}

/* The segment of an interface begins with its number; that of a LAN called "x-ipvlan" does not. */
bool port_mode_is_key(const char *key)
{
	const char *rest = key + strspn(key, "0123456789");
	size_t digits;

	if (rest == key || *rest != '-')
		return false;
	digits = isdigit((unsigned char)rest[1]) ? strspn(rest + 1, "0123456789.ad") : 0;
	return digits > 0 && strcmp(rest + 1 + digits, KEY_END) == 0;
}
