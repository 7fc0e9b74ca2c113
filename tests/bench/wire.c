/* SPDX-License-Identifier: MIT */
/*
 * wire serve ADDRESS            answers the other two; prints a line when it listens
 * wire stream ADDRESS SECONDS   sends for so long over one TCP connection: megabits per second
 * wire ask ADDRESS COUNT        a byte there and a byte back, so many times: the median in microseconds
 *
 * One server and one client: what a command's own network costs, and nothing of the command.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util.h"

enum { PORT = 5201, BLOCK = 256 * 1024, MAX_COUNT = 100000 };

static char block[BLOCK];

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(PORT) };

	if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
		die("'%s' is not an IPv4 address", text);
	return address;
}

static int tcp_socket(void)
{
	int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (handle < 0 || setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0 ||
		setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		die("socket: %s", strerror(errno));
	return handle;
}

/* What comes one byte long is answered, the rest taken: an asker waits for each answer. */
static void answer(int client)
{
	ssize_t length;

	while ((length = recv(client, block, sizeof(block), 0)) > 0)
		if (length == 1 && send(client, block, 1, MSG_NOSIGNAL) != 1)
			break;
	close(client);
}

static void serve(const char *text)
{
	struct sockaddr_in address = address_of(text);
	int listener = tcp_socket(), client;

	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(listener, 1) < 0)
		die("listen on %s: %s", text, strerror(errno));
	puts("listening");
	fflush(stdout);
	while ((client = accept(listener, NULL, NULL)) >= 0)
		answer(client);
	die("accept: %s", strerror(errno));
}

static int reach(const char *text)
{
	struct sockaddr_in address = address_of(text);
	int server = tcp_socket();

	if (connect(server, (struct sockaddr *)&address, sizeof(address)) < 0)
		die("connect to %s: %s", text, strerror(errno));
	return server;
}

static void stream(const char *text, double seconds)
{
	int server = reach(text);
	double start = now(), sent = 0;
	ssize_t length;

	while (now() - start < seconds * 1e6) {
		length = send(server, block, sizeof(block), MSG_NOSIGNAL);
		if (length < 0)
			die("send: %s", strerror(errno));
		sent += (double)length;
	}
	/* Until the server has it all: the last of it is lost with the network of a run that ends. */
	shutdown(server, SHUT_WR);
	while (recv(server, block, sizeof(block), 0) > 0)
		;
	printf("%.0f\n", sent * 8 / (now() - start));
}

static int compare_times(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void ask(const char *text, unsigned long count)
{
	static double times[MAX_COUNT];
	int server = reach(text);

	for (unsigned long i = 0; i < count; i++) {
		double start = now();

		if (send(server, "", 1, MSG_NOSIGNAL) != 1 || recv(server, block, 1, 0) != 1)
			die("no answer: %s", strerror(errno));
		times[i] = now() - start;
	}
	qsort(times, count, sizeof(*times), compare_times);
	printf("%.1f\n", times[count / 2]);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	unsigned long number = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;

	if (argc == 3 && strcmp(what, "serve") == 0)
		serve(argv[2]);
	else if (number && strcmp(what, "stream") == 0)
		stream(argv[2], (double)number);
	else if (number && number <= MAX_COUNT && strcmp(what, "ask") == 0)
		ask(argv[2], number);
	else
		die("usage: wire serve ADDRESS | stream ADDRESS SECONDS | ask ADDRESS COUNT");
	return fflush(stdout) == 0 ? 0 : 2;
}
