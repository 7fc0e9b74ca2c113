/* SPDX-License-Identifier: MIT */
#include "slaac.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>

#include "addresses.h"
#include "cleanup.h"
#include "links.h"
#include "patience.h"
#include "routes.h"

enum {
	QUESTIONS = 5,
	ANSWER_MS = 1000, /* to each */
	LOOK_AGAIN_US = 1000,
	HOPS = 255, /* RFC 4861, section 4.1: less has crossed a router and is ignored */
};

/*
 * The kernel solicits routers when a link-local address has passed the detection of duplicates. Here
 * it has one without that, before the link was up, and mostly is silent. So this asks.
 */
static int solicit(const struct link_config *link, struct failure *failure)
{
	AUTO_CLOSE int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
	const struct nd_router_solicit question = { .nd_rs_type = ND_ROUTER_SOLICIT };
	const struct sockaddr_in6 all_routers = {
		.sin6_family = AF_INET6,
		.sin6_addr = { .s6_addr = { 0xff, 0x02, [15] = 2 } },
		.sin6_scope_id = (unsigned)link->made.index,
	};
	int hops = HOPS;

	if (fd < 0 || setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0)
		return fail(failure, errno, "--ip slaac: socket for a router solicitation");
	/* That one cannot be sent is no reason: routers advertise on their own, too. */
	if (sendto(fd, &question, sizeof(question), 0, (const struct sockaddr *)&all_routers,
		    sizeof(all_routers)) < 0)
		return errno == EPERM ? fail(failure, errno, "--ip slaac: router solicitation") : 0;
	return 0;
}

/* Returns 1 when there is an address and its local route, 0 not yet, -1 with a failure. */
static int is_ready(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	struct ip_address address;

	if (!address_made(netlink, link->made.index, &address))
		return 0;
	return route_is_local(netlink, &address, 0, failure);
}

static int wait_for_one(
	struct netlink *netlink, const struct link_config *link, struct failure *failure)
{
	char title[LINK_TITLE_SIZE];

	for (int i = 0; i < QUESTIONS; i++) {
		struct patience patience = patience_for(ANSWER_MS, LOOK_AGAIN_US);

		if (solicit(link, failure) < 0)
			return -1;
		do {
			int ready = is_ready(netlink, link, failure);

			if (ready != 0)
				return ready < 0 ? -1 : 0;
		} while (patience_wait(&patience));
	}
	return fail(failure, 0,
		"--ip slaac: %s: no router advertisement with a prefix came within %d s: look for a "
		"router on that network, or give --ip ADDRESS/LEN",
		link_title(link, title), QUESTIONS * ANSWER_MS / 1000);
}

int slaac_wait(struct netlink *netlink, const struct link_config *links, size_t count,
	struct failure *failure)
{
	for (size_t i = 0; i < count; i++) {
		if (links[i].slaac && wait_for_one(netlink, &links[i], failure) < 0) {
			failure->link = (int)i + 1;
			return -1;
		}
	}
	return 0;
}
