/* SPDX-License-Identifier: MIT */
/*
 * advertise INTERFACE PREFIX
 *
 * Sends one router advertisement (RFC 4861) to all nodes on the interface: its sender is a default
 * router for 30 minutes, and whoever hears it shall make itself an address in PREFIX/64.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HOPS = 255, SECONDS = 1800 };

struct advertisement {
	struct nd_router_advert router;
	struct nd_opt_prefix_info prefix;
};

static int send_it(int fd, unsigned interface, const struct advertisement *advertisement)
{
	struct sockaddr_in6 all = { .sin6_family = AF_INET6, .sin6_scope_id = interface };
	int hops = HOPS;

	inet_pton(AF_INET6, "ff02::1", &all.sin6_addr);
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0 ||
		sendto(fd, advertisement, sizeof(*advertisement), 0, (struct sockaddr *)&all,
			sizeof(all)) != sizeof(*advertisement))
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	struct advertisement advertisement = {
		.router.nd_ra_type = ND_ROUTER_ADVERT,
		.router.nd_ra_router_lifetime = htons(SECONDS),
		.prefix.nd_opt_pi_type = ND_OPT_PREFIX_INFORMATION,
		.prefix.nd_opt_pi_len = sizeof(advertisement.prefix) / 8,
		.prefix.nd_opt_pi_prefix_len = 64,
		.prefix.nd_opt_pi_flags_reserved = ND_OPT_PI_FLAG_ONLINK | ND_OPT_PI_FLAG_AUTO,
		.prefix.nd_opt_pi_valid_time = htonl(SECONDS),
		.prefix.nd_opt_pi_preferred_time = htonl(SECONDS),
	};
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);

	if (argc != 3 ||
		inet_pton(AF_INET6, argv[2], &advertisement.prefix.nd_opt_pi_prefix) != 1) {
		fprintf(stderr, "usage: advertise INTERFACE PREFIX\n");
		return 1;
	}
	if (fd < 0 || send_it(fd, if_nametoindex(argv[1]), &advertisement) < 0) {
		perror("advertise");
		return 1;
	}
	close(fd);
	return 0;
}
