/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_VLAN_H
#define NETSETUP_VLAN_H

/*
 * The kind "vlan": an 802.1Q device (IEEE 802.1Q, net/8021q); and how VLANs are written. One on the
 * host, as the parent of other links, is a sub-interface (subinterface.h).
 */
#include "kind.h"

extern const struct link_kind_entry vlan_kind;

enum {
	VLAN_LEAST_ID = 1,
	VLAN_GREATEST_ID = 4094,
	VLAN_8021Q = 0x8100,  /* ETH_P_8021Q */
	VLAN_8021AD = 0x88a8, /* ETH_P_8021AD: the outer tag of QinQ */
};

/*
 * Reads "eth0.10": the part before the last dot goes into base (of size bytes), the number behind
 * it into tag->id. Returns 1, 0 when the name is not of that form, or -1 with a failure when the
 * number cannot be a VLAN's.
 */
int vlan_parse(
	const char *name, char *base, size_t size, struct vlan_tag *tag, struct failure *failure);

/*
 * What a sub-interface is called: "eth0.10", "eth0.10.20". Cut in its front part where the whole is
 * too long for a name of an interface. Without a tag it is the base's own name.
 */
void vlan_name(const char *base, const struct vlan_tag *tags, size_t count, char name[IFNAMSIZ]);

/*
 * Which Ethernet the tags lead to from that of a segment: "10" and the tags 7 and 8 give "10.7.8"
 * (".ad7" for 802.1ad). It stays the same when a sub-interface is removed and made again, and is
 * the same whatever that is called. segment and result are of SEGMENT_SIZE.
 */
void vlan_segment(
	const char *segment, const struct vlan_tag *tags, size_t count, char result[SEGMENT_SIZE]);

enum { MOST_SEGMENT_TAGS = 2 * MOST_TAGS }; /* those that are there, and those that are made */

/*
 * Reads the tags of a segment, from the outer to the inner, also of those that lead to a base which is
 * itself a sub-interface. Returns their number; 0 of a private Ethernet's, and without a segment.
 */
size_t vlan_of_segment(const char *segment, struct vlan_tag tags[MOST_SEGMENT_TAGS]);

/* Adds id and protocol to the attributes of a VLAN. Returns 0, or -1 when there is no room. */
int vlan_put_tag(struct nl_msg *request, const struct vlan_tag *tag);

/* "802.1Q" or "802.1ad". */
const char *vlan_protocol_name(unsigned short protocol);

#endif
