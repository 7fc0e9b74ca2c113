/* SPDX-License-Identifier: MIT */
#include "ready.h"

/*
 * Theory of operation
 *
 * Nobody waits here: what the command says, the moments to try its port again, and the end of its
 * time are descriptors in the event loop of its job (events.h), beside signals and log.
 *
 * The sockets must belong to the run's network namespace. The child opens them there before the exec
 * and passes them out. So the supervisor never enters the namespace, and need not have the right to
 * come back: a user namespace does not own the host's network. A TCP socket serves for any number of
 * tries; an address of NOTIFY_SOCKET that is abstract is the namespace's own (unix(7)), so the command
 * finds it there, nothing of it stays, and no one on the host meets it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "plan.h"

enum {
	FIRST_PAUSE_MS = 1,
	LONGEST_PAUSE_MS = 20,
	/* The end of the command closes its pipe a moment before it can be seen to have ended. */
	CLOSED_PATIENCE_MS = 200,
	MESSAGE_SIZE = 4096, /* what systemd takes, too */
	MOST_AT_ONCE = 1024, /* messages: who never ends must not keep the rest waiting */
};

#define READY_LINE "READY=1"

struct ready ready_none(void)
{
	return (struct ready){
		.deadline = -1,
		.pause = -1,
		.knock = knock_none(),
		.route = -1,
		.inside = -1,
		.source = -1,
	};
}

static int open_knockers(bool joined, int *sockets, struct failure *failure)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	int count = 0;

	for (int i = 0; i < KNOCK_SORTS; i++) {
		sockets[count] = knock_open((enum knock_sort)i);
		/* A kernel may be without IPv6. */
		if (sockets[count] >= 0)
			count++;
		else if (i == KNOCK_IPV4)
			return fail(failure, errno, "socket to try the port with");
	}
	if (!joined)
		return count;
	if (netlink_open(&netlink, failure) < 0)
		return -1;
	sockets[count] = fcntl(netlink_fd(netlink), F_DUPFD_CLOEXEC, 0);
	if (sockets[count++] < 0)
		return fail(failure, errno, "socket to look for addresses with");
	return count;
}

/* The kernel chooses a name that is free: bind(2) with the family alone. */
static int open_notify(int *socket_fd, struct failure *failure)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(address);
	char name[sizeof(address.sun_path) + 1];

	*socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*socket_fd < 0 ||
		bind(*socket_fd, (struct sockaddr *)&address, sizeof(address.sun_family)) < 0 ||
		getsockname(*socket_fd, (struct sockaddr *)&address, &size) < 0)
		return fail(failure, errno, "socket for --ready notify");
	snprintf(name, sizeof(name), "@%.*s",
		(int)(size - offsetof(struct sockaddr_un, sun_path) - 1), address.sun_path + 1);
	if (setenv("NOTIFY_SOCKET", name, 1) < 0)
		return fail(failure, errno, "set NOTIFY_SOCKET");
	return 1;
}

int ready_open(const struct plan *plan, bool joined, int sockets[MOST_READY_SOCKETS],
	struct failure *failure)
{
	switch (plan->ready.kind) {
	case READY_TCP:
		return open_knockers(joined, sockets, failure);
	case READY_NOTIFY:
		return open_notify(sockets, failure);
	default:
		return 0;
	}
}

void ready_take(struct ready *ready, int socket)
{
	int family = -1;
	socklen_t size = sizeof(family);

	getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size);
	switch (family) {
	case AF_INET:
	case AF_INET6:
		knock_take(&ready->knock, socket, family);
		break;
	case AF_NETLINK:
		ready->route = socket;
		break;
	case AF_UNIX:
		ready->source = socket;
		break;
	default:
		close_fd(&socket);
	}
}

static void forget(struct ready *ready, int *fd)
{
	if (*fd >= 0 && ready->job != NULL)
		events_remove(&ready->job->events, *fd);
	close_fd(fd);
}

/* Who has said READY=1 may have more to say, and must find somebody who listens. */
static bool is_heard_on(const struct ready *ready)
{
	return ready->state == READY_REACHED && ready->plan->ready.kind == READY_NOTIFY;
}

static void stop_waiting(struct ready *ready)
{
	forget(ready, &ready->deadline);
	forget(ready, &ready->pause);
	knock_close(&ready->knock);
	close_fd(&ready->route);
	if (!is_heard_on(ready))
		forget(ready, &ready->source);
	if (ready->job != NULL)
		ready->job->asked_to_end = NULL;
}

void ready_close(struct ready *ready)
{
	stop_waiting(ready);
	forget(ready, &ready->source);
}

static void miss(struct ready *ready)
{
	ready->state = READY_MISSED;
	ready->failure.stage = "ready";
	stop_waiting(ready);
	job_end(ready->job, ready->plan->grace_ms);
}

static void reach(struct ready *ready)
{
	ready->state = READY_REACHED;
	stop_waiting(ready);
	if (ready->reached(ready->context, &ready->failure) < 0)
		miss(ready);
}

static void set_timer(struct ready *ready, int *timer, unsigned milliseconds, event_function *rung)
{
	forget(ready, timer);
	*timer = events_timer(milliseconds);
	if (*timer >= 0 && events_add(&ready->job->events, *timer, rung, ready))
		return;
	fail(&ready->failure, errno, "--ready %s: timer", ready->plan->ready.text);
	miss(ready);
}

static void miss_deadline(void *context)
{
	struct ready *ready = context;
	unsigned time = ready->plan->ready.timeout_ms;
	bool is_whole = time % 1000 == 0;

	if (ready->is_closed)
		fail(&ready->failure, 0,
			"--ready %s: the command closed the descriptor without a newline",
			ready->plan->ready.text);
	else
		fail(&ready->failure, 0, "--ready %s: not ready within %u%s",
			ready->plan->ready.text, is_whole ? time / 1000 : time,
			is_whole ? "s" : "ms");
	miss(ready);
}

static void miss_by_signal(const struct signalfd_siginfo *info, void *context)
{
	struct ready *ready = context;
	int signal = (int)info->ssi_signo;

	fail(&ready->failure, 0, "--ready %s: ended by signal %d (%s) before it was ready",
		ready->plan->ready.text, signal, strsignal(signal));
	miss(ready);
}

static bool knocks_through(struct ready *ready)
{
	AUTO_NETLINK struct netlink *netlink = NULL;
	struct failure ignored;

	return netlink_adopt(&netlink, ready->inside, &ignored) == 0 &&
		knock_again(&ready->knock, netlink);
}

static void try_port(void *context)
{
	struct ready *ready = context;

	if (ready->pause >= 0)
		events_timer_rest(ready->pause);
	if (knocks_through(ready)) {
		reach(ready);
		return;
	}
	if (ready->pause_ms == LONGEST_PAUSE_MS)
		return; /* the timer goes on */
	ready->pause_ms = ready->pause_ms == 0 ? FIRST_PAUSE_MS : 2 * ready->pause_ms;
	if (ready->pause_ms > LONGEST_PAUSE_MS)
		ready->pause_ms = LONGEST_PAUSE_MS;
	set_timer(ready, &ready->pause, ready->pause_ms, try_port);
}

/* Whether a message of several lines has the one. */
static bool says_ready(const char *message, size_t length)
{
	const char *end = message + length;

	while (message < end) {
		const char *newline = memchr(message, '\n', (size_t)(end - message));
		const char *line_end = newline != NULL ? newline : end;

		if ((size_t)(line_end - message) == strlen(READY_LINE) &&
			memcmp(message, READY_LINE, strlen(READY_LINE)) == 0)
			return true;
		message = line_end + 1;
	}
	return false;
}

/*
 * Takes what the command has said. Returns whether it is ready. *is_over: nothing will come any
 * more. Descriptors that come with a message are closed by the kernel, which is what
 * sd_notify_barrier(3) waits for.
 */
static bool listen_to(struct ready *ready, bool *is_over)
{
	bool is_notify = ready->plan->ready.kind == READY_NOTIFY;
	char message[MESSAGE_SIZE];

	*is_over = false;
	for (int i = 0; i < MOST_AT_ONCE; i++) {
		ssize_t length = read(ready->source, message, sizeof(message));

		/* A message may be empty; a pipe's end of file is its end. */
		if (length < 0 || (length == 0 && !is_notify)) {
			*is_over = length == 0 || errno != EAGAIN;
			return false;
		}
		if (is_notify ? says_ready(message, (size_t)length)
			      : memchr(message, '\n', (size_t)length) != NULL)
			return true;
	}
	return false;
}

static void hear(void *context)
{
	struct ready *ready = context;
	bool is_over;

	if (listen_to(ready, &is_over) && ready->state == READY_WAITING) {
		reach(ready);
		return;
	}
	if (!is_over)
		return;
	forget(ready, &ready->source);
	ready->is_closed = true;
	if (ready->state == READY_WAITING)
		set_timer(ready, &ready->deadline, CLOSED_PATIENCE_MS, miss_deadline);
}

int ready_wait(struct ready *ready, const struct plan *plan, struct job *job, int pipe, int route,
	ready_function *reached, void *context, struct failure *failure)
{
	if (plan->ready.kind == READY_NOT_ASKED)
		return reached(context, failure);
	ready->state = READY_WAITING;
	ready->plan = plan;
	ready->job = job;
	ready->reached = reached;
	ready->context = context;
	ready->inside = route >= 0 ? route : ready->route;
	ready->knock.port = (unsigned short)plan->ready.number;
	if (plan->ready.kind == READY_FD)
		ready->source = pipe;
	job->asked_to_end = miss_by_signal;
	job->asked_context = ready;
	if (plan->ready.timeout_ms != 0)
		set_timer(ready, &ready->deadline, plan->ready.timeout_ms, miss_deadline);
	if (ready->state == READY_WAITING && ready->source >= 0)
		events_add(&job->events, ready->source, hear, ready);
	if (ready->state == READY_WAITING && plan->ready.kind == READY_TCP)
		try_port(ready);
	return 0;
}

/* It ended while it was waited for. What it said in its last moment counts. */
static int judge_end(struct ready *ready, bool is_stopped)
{
	const char *text = ready->plan->ready.text;
	const struct job *job = ready->job;
	bool is_over;

	if (ready->source >= 0 && listen_to(ready, &is_over)) {
		ready->state = READY_REACHED;
		return ready->reached(ready->context, &ready->failure);
	}
	if (is_stopped)
		return fail(&ready->failure, 0,
			"--ready %s: ended by nsrun stop before it was ready", text);
	if (job->is_over_limit)
		return fail(&ready->failure, 0,
			"--ready %s: ended by --timeout before it was ready", text);
	if (job->signal != 0)
		return fail(&ready->failure, 0,
			"--ready %s: the command was ended by signal %d (%s) before it was ready",
			text, job->signal, strsignal(job->signal));
	return fail(&ready->failure, 0,
		"--ready %s: the command ended with status %d before it was ready", text,
		job->status);
}

int ready_finish(struct ready *ready, bool is_stopped, struct failure *failure)
{
	if (ready->state == READY_WAITING && judge_end(ready, is_stopped) < 0) {
		ready->state = READY_MISSED;
		ready->failure.stage = "ready";
	}
	ready_close(ready);
	if (ready->state != READY_MISSED)
		return 0;
	*failure = ready->failure;
	return -1;
}
