/* SPDX-License-Identifier: MIT */
#ifndef NETSETUP_PROBE_H
#define NETSETUP_PROBE_H

/*
 * Asks an Ethernet whether somebody there has an address, before it is taken: RFC 5227, section
 * 2.1, for IPv4, and for IPv6 the duplicate address detection of RFC 4862, section 5.4. An IPv4
 * probe is an ARP request from 0.0.0.0, an IPv6 probe a neighbour solicitation from :: (RFC 4861,
 * section 4.3): nobody notes anything of who asks. The packets are those of the RFCs, their
 * schedule is shorter: three, PROBE_PAUSE_MS apart, and as long to hear the last one's answer. The
 * RFCs' 4 to 7 seconds are for slow hosts on slow wires, and for all that start after a power cut.
 *
 * All goes through a packet socket, bound to an interface:
 *
 *  - The link itself, up and without addresses, for the kinds with a receiver of their own. So
 *    everybody answers whom the link will meet: the wire behind the parent, and with it the other
 *    links on the parent, a private Ethernet, a VLAN, a bridge. A socket on the parent would miss
 *    what the kernel never shows a parent.
 *  - The parent, for kinds that get frames by IP address and not by MAC address (ipvlan): the
 *    answer to a probe is addressed to 0.0.0.0, which no link of theirs has. The socket belongs to
 *    the host's namespace and hears frames before the kernel looks for a link that they are for.
 *    Other ipvlans on the parent are not met so, and need not be: the kernel refuses an address
 *    that one of them has.
 */
#include "failure.h"
#include "link.h"

enum {
	PROBE_ROUNDS = 3,     /* PROBE_NUM of RFC 5227 */
	PROBE_PAUSE_MS = 300, /* all of it is to take less than a second */
	PROBE_FRAME_SIZE = 78,
};

/*
 * Opens a packet socket in the caller's network namespace, of which it stays; the caller closes it.
 * It hears nothing before it is bound. Needs CAP_NET_RAW there: failure->code is EPERM without.
 */
int probe_open(int *fd, struct failure *failure);

/* Binds it to the interface with this number in its namespace, also from another one. */
int probe_bind(int fd, int index, struct failure *failure);

struct probe_holder {
	size_t link; /* the number of the link that asked */
	const struct ip_prefix *address;
	struct mac_address mac;
};

/*
 * Asks for all addresses of all links with probe at once, each through its probe_socket, which is
 * bound. Returns 1 as soon as there is somebody, who is in *holder; 0 when nobody was heard, after
 * PROBE_ROUNDS * PROBE_PAUSE_MS; -1 with a failure. A frame that could not be sent, as on a link
 * without a carrier, is one that nobody answers.
 */
int probe_ask(const struct link_config *links, size_t count, struct probe_holder *holder,
	struct failure *failure);

/*
 * Writes the Ethernet frame that asks for the address, from the MAC address mac, into frame, of
 * PROBE_FRAME_SIZE. Returns its size in bytes, without the padding of short frames.
 */
size_t probe_frame(
	const struct ip_address *address, const struct mac_address *mac, unsigned char *frame);

/*
 * Whether an Ethernet frame of size bytes that the interface with the MAC address mac got tells
 * that the address is in use; *holder is then whose it is. That is
 *
 *  - an ARP packet from the address, with whatever MAC address, or another host's probe for it (RFC
 *    5227, section 2.1.1);
 *  - a neighbour advertisement of it, or another host's solicitation for it from :: (RFC 4862,
 *    sections 5.4.3 and 5.4.4), if it is valid by RFC 4861, sections 7.1.1 and 7.1.2.
 */
bool probe_is_answer(const unsigned char *frame, size_t size, const struct ip_address *address,
	const struct mac_address *mac, struct mac_address *holder);

#endif
