/* SPDX-License-Identifier: MIT */
#include "announce.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <string.h>

#include "cleanup.h"

/* RFC 826, for IPv4 on Ethernet. */
struct arp {
	struct arphdr header;
	unsigned char sender_mac[6];
	unsigned char sender[4];
	unsigned char target_mac[6];
	unsigned char target[4];
} __attribute__((packed));

int announce_ipv4(int index, const struct mac_address *mac, const struct ip_address *address,
	struct failure *failure)
{
	AUTO_CLOSE int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct sockaddr_ll everybody = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP),
		.sll_ifindex = index,
		.sll_halen = 6,
		.sll_addr = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	struct arp arp = {
		.header = { htons(ARPHRD_ETHER), htons(ETHERTYPE_IP), 6, 4, htons(ARPOP_REQUEST) },
	};
	char text[IP_TEXT_SIZE];

	memcpy(arp.sender_mac, mac->bytes, sizeof(arp.sender_mac));
	memcpy(arp.sender, address->bytes, sizeof(arp.sender));
	memcpy(arp.target, address->bytes, sizeof(arp.target));
	if (fd < 0 ||
		sendto(fd, &arp, sizeof(arp), 0, (const struct sockaddr *)&everybody,
			sizeof(everybody)) < 0)
		return fail(failure, errno, "announce %s", ip_format(address, text));
	return 0;
}
