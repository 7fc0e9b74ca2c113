/* SPDX-License-Identifier: MIT */
/*
 * who-has INTERFACE ADDRESS [WITNESS]
 *
 * Asks on the wire who has an IPv4 or IPv6 address, by ARP or by neighbour solicitation to all, as
 * a neighbour with an empty table does, and prints the MAC address of each that answers.
 *
 * How long is no answer no answer? When a WITNESS is given, an address that is known to answer, it
 * is asked for behind ADDRESS, three times in turn. Requests keep their order on a test's wire, so
 * with the third answer of the witness the silence of ADDRESS is certain, and nothing waits for a
 * time to pass. Without a witness one answer is waited for, and one answer is printed.
 *
 * Status 0 with and without an answer; 2 when the witness, or without one ADDRESS, gave none in
 * 10 s.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/ip6.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 3, PATIENCE_S = 10 };

struct arp_frame {
	struct ether_header ethernet;
	struct ether_arp arp;
} __attribute__((packed));

struct nd_frame {
	struct ether_header ethernet;
	struct ip6_hdr ip;
	struct nd_neighbor_solicit question; /* an advertisement has the same form */
	struct nd_opt_hdr option;
	unsigned char mac[ETH_ALEN];
} __attribute__((packed));

struct wire {
	int fd;
	unsigned char mac[ETH_ALEN];
};

struct address {
	int family;
	unsigned char bytes[16];
};

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static struct wire open_wire(const char *interface)
{
	struct sockaddr_ll place = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	struct wire wire = { .fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) };
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface);
	if (wire.fd < 0 || ioctl(wire.fd, SIOCGIFHWADDR, &request) < 0 ||
		bind(wire.fd, (struct sockaddr *)&place, sizeof(place)) < 0)
		fail(interface);
	memcpy(wire.mac, request.ifr_hwaddr.sa_data, ETH_ALEN);
	return wire;
}

static struct address parse(const char *text)
{
	struct address address = { .family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET };

	if (inet_pton(address.family, text, address.bytes) != 1)
		fail(text);
	return address;
}

static void send_frame(const struct wire *wire, const void *frame, size_t size)
{
	if (send(wire->fd, frame, size, 0) != (ssize_t)size)
		fail("send");
}

/* From no address, as RFC 5227 has it for a probe: so nobody learns anything of it. */
static void ask_arp(const struct wire *wire, const struct address *address)
{
	struct arp_frame frame = {
		.ethernet.ether_type = htons(ETHERTYPE_ARP),
		.arp.ea_hdr = { htons(ARPHRD_ETHER), htons(ETHERTYPE_IP), ETH_ALEN, 4,
			htons(ARPOP_REQUEST) },
	};

	memset(frame.ethernet.ether_dhost, 0xff, ETH_ALEN);
	memcpy(frame.ethernet.ether_shost, wire->mac, ETH_ALEN);
	memcpy(frame.arp.arp_sha, wire->mac, ETH_ALEN);
	memcpy(frame.arp.arp_tpa, address->bytes, 4);
	send_frame(wire, &frame, sizeof(frame));
}

/* RFC 1071, over the pseudo-header of IPv6 and the message. */
static uint16_t checksum(const struct nd_frame *frame)
{
	const unsigned char *bytes = (const unsigned char *)&frame->ip.ip6_src;
	size_t size = sizeof(*frame) - sizeof(frame->ethernet) - offsetof(struct ip6_hdr, ip6_src);
	uint32_t sum = ntohs(frame->ip.ip6_plen) + IPPROTO_ICMPV6;

	for (size_t i = 0; i < size; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* From the link-local address that belongs to the MAC address: who answers does it to the MAC. */
static void ask_nd(const struct wire *wire, const struct address *address)
{
	static const unsigned char solicited[13] = { 0xff, 0x02, [11] = 1, 0xff };
	struct nd_frame frame = {
		.ethernet.ether_type = htons(ETHERTYPE_IPV6),
		.ip.ip6_plen = htons(sizeof(frame) - sizeof(frame.ethernet) - sizeof(frame.ip)),
		.ip.ip6_nxt = IPPROTO_ICMPV6,
		.ip.ip6_hlim = 255,
		.question.nd_ns_type = ND_NEIGHBOR_SOLICIT,
		.option = { ND_OPT_SOURCE_LINKADDR, 1 },
	};
	const unsigned char *m = wire->mac;
	const unsigned char local[16] = { 0xfe, 0x80, [8] = (unsigned char)(m[0] ^ 2), m[1], m[2],
		0xff, 0xfe, m[3], m[4], m[5] };

	frame.ip.ip6_vfc = 0x60; /* a union with the first four bytes */
	memcpy(frame.ethernet.ether_dhost, (unsigned char[]){ 0x33, 0x33, 0xff }, 3);
	memcpy(frame.ethernet.ether_dhost + 3, address->bytes + 13, 3);
	memcpy(frame.ethernet.ether_shost, wire->mac, ETH_ALEN);
	memcpy(&frame.ip.ip6_src, local, sizeof(local));
	memcpy(&frame.ip.ip6_dst, solicited, sizeof(solicited));
	memcpy(frame.ip.ip6_dst.s6_addr + 13, address->bytes + 13, 3);
	memcpy(&frame.question.nd_ns_target, address->bytes, 16);
	memcpy(frame.mac, wire->mac, ETH_ALEN);
	frame.question.nd_ns_cksum = checksum(&frame);
	send_frame(wire, &frame, sizeof(frame));
}

static void ask(const struct wire *wire, const struct address *address)
{
	if (address->family == AF_INET)
		ask_arp(wire, address);
	else
		ask_nd(wire, address);
}

/* Whether the frame says who has the address. */
static bool answers(const unsigned char *data, size_t size, const struct address *address)
{
	const struct arp_frame *arp = (const void *)data;
	const struct nd_frame *nd = (const void *)data;

	if (address->family == AF_INET)
		return size >= sizeof(*arp) && arp->ethernet.ether_type == htons(ETHERTYPE_ARP) &&
			arp->arp.ea_hdr.ar_op == htons(ARPOP_REPLY) &&
			memcmp(arp->arp.arp_spa, address->bytes, 4) == 0;
	return size >= offsetof(struct nd_frame, option) &&
		nd->ethernet.ether_type == htons(ETHERTYPE_IPV6) &&
		nd->ip.ip6_nxt == IPPROTO_ICMPV6 && nd->question.nd_ns_type == ND_NEIGHBOR_ADVERT &&
		memcmp(&nd->question.nd_ns_target, address->bytes, 16) == 0;
}

static void print_once(const unsigned char *mac)
{
	static unsigned char seen[64][ETH_ALEN];
	static size_t count;

	for (size_t i = 0; i < count; i++) {
		if (memcmp(seen[i], mac, ETH_ALEN) == 0)
			return;
	}
	if (count < 64)
		memcpy(seen[count++], mac, ETH_ALEN);
	printf("%02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* Until the one that must answer has done so; prints who answers for address meanwhile. */
static void listen_until(
	const struct wire *wire, const struct address *address, const struct address *must)
{
	struct pollfd frame = { .fd = wire->fd, .events = POLLIN };
	time_t deadline = time(NULL) + PATIENCE_S;

	while (time(NULL) < deadline) {
		unsigned char data[2048];
		struct sockaddr_ll from;
		socklen_t from_size = sizeof(from);
		ssize_t size;

		if (poll(&frame, 1, 1000) <= 0)
			continue;
		size = recvfrom(
			wire->fd, data, sizeof(data), 0, (struct sockaddr *)&from, &from_size);
		if (size < 0 || from.sll_pkttype == PACKET_OUTGOING)
			continue;
		if (answers(data, (size_t)size, address))
			print_once(((struct ether_header *)data)->ether_shost);
		if (answers(data, (size_t)size, must))
			return;
	}
	fprintf(stderr, "who-has: no answer in %d s\n", PATIENCE_S);
	exit(2);
}

int main(int argc, char **argv)
{
	cpu_set_t one;
	struct wire wire;
	struct address address, witness;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: who-has INTERFACE ADDRESS [WITNESS]\n");
		return 2;
	}
	/* The queue of received frames is per processor: on one they stay in order. */
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	wire = open_wire(argv[1]);
	address = parse(argv[2]);
	witness = parse(argv[argc - 1]);
	for (int i = 0; i < (argc == 4 ? ROUNDS : 1); i++) {
		ask(&wire, &address);
		if (argc == 4)
			ask(&wire, &witness);
		listen_until(&wire, &address, &witness);
	}
	return 0;
}
