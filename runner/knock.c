/* SPDX-License-Identifier: MIT */
#include "knock.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "../netsetup/addresses.h"
#include "plan.h"

enum {
	MOST_DOORS = PLAN_MAX_LINKS * (LINK_MAX_ADDRESSES + 2) + 2,
	MOST_ROUNDS = 10, /* then what does not answer is passed over */
};

/* Where to knock: the addresses of the namespace as they are now, lo's first. */
struct doors {
	size_t count;
	struct {
		int index;
		struct ip_address address;
	} list[MOST_DOORS];
};

union endpoint {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

enum answer { ANSWER_YES, ANSWER_NO, ANSWER_NONE };

struct knock knock_none(void)
{
	struct knock knock = { .port = 0 };

	for (int i = 0; i < KNOCK_SORTS; i++)
		knock.knockers[i].fd = -1;
	return knock;
}

int knock_open(enum knock_sort sort)
{
	int fd = socket(sort == KNOCK_IPV4 ? AF_INET : AF_INET6,
		SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;

	/* The port that the kernel chooses for it must not stand in a server's way. */
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return fd;
}

void knock_take(struct knock *knock, int socket, int family)
{
	enum knock_sort sort = KNOCK_IPV4;

	if (family == AF_INET6)
		sort = knock->knockers[KNOCK_IPV6].fd < 0 ? KNOCK_IPV6 : KNOCK_LINK_LOCAL;
	knock->knockers[sort].fd = socket;
}

void knock_close(struct knock *knock)
{
	for (int i = 0; i < KNOCK_SORTS; i++)
		close_fd(&knock->knockers[i].fd);
}

static enum knock_sort find_sort(const struct ip_address *address)
{
	if (address->family == AF_INET)
		return KNOCK_IPV4;
	return ip_is_link_local(address) ? KNOCK_LINK_LOCAL : KNOCK_IPV6;
}

static void note_door(int index, const struct ip_prefix *prefix, void *context)
{
	struct doors *doors = context;

	if (doors->count == MOST_DOORS)
		return;
	doors->list[doors->count].index = index;
	doors->list[doors->count++].address = prefix->address;
}

/* A link-local address is one of its link. */
static socklen_t fill_endpoint(
	const struct ip_address *address, int index, unsigned short port, union endpoint *endpoint)
{
	memset(endpoint, 0, sizeof(*endpoint));
	endpoint->any.sa_family = address->family;
	if (address->family == AF_INET) {
		endpoint->ipv4.sin_port = htons(port);
		memcpy(&endpoint->ipv4.sin_addr, address->bytes, ip_size(address));
		return sizeof(endpoint->ipv4);
	}
	endpoint->ipv6.sin6_port = htons(port);
	memcpy(&endpoint->ipv6.sin6_addr, address->bytes, ip_size(address));
	if (ip_is_link_local(address))
		endpoint->ipv6.sin6_scope_id = (uint32_t)index;
	return sizeof(endpoint->ipv6);
}

/*
 * Where the kernel chooses the port of the other end as that of this one, a socket connects to itself
 * (RFC 9293, simultaneous open): nobody else is there.
 */
static bool is_own(int fd)
{
	union endpoint here, there;
	socklen_t here_size = sizeof(here), there_size = sizeof(there);

	memset(&here, 0, sizeof(here));
	memset(&there, 0, sizeof(there));
	return getsockname(fd, &here.any, &here_size) < 0 ||
		getpeername(fd, &there.any, &there_size) < 0 ||
		(here_size == there_size && memcmp(&here, &there, here_size) == 0);
}

static enum answer hear(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t size = sizeof(error);

	if (poll(&ready, 1, 0) == 0)
		return ANSWER_NONE;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error != 0 || is_own(fd))
		return ANSWER_NO;
	return ANSWER_YES;
}

/* So that the same socket can be used for another try: connect(2), AF_UNSPEC. */
static void give_up(struct knocker *knocker)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	const int no_link = 0;

	knocker->is_waiting = false;
	/* It cannot fail of a socket that is not listening. */
	(void)connect(knocker->fd, &nobody, sizeof(nobody));
	setsockopt(knocker->fd, SOL_SOCKET, SO_BINDTOIFINDEX, &no_link, sizeof(no_link));
}

static enum answer try_door(struct knocker *knocker, const union endpoint *endpoint, socklen_t size)
{
	if (connect(knocker->fd, &endpoint->any, size) < 0 && errno != EINPROGRESS)
		return ANSWER_NO;
	return hear(knocker->fd);
}

/* Returns whether there is an answer to the last try, or no more hope for one. */
static bool is_answered(struct knocker *knocker, enum answer *answer)
{
	*answer = ANSWER_NO;
	if (!knocker->is_waiting)
		return true;
	*answer = hear(knocker->fd);
	if (*answer == ANSWER_NONE && ++knocker->rounds < MOST_ROUNDS)
		return false;
	if (*answer != ANSWER_YES)
		give_up(knocker);
	return true;
}

static bool knock_with(struct knock *knock, enum knock_sort sort, const struct doors *doors)
{
	struct knocker *knocker = &knock->knockers[sort];
	enum answer answer;

	if (knocker->fd < 0 || !is_answered(knocker, &answer))
		return false;
	if (answer == ANSWER_YES)
		return true;
	while (knocker->next < doors->count) {
		size_t i = knocker->next++;
		union endpoint endpoint;
		socklen_t size = fill_endpoint(
			&doors->list[i].address, doors->list[i].index, knock->port, &endpoint);

		if (find_sort(&doors->list[i].address) != sort)
			continue;
		answer = try_door(knocker, &endpoint, size);
		if (answer == ANSWER_YES)
			return true;
		knocker->rounds = 0;
		knocker->is_waiting = answer == ANSWER_NONE;
		if (knocker->is_waiting)
			return false;
		give_up(knocker);
	}
	knocker->next = 0;
	return false;
}

bool knock_again(struct knock *knock, struct netlink *netlink)
{
	struct doors doors = { .count = 0 };
	struct failure ignored;

	if (address_each_of_all(netlink, note_door, &doors, &ignored) < 0)
		return false;
	for (int i = 0; i < KNOCK_SORTS; i++) {
		if (knock_with(knock, (enum knock_sort)i, &doors))
			return true;
	}
	return false;
}
