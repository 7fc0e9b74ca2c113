/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/namespace.h"
#include "passing.h"
#include "signals.h"

enum {
	BACKLOG = 128,
	OVERFLOW_USER = 65534, /* as it is set everywhere (/proc/sys/kernel/overflowuid) */
};

/* Not in the headers of glibc 2.38 and older. */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

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

/* Whom one may signal is one's own, or one is root. Linux before 6.5 has the number alone. */
static bool may_signal(int connection, pid_t number)
{
	AUTO_CLOSE int pidfd = -1;
	socklen_t size = sizeof(pidfd);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) == 0)
		return signals_send(pidfd, 0) == 0;
	return errno == ENOPROTOOPT && number > 0 && kill(number, 0) == 0;
}

/*
 * Root, or the user whose run it is. The supervisor of a plain user is in a user namespace, in which all other users
 * are OVERFLOW_USER: where that is the user's own number, too (nobody), it says nothing.
 */
static bool is_trusted(int connection)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0 ||
		(peer.uid != 0 && peer.uid != geteuid()))
		return false;
	return peer.uid != OVERFLOW_USER || may_signal(connection, peer.pid);
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
	return namespace_open(joinable->route);
}

/* A message has no place for a descriptor that is none. */
static int send_joined(int connection, struct control_message *joined, const int *all)
{
	int fds[CONTROL_DESCRIPTORS];
	size_t count = 0;

	for (int i = 0; i < CONTROL_DESCRIPTORS; i++) {
		joined->has[i] = all[i] >= 0;
		if (joined->has[i])
			fds[count++] = all[i];
	}
	return passing_send(connection, joined, sizeof(*joined), fds, count);
}

static void let_join(struct asker *asker)
{
	const struct joinable *joinable = &asker->control->joinable;
	struct control_message joined = {
		.kind = CONTROL_JOINED,
		.privileges = *joinable->privileges,
		.users = joinable->map,
		.users_last = joinable->users_last,
	};
	bool has_profile = joined.privileges.filter == FILTER_PROFILE;
	AUTO_CLOSE int netns = open_netns(joinable);
	AUTO_CLOSE int filter = has_profile ? filter_write(joinable->filter) : -1;
	const int fds[] = {
		[CONTROL_USERS] = joinable->held[HELD_USERS],
		[CONTROL_PIDS] = joinable->pids,
		[CONTROL_NETWORK] = netns,
		[CONTROL_MOUNTS] = joinable->held[HELD_MOUNTS],
		[CONTROL_UTS] = joinable->held[HELD_UTS],
		[CONTROL_FILTER] = filter,
	};

	asker->control->was_joined = true;
	if (netns < 0 || (has_profile && filter < 0) || send_joined(asker->fd, &joined, fds) < 0)
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
