/* SPDX-License-Identifier: MIT */
/*
 * tcp echo PORT [ADDRESS]   a server that gives back what it is sent, on any number of connections;
 *                           of all addresses, or of this one (with %LINK if it is link-local)
 * tcp fill PORT             a server that sends to its one client until nothing more is taken
 * tcp hold ADDRESS PORT     a client that never reads
 *
 * Each prints one word when it is as far as it goes, for the test to wait for: "listening" (echo,
 * and first of all fill), "full" (fill: the buffers of both ends are), "connected" (hold).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long nothing must be taken until both buffers are thought to be full. */
enum { FULL_MS = 100 };

union endpoint {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

static void say(const char *word)
{
	puts(word);
	fflush(stdout);
}

static int fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Reads the address into the endpoint, and returns its size. */
static socklen_t set_address(union endpoint *endpoint, const char *text)
{
	char address[64];
	char *link;

	if (inet_pton(AF_INET, text, &endpoint->ipv4.sin_addr) == 1) {
		endpoint->any.sa_family = AF_INET;
		return sizeof(endpoint->ipv4);
	}
	snprintf(address, sizeof(address), "%s", text);
	link = strchr(address, '%');
	if (link != NULL) {
		*link++ = '\0';
		endpoint->ipv6.sin6_scope_id = if_nametoindex(link);
	}
	endpoint->any.sa_family = AF_INET6;
	if (inet_pton(AF_INET6, address, &endpoint->ipv6.sin6_addr) != 1)
		fail(text);
	return sizeof(endpoint->ipv6);
}

/* Without an address on those of both families, where the kernel has both. */
static int listen_on(const char *port, const char *address)
{
	int on = 1;
	union endpoint endpoint = {
		.ipv6 = { .sin6_family = AF_INET6, .sin6_port = htons((in_port_t)atoi(port)) },
	};
	socklen_t size = sizeof(endpoint.ipv6);
	int fd;

	if (address != NULL)
		size = set_address(&endpoint, address);
	fd = socket(endpoint.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 && address == NULL) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		endpoint.ipv4.sin_family = AF_INET; /* the port is at the same place */
		size = sizeof(endpoint.ipv4);
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &endpoint.any, size) < 0 || listen(fd, 8) < 0)
		fail("listen");
	say("listening");
	return fd;
}

static void echo_back(int fd)
{
	char data[4096];
	ssize_t size;

	while ((size = read(fd, data, sizeof(data))) > 0) {
		if (write(fd, data, (size_t)size) != size)
			break;
	}
	_exit(0);
}

static int echo(const char *port, const char *address)
{
	int server = listen_on(port, address);

	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(server, NULL, NULL);

		if (fd < 0)
			return fail("accept");
		if (fork() == 0)
			echo_back(fd);
		close(fd);
	}
}

static int fill(const char *port)
{
	static char data[65536];
	int server = listen_on(port, NULL);
	struct pollfd room = { .fd = accept(server, NULL, NULL), .events = POLLOUT };

	while (poll(&room, 1, FULL_MS) > 0) {
		if (send(room.fd, data, sizeof(data), MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
			errno != EAGAIN)
			return fail("send");
	}
	say("full");
	return pause();
}

static int hold(const char *address, const char *port)
{
	union endpoint endpoint = { .ipv4 = { .sin_port = 0 } };
	socklen_t size = set_address(&endpoint, address);
	int fd;

	endpoint.ipv4.sin_port = htons((in_port_t)atoi(port)); /* the same place in both */
	fd = socket(endpoint.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, &endpoint.any, size) < 0)
		return fail("connect");
	say("connected");
	return pause();
}

int main(int argc, char **argv)
{
	if ((argc == 3 || argc == 4) && strcmp(argv[1], "echo") == 0)
		return echo(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "fill") == 0)
		return fill(argv[2]);
	if (argc == 4 && strcmp(argv[1], "hold") == 0)
		return hold(argv[2], argv[3]);
	fprintf(stderr, "usage: tcp echo PORT [ADDRESS] | fill PORT | hold ADDRESS PORT\n");
	return 2;
}
