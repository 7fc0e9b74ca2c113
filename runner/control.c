/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "passing.h"

enum { BACKLOG = 128 };

/* Returns the size of the address: of an abstract name each byte counts. */
static socklen_t name_socket(const struct identity *identity, struct sockaddr_un *address)
{
	int length;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	length = snprintf(
		address->sun_path + 1, sizeof(address->sun_path) - 1, "nsrun-%s", identity->id);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

static int open_socket(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

int control_open(struct control *control, const struct identity *identity, struct failure *failure)
{
	AUTO_CLOSE int listener = open_socket();
	struct sockaddr_un address;
	socklen_t size = name_socket(identity, &address);

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) < 0 ||
		listen(listener, BACKLOG) < 0 || fcntl(listener, F_SETFL, O_NONBLOCK) < 0)
		return fail(failure, errno, "socket of run %s", identity->id);
	control->listener = take_fd(&listener);
	return 0;
}

/* Root, or the user whose run it is. */
static bool is_trusted(int connection)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
		(peer.uid == 0 || peer.uid == geteuid());
}

static void accept_asker(void *context);

/* Who finds all places taken waits in the socket's queue, until one that is there hangs up. */
static void hang_up(struct asker *asker)
{
	struct control *control = asker->control;

	events_remove(&control->job->events, asker->fd);
	close_fd(&asker->fd);
	asker->is_there = false;
	if (control->count-- == MOST_ASKERS)
		events_add(&control->job->events, control->listener, accept_asker, control);
}

/* The namespace that the run was launched into, wherever its command is by now. */
static int open_netns(const struct joinable *joinable)
{
	if (joinable->route < 0)
		return fcntl(joinable->netns, F_DUPFD_CLOEXEC, 0);
	return ioctl(joinable->route, SIOCGSKNS);
}

static void let_join(struct asker *asker)
{
	const struct joinable *joinable = &asker->control->joinable;
	const struct control_message joined = { .kind = CONTROL_JOINED };
	AUTO_CLOSE int netns = open_netns(joinable);
	const int namespaces[CONTROL_NAMESPACES] = { netns, joinable->mounts, joinable->uts };

	asker->control->was_joined = true;
	if (netns < 0 ||
		passing_send(asker->fd, &joined, sizeof(joined), namespaces, CONTROL_NAMESPACES) <
			0)
		hang_up(asker);
}

static void stop(struct control *control, unsigned grace_ms)
{
	control->is_stopped = true;
	job_end(control->job,
		grace_ms == (unsigned)CONTROL_OWN_GRACE ? control->own_grace_ms : grace_ms);
}

static void answer(void *context)
{
	struct asker *asker = context;
	struct control_message message = { .kind = CONTROL_WAIT };

	if (passing_receive_plain(asker->fd, &message, sizeof(message)) <= 0) {
		hang_up(asker);
		return;
	}
	asker->has_asked = true;
	switch (message.kind) {
	case CONTROL_JOIN:
		let_join(asker);
		break;
	case CONTROL_STOP:
		stop(asker->control, message.grace_ms);
		break;
	case CONTROL_WAIT:
		asker->waits = true;
		break;
	default:
		hang_up(asker);
	}
}

static struct asker *find_place(struct control *control)
{
	size_t i = 0;

	while (control->askers[i].is_there)
		i++;
	return &control->askers[i];
}

static int open_call(int listener)
{
	struct sockaddr_un caller;
	socklen_t size = sizeof(caller);

	return accept4(listener, (struct sockaddr *)&caller, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static void accept_asker(void *context)
{
	struct control *control = context;
	struct asker *asker = find_place(control);
	AUTO_CLOSE int connection = open_call(control->listener);

	if (connection < 0 || !is_trusted(connection) ||
		!events_add(&control->job->events, connection, answer, asker))
		return;
	*asker = (struct asker){
		.is_there = true,
		.fd = take_fd(&connection),
		.control = control,
	};
	if (++control->count == MOST_ASKERS)
		events_remove(&control->job->events, control->listener);
}

void control_serve(struct control *control, struct job *job, const struct joinable *joinable,
	unsigned own_grace_ms)
{
	control->job = job;
	control->joinable = *joinable;
	control->own_grace_ms = own_grace_ms;
	events_add(&job->events, control->listener, accept_asker, control);
}

/*
 * What was asked before the connection is shut is there to be read, and what comes later is refused:
 * so nothing is left unread, which would cut the asker's connection off together with the answer.
 */
static void hear_last(struct asker *asker)
{
	struct control_message message = { .kind = CONTROL_WAIT };

	shutdown(asker->fd, SHUT_RD);
	if (asker->has_asked || passing_receive_plain(asker->fd, &message, sizeof(message)) <= 0)
		return;
	asker->has_asked = true;
	asker->waits = message.kind == CONTROL_WAIT;
}

static void tell_last(struct asker *asker, int status)
{
	const struct control_message message = { .kind = CONTROL_STATUS, .status = status };

	hear_last(asker);
	if (asker->waits || !asker->has_asked)
		passing_send_plain(asker->fd, &message, sizeof(message));
	close_fd(&asker->fd);
}

/* A listener that is shut takes no call more, and still gives out those that it has. */
static void tell_uncalled(struct control *control, int status)
{
	struct asker asker = { .is_there = true };

	shutdown(control->listener, SHUT_RD);
	while ((asker.fd = open_call(control->listener)) >= 0) {
		asker.has_asked = asker.waits = false;
		if (is_trusted(asker.fd))
			tell_last(&asker, status);
		else
			close_fd(&asker.fd);
	}
	close_fd(&control->listener);
}

void control_finish(struct control *control, int status)
{
	for (size_t i = 0; i < MOST_ASKERS; i++) {
		if (control->askers[i].is_there)
			tell_last(&control->askers[i], status);
	}
	tell_uncalled(control, status);
}

int control_call(const struct identity *identity)
{
	AUTO_CLOSE int connection = open_socket();
	struct sockaddr_un address;
	socklen_t size = name_socket(identity, &address);

	if (connection < 0 || connect(connection, (struct sockaddr *)&address, size) < 0)
		return -1;
	if (!is_trusted(connection)) {
		errno = EPERM;
		return -1;
	}
	return take_fd(&connection);
}
