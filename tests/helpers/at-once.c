/* SPDX-License-Identifier: MIT */
/*
 * at-once { bind ADDRESS | connect ADDRESS PORT }…
 *
 * Does what a server or client does, as the first thing after its exec, and once: a failure, such
 * as an address that is not usable yet (EADDRNOTAVAIL), is the end. A connection must be made with
 * the first packet: one that was lost and sent again is a failure, too. ADDRESS is IPv4 or IPv6;
 * a link-local one ends in %INTERFACE. Prints nothing when all is well.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union endpoint {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static socklen_t parse(char *text, int port, union endpoint *endpoint)
{
	char *interface = strchr(text, '%');

	memset(endpoint, 0, sizeof(*endpoint));
	if (strchr(text, ':') == NULL) {
		endpoint->ipv4.sin_family = AF_INET;
		endpoint->ipv4.sin_port = htons((in_port_t)port);
		return inet_pton(AF_INET, text, &endpoint->ipv4.sin_addr) == 1
			? sizeof(endpoint->ipv4)
			: 0;
	}
	if (interface != NULL) {
		*interface++ = '\0';
		endpoint->ipv6.sin6_scope_id = if_nametoindex(interface);
	}
	endpoint->ipv6.sin6_family = AF_INET6;
	endpoint->ipv6.sin6_port = htons((in_port_t)port);
	return inet_pton(AF_INET6, text, &endpoint->ipv6.sin6_addr) == 1 ? sizeof(endpoint->ipv6)
									 : 0;
}

static void fail(const char *what, const char *address)
{
	printf("%s %s: %s\n", what, address, strerror(errno));
	exit(1);
}

static void bind_to(char *address)
{
	union endpoint endpoint;
	socklen_t size = parse(address, 0, &endpoint);
	int fd = socket(endpoint.any.sa_family, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, &endpoint.any, size) < 0 || listen(fd, 1) < 0)
		fail("bind", address);
	close(fd);
}

static void connect_to(char *address, int port)
{
	union endpoint endpoint;
	socklen_t size = parse(address, port, &endpoint);
	int fd = socket(endpoint.any.sa_family, SOCK_STREAM, 0);
	struct tcp_info info = { 0 };
	socklen_t info_size = sizeof(info);

	if (fd < 0 || connect(fd, &endpoint.any, size) < 0)
		fail("connect", address);
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &info_size) < 0)
		fail("TCP_INFO", address);
	if (info.tcpi_total_retrans != 0) {
		printf("connect %s: %u packets had to be sent again\n", address,
			info.tcpi_total_retrans);
		exit(1);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "bind") == 0 && i + 1 < argc) {
			bind_to(argv[i + 1]);
			i++;
		} else if (strcmp(argv[i], "connect") == 0 && i + 2 < argc) {
			connect_to(argv[i + 1], atoi(argv[i + 2]));
			i += 2;
		} else {
			fprintf(stderr, "at-once: what is '%s'?\n", argv[i]);
			return 2;
		}
	}
	return 0;
}
