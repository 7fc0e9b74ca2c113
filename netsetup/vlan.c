/* SPDX-License-Identifier: MIT */
#include "vlan.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ifname.h"

int vlan_put_tag(struct nl_msg *request, const struct vlan_tag *tag)
{
	if (nla_put_u16(request, IFLA_VLAN_ID, tag->id) < 0)
		return -1;
	return nla_put_u16(request, IFLA_VLAN_PROTOCOL, htons(tag->protocol));
}

static int describe(struct nl_msg *request, const struct link_config *link, int mode)
{
	(void)mode;
	return vlan_put_tag(request, &link->tag);
}

const struct link_kind_entry vlan_kind = {
	.name = "vlan",
	.title = "a VLAN",
	.modes = kind_no_choices,
	.flags = kind_no_choices,
	.describe = describe,
	.announcing_mode = kind_same_mode,
	.probing_mode = kind_same_mode,
	.has_own_mac = kind_always,
	.takes_parent = kind_never,
	.is_default_route = kind_never,
};

const char *vlan_protocol_name(unsigned short protocol)
{
	return protocol == VLAN_8021AD ? "802.1ad" : "802.1Q";
}

void vlan_name(const char *base, const struct vlan_tag *tags, size_t count, char name[IFNAMSIZ])
{
	char ids[MOST_TAGS * 6 + 1] = ""; /* ".4094" each, and room for any unsigned short */
	size_t used = 0;

	for (size_t i = 0; i < count && used < sizeof(ids); i++)
		used += (size_t)snprintf(ids + used, sizeof(ids) - used, ".%u", tags[i].id);
	ifname_join(base, ids, name);
}

void vlan_segment(
	const char *segment, const struct vlan_tag *tags, size_t count, char result[SEGMENT_SIZE])
{
	size_t used = (size_t)snprintf(result, SEGMENT_SIZE, "%s", segment);

	for (size_t i = 0; i < count && used < SEGMENT_SIZE; i++)
		used += (size_t)snprintf(result + used, SEGMENT_SIZE - used, ".%s%u",
			tags[i].protocol == VLAN_8021AD ? "ad" : "", tags[i].id);
}

/* There is a dot before each tag, and none in the name of a private Ethernet. */
size_t vlan_of_segment(const char *segment, struct vlan_tag tags[MOST_SEGMENT_TAGS])
{
	size_t count = 0;

	while (count < MOST_SEGMENT_TAGS && (segment = strchr(segment, '.')) != NULL) {
		bool is_ad = strncmp(++segment, "ad", 2) == 0;

		tags[count].id = (unsigned short)strtoul(segment + (is_ad ? 2 : 0), NULL, 10);
		tags[count].protocol = is_ad ? VLAN_8021AD : VLAN_8021Q;
		count++;
	}
	return count;
}

int vlan_parse(
	const char *name, char *base, size_t size, struct vlan_tag *tag, struct failure *failure)
{
	const char *dot = strrchr(name, '.');
	size_t length = dot != NULL ? (size_t)(dot - name) : 0;
	unsigned id = 0;

	if (length == 0 || length >= size || dot[1] == '\0' || strlen(dot + 1) > 6 ||
		strspn(dot + 1, "0123456789") != strlen(dot + 1))
		return 0;
	sscanf(dot + 1, "%u", &id);
	if (id < VLAN_LEAST_ID || id > VLAN_GREATEST_ID)
		return fail(failure, 0, "%s: the id of a VLAN must be %d to %d", name,
			VLAN_LEAST_ID, VLAN_GREATEST_ID);
	memcpy(base, name, length);
	base[length] = '\0';
	tag->id = (unsigned short)id;
	tag->protocol = VLAN_8021Q;
	return 1;
}
