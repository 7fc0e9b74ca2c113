/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/ip6.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "cleanup.h"
#include "clock.h"

enum {
	HOP_LIMIT = 255,      /* RFC 4861: what did not pass a router */
	LARGEST_FRAME = 1514, /* of an advertisement only the beginning is read */
	MOST_AT_ONCE = 64,    /* frames of one socket, before the time is looked at again */
	VLAN_ID = 0xfff,      /* in a tag */
};

struct arp_frame {
	struct ether_header ethernet;
	struct ether_arp arp;
} __attribute__((packed, may_alias));

/* A solicitation or an advertisement: both have the same form. */
struct nd_frame {
	struct ether_header ethernet;
	struct ip6_hdr ip;
	struct nd_neighbor_solicit question;
} __attribute__((packed, may_alias));

static_assert(sizeof(struct nd_frame) == PROBE_FRAME_SIZE, "the larger of both frames");

static const unsigned char all_nodes[ETH_ALEN] = { 0x33, 0x33, 0, 0, 0, 1 };

/*
 * ARP, neighbour solicitations and advertisements. A socket on a parent also sees what is for the
 * VLANs on it, the tag beside the frame and not in it: that is another Ethernet, unless the tag has
 * a priority only. A socket on a VLAN sees no tag, but before Linux 6.2 the number of the last one.
 */
static struct sock_filter program[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG)),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, VLAN_ID, 8, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct ether_header, ether_type)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_ARP, 5, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_IPV6, 0, 5),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct nd_frame, ip.ip6_nxt)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 3),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct nd_frame, question.nd_ns_type)),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ND_NEIGHBOR_SOLICIT, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, LARGEST_FRAME),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

int probe_open(int *fd, struct failure *failure)
{
	static const struct sock_fprog filter = { ARRAY_SIZE(program), program };
	static const int yes = 1;

	*fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*fd < 0) {
		fail(failure, errno, "--probe: packet socket");
		return failure->code == EPERM
			? fail_advise(failure, "this needs CAP_NET_RAW; use sudo")
			: -1;
	}
	if (setsockopt(*fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0 ||
		setsockopt(*fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes)) < 0) {
		fail(failure, errno, "--probe: set the packet socket up");
		close_fd(fd);
		return -1;
	}
	return 0;
}

int probe_bind(int fd, int index, struct failure *failure)
{
	const struct sockaddr_ll place = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = index,
	};

	if (bind(fd, (const struct sockaddr *)&place, sizeof(place)) < 0)
		return fail(failure, errno, "--probe: packet socket on interface number %d", index);
	return 0;
}

/* RFC 1071, over the pseudo-header of IPv6 (RFC 8200, section 8.1) and the message. */
static uint16_t checksum(const struct nd_frame *frame, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)&frame->ip.ip6_src;
	uint32_t sum = (uint32_t)size + IPPROTO_ICMPV6;

	/* Both addresses, and behind them the message. */
	for (size_t i = 0; i < 2 * sizeof(struct in6_addr) + size; i++)
		sum += (uint32_t)bytes[i] << (i % 2 == 0 ? 8 : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* 33:33:ff and the end of the address: RFC 4291, section 2.7.1, and RFC 2464, section 7. */
static struct mac_address solicited_mac(const struct ip_address *address)
{
	struct mac_address mac = { { 0x33, 0x33, 0xff } };

	memcpy(mac.bytes + 3, address->bytes + 13, 3);
	return mac;
}

static size_t ask_arp(
	const struct ip_address *address, const struct mac_address *mac, unsigned char *frame)
{
	struct arp_frame request = {
		.ethernet.ether_type = htons(ETHERTYPE_ARP),
		.arp.ea_hdr = { htons(ARPHRD_ETHER), htons(ETHERTYPE_IP), ETH_ALEN, 4,
			htons(ARPOP_REQUEST) },
	};

	memset(request.ethernet.ether_dhost, 0xff, ETH_ALEN);
	memcpy(request.ethernet.ether_shost, mac->bytes, ETH_ALEN);
	memcpy(request.arp.arp_sha, mac->bytes, ETH_ALEN);
	memcpy(request.arp.arp_tpa, address->bytes, 4);
	memcpy(frame, &request, sizeof(request));
	return sizeof(request);
}

static size_t ask_neighbour(
	const struct ip_address *address, const struct mac_address *mac, unsigned char *frame)
{
	static const unsigned char solicited[13] = { 0xff, 0x02, [11] = 1, 0xff };
	const struct mac_address to = solicited_mac(address);
	struct nd_frame request = {
		.ethernet.ether_type = htons(ETHERTYPE_IPV6),
		.ip.ip6_plen = htons(sizeof(request.question)),
		.ip.ip6_nxt = IPPROTO_ICMPV6,
		.ip.ip6_hlim = HOP_LIMIT,
		.question.nd_ns_type = ND_NEIGHBOR_SOLICIT,
	};

	request.ip.ip6_vfc = 6 << 4;
	memcpy(request.ethernet.ether_dhost, to.bytes, ETH_ALEN);
	memcpy(request.ethernet.ether_shost, mac->bytes, ETH_ALEN);
	memcpy(&request.ip.ip6_dst, solicited, sizeof(solicited));
	memcpy((unsigned char *)&request.ip.ip6_dst + 13, address->bytes + 13, 3);
	memcpy(&request.question.nd_ns_target, address->bytes, 16);
	request.question.nd_ns_cksum = checksum(&request, sizeof(request.question));
	memcpy(frame, &request, sizeof(request));
	return sizeof(request);
}

size_t probe_frame(
	const struct ip_address *address, const struct mac_address *mac, unsigned char *frame)
{
	return address->family == AF_INET ? ask_arp(address, mac, frame)
					  : ask_neighbour(address, mac, frame);
}

static bool is_arp_answer(const struct arp_frame *frame, const struct ip_address *address,
	const struct mac_address *mac, struct mac_address *holder)
{
	static const unsigned char none[4];

	if (frame->arp.ea_hdr.ar_hrd != htons(ARPHRD_ETHER) ||
		frame->arp.ea_hdr.ar_pro != htons(ETHERTYPE_IP) ||
		frame->arp.ea_hdr.ar_hln != ETH_ALEN || frame->arp.ea_hdr.ar_pln != sizeof(none))
		return false;
	memcpy(holder->bytes, frame->arp.arp_sha, ETH_ALEN);
	if (memcmp(frame->arp.arp_spa, address->bytes, sizeof(none)) == 0)
		return true;
	/* Another's probe; a probe of its own may come back from the switch. */
	return frame->arp.ea_hdr.ar_op == htons(ARPOP_REQUEST) &&
		memcmp(frame->arp.arp_spa, none, sizeof(none)) == 0 &&
		memcmp(frame->arp.arp_tpa, address->bytes, sizeof(none)) == 0 &&
		!mac_equal(holder, mac);
}

/* Finds the option of a type behind a message, whose lengths must all be right: 1, 0 or -1. */
static int find_option(
	const unsigned char *options, size_t size, unsigned char type, const unsigned char **found)
{
	*found = NULL;
	while (size > 0) {
		size_t length = size >= 2 ? (size_t)options[1] * 8 : 0;

		if (length == 0 || length > size)
			return -1;
		if (options[0] == type && *found == NULL)
			*found = options + 2;
		options += length;
		size -= length;
	}
	return *found != NULL;
}

/* plen is the size of the message, which begins with the question. */
static bool is_nd_answer(const struct nd_frame *frame, size_t plen,
	const struct ip_address *address, const struct mac_address *mac, struct mac_address *holder)
{
	const unsigned char *message = (const unsigned char *)&frame->question;
	const unsigned char *option;
	int has_option = find_option(message + sizeof(frame->question),
		plen - sizeof(frame->question), ND_OPT_TARGET_LINKADDR, &option);

	if (frame->ip.ip6_nxt != IPPROTO_ICMPV6 || frame->ip.ip6_hlim != HOP_LIMIT ||
		frame->question.nd_ns_code != 0 || has_option < 0 || checksum(frame, plen) != 0 ||
		memcmp(&frame->question.nd_ns_target, address->bytes, 16) != 0)
		return false;
	memcpy(holder->bytes, frame->ethernet.ether_shost, ETH_ALEN);
	if (frame->question.nd_ns_type == ND_NEIGHBOR_ADVERT) {
		if (has_option > 0)
			memcpy(holder->bytes, option, ETH_ALEN);
		return true;
	}
	/* From ::, so it is no question of one who only wants to talk to the address. */
	return frame->question.nd_ns_type == ND_NEIGHBOR_SOLICIT &&
		memcmp(&frame->ip.ip6_src, &in6addr_any, sizeof(in6addr_any)) == 0 &&
		!mac_equal(holder, mac);
}

bool probe_is_answer(const unsigned char *frame, size_t size, const struct ip_address *address,
	const struct mac_address *mac, struct mac_address *holder)
{
	const struct arp_frame *arp = (const struct arp_frame *)frame;
	const struct nd_frame *nd = (const struct nd_frame *)frame;
	size_t plen;

	if (address->family == AF_INET)
		return size >= sizeof(*arp) && arp->ethernet.ether_type == htons(ETHERTYPE_ARP) &&
			is_arp_answer(arp, address, mac, holder);
	if (size < sizeof(*nd) || nd->ethernet.ether_type != htons(ETHERTYPE_IPV6))
		return false;
	plen = ntohs(nd->ip.ip6_plen);
	return plen >= sizeof(nd->question) && plen <= size - offsetof(struct nd_frame, question) &&
		is_nd_answer(nd, plen, address, mac, holder);
}

/* Another's solicitation goes to a group, an answer to all nodes: a parent may hear neither. */
static int hear_group(int fd, int index, const unsigned char *mac, struct failure *failure)
{
	struct packet_mreq request = {
		.mr_ifindex = index,
		.mr_type = PACKET_MR_MULTICAST,
		.mr_alen = ETH_ALEN,
	};

	memcpy(request.mr_address, mac, ETH_ALEN);
	if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)) < 0)
		return fail(failure, errno, "--probe: hear neighbours");
	return 0;
}

/* One link's side: what it asks, and from where. */
struct asker {
	const struct link_config *link; /* NULL: it does not ask */
	struct mac_address mac;         /* of the interface that the socket is bound to */
};

static int start(struct asker *asker, struct failure *failure)
{
	const struct link_config *link = asker->link;
	struct sockaddr_ll place = { .sll_halen = 0 };
	socklen_t size = sizeof(place);

	if (getsockname(link->probe_socket, (struct sockaddr *)&place, &size) < 0)
		return fail(failure, errno, "--probe: packet socket");
	if (place.sll_halen != ETH_ALEN)
		return fail(
			failure, 0, "--probe: '%s' is no Ethernet: leave --probe out", link->name);
	memcpy(asker->mac.bytes, place.sll_addr, ETH_ALEN);
	for (size_t i = 0; i < link->address_count; i++) {
		const struct ip_address *address = &link->addresses[i].address;
		const struct mac_address group = solicited_mac(address);

		if (address->family == AF_INET6 &&
			(hear_group(link->probe_socket, place.sll_ifindex, all_nodes, failure) <
					0 ||
				hear_group(link->probe_socket, place.sll_ifindex, group.bytes,
					failure) < 0))
			return -1;
	}
	return 0;
}

/* A frame may be lost: there are three. So is one for which the link is not ready yet. */
static int ask(const struct asker *asker, struct failure *failure)
{
	const struct link_config *link = asker->link;

	for (size_t i = 0; i < link->address_count; i++) {
		unsigned char frame[PROBE_FRAME_SIZE];
		size_t size = probe_frame(&link->addresses[i].address, &asker->mac, frame);

		if (send(link->probe_socket, frame, size, MSG_NOSIGNAL) < 0 && errno != ENOBUFS &&
			errno != ENETDOWN && errno != EAGAIN)
			return fail(failure, errno, "--probe: ask on the network");
	}
	return 0;
}

static int ask_all(const struct asker *askers, size_t count, struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		if (askers[i].link != NULL && ask(&askers[i], failure) < 0)
			return -1;
	}
	return 0;
}

static bool is_answer(const struct asker *asker, const unsigned char *frame, size_t size,
	struct probe_holder *holder)
{
	for (size_t i = 0; i < asker->link->address_count; i++) {
		holder->address = &asker->link->addresses[i];
		if (probe_is_answer(
			    frame, size, &holder->address->address, &asker->mac, &holder->mac))
			return true;
	}
	return false;
}

/* Reads what is there; not for ever where frames come faster than they are read. */
static bool hear(const struct asker *asker, struct probe_holder *holder)
{
	unsigned char frame[LARGEST_FRAME];

	for (int i = 0; i < MOST_AT_ONCE; i++) {
		ssize_t size = recv(asker->link->probe_socket, frame, sizeof(frame), 0);

		if (size < 0)
			break;
		if (is_answer(asker, frame, (size_t)size, holder))
			return true;
	}
	return false;
}

/* What is there already is read in any case, also when the time is over before this could run. */
static int hear_all(const struct asker *askers, struct pollfd *ready, size_t count,
	struct probe_holder *holder, struct failure *failure)
{
	const int64_t deadline = clock_now_ms() + PROBE_PAUSE_MS;
	int64_t left = PROBE_PAUSE_MS;

	do {
		if (poll(ready, count, (int)left) < 0 && errno != EINTR)
			return fail(failure, errno, "--probe: wait for answers");
		for (holder->link = 0; holder->link < count; holder->link++) {
			if (askers[holder->link].link != NULL &&
				hear(&askers[holder->link], holder))
				return 1;
		}
		left = deadline - clock_now_ms();
	} while (left > 0);
	return 0;
}

static int start_all(const struct link_config *links, struct asker *askers, struct pollfd *ready,
	size_t count, struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		/* poll(2) passes over a negative descriptor. */
		ready[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
		if (!links[i].probe)
			continue;
		ready[i].fd = links[i].probe_socket;
		askers[i].link = &links[i];
		if (start(&askers[i], failure) < 0)
			return -1;
	}
	return 0;
}

static int ask_and_hear(const struct asker *askers, struct pollfd *ready, size_t count,
	struct probe_holder *holder, struct failure *failure)
{
	int found = 0;

	for (int round = 0; round < PROBE_ROUNDS && found == 0; round++) {
		if (ask_all(askers, count, failure) < 0)
			return -1;
		found = hear_all(askers, ready, count, holder, failure);
	}
	return found;
}

int probe_ask(const struct link_config *links, size_t count, struct probe_holder *holder,
	struct failure *failure)
{
	struct asker *askers = calloc(count, sizeof(*askers));
	struct pollfd *ready = calloc(count, sizeof(*ready));
	int found = -1;

	if (askers == NULL || ready == NULL)
		fail(failure, ENOMEM, "--probe");
	else if (start_all(links, askers, ready, count, failure) == 0)
		found = ask_and_hear(askers, ready, count, holder, failure);
	free(ready);
	free(askers);
	return found;
}
