/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "passing.h"
#include "processes.h"
#include "signals.h"
#include "state.h"

/* What an end takes beside the graces: a lease given back, a busy machine. */
enum { SLACK_MS = 10000 };

static int fail_over(const struct found_run *run, struct failure *failure)
{
	fail(failure, 0, "run %s is over", run->identity.id);
	failure->code = ECONNREFUSED;
	return -1;
}

/* Calls the run, and says what is wanted. One that has ended by then takes no word more, and tells. */
static int ask(const struct found_run *run, const struct control_message *message, int *connection,
	struct failure *failure)
{
	AUTO_CLOSE int called = control_call(&run->identity);

	if (called < 0 && errno == ECONNREFUSED)
		return fail_over(run, failure);
	if (called < 0 ||
		(passing_send_plain(called, message, sizeof(*message)) < 0 && errno != EPIPE))
		return fail(failure, errno, "speak to the supervisor of run %s", run->identity.id);
	*connection = take_fd(&called);
	return 0;
}

/* Each where it belongs: those that have come stand one behind the other. */
static void place_descriptors(
	struct admission *admission, const struct control_message *joined, const int *fds)
{
	size_t next = 0;

	for (int i = 0; i < CONTROL_DESCRIPTORS; i++)
		admission->fds[i] = joined->has[i] ? fds[next++] : -1;
}

int ask_to_join(const struct found_run *run, struct admission *admission, struct failure *failure)
{
	const struct control_message join = { .kind = CONTROL_JOIN };
	struct control_message answer = { .kind = CONTROL_JOIN };
	int fds[CONTROL_DESCRIPTORS];
	size_t count, announced = 0;
	int result;

	if (ask(run, &join, &admission->connection, failure) < 0)
		return -1;
	result = passing_receive(
		admission->connection, &answer, sizeof(answer), fds, CONTROL_DESCRIPTORS, &count);
	if (result == 0 || (result > 0 && answer.kind != CONTROL_JOINED))
		return fail_over(run, failure);
	for (int i = 0; result > 0 && i < CONTROL_DESCRIPTORS; i++)
		announced += answer.has[i];
	if (result < 0 || count != announced)
		return fail(failure, errno, "hear from the supervisor of run %s", run->identity.id);
	place_descriptors(admission, &answer, fds);
	admission->privileges = answer.privileges;
	admission->users = answer.users;
	admission->users_last = answer.users_last;
	return 0;
}

/* A number of the supervisor's means something only in its own PID namespace. */
static bool is_pid_known(const struct identity *identity)
{
	struct stat status;

	return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == identity->pid_namespace;
}

/*
 * A pidfd of the supervisor. The pid is its own as long as it holds the lock of the record; that it
 * holds it after the pidfd was opened is the proof.
 */
static int hold_supervisor(const struct runs *runs, const struct identity *identity)
{
	AUTO_CLOSE int pidfd =
		is_pid_known(identity) ? (int)syscall(SYS_pidfd_open, identity->supervisor, 0) : -1;
	AUTO_CLOSE int file = -1;
	AUTO_FREE char *text = NULL;
	char key[CLAIM_KEY_SIZE];
	struct failure ignored;

	identity_key(identity, RUN_KEY, identity->id, key);
	if (pidfd < 0 ||
		state_examine(runs->directory, key, &file, &text, &ignored) != HOLDER_LIVES)
		return -1;
	return take_fd(&pidfd);
}

static long patience_of(const struct found_run *run, unsigned grace_ms)
{
	json_int_t own = json_integer_value(json_object_get(run->record, "grace_ms"));
	long grace = grace_ms == (unsigned)CONTROL_OWN_GRACE ? (long)own : (long)grace_ms;

	/* The command's, and then that of what it left behind. */
	return grace + (long)own + SLACK_MS;
}

int ask_to_stop(const struct runs *runs, const struct found_run *run, unsigned grace_ms,
	struct stopping *stopping, struct failure *failure)
{
	const struct control_message stop = { .kind = CONTROL_STOP, .grace_ms = grace_ms };

	*stopping = (struct stopping){
		.connection = -1,
		.supervisor = hold_supervisor(runs, &run->identity),
		.patience_ms = patience_of(run, grace_ms),
	};
	memcpy(stopping->id, run->identity.id, sizeof(stopping->id));
	/* One that does not listen is about to end, and is waited for. */
	if (ask(run, &stop, &stopping->connection, failure) < 0 && failure->code != ECONNREFUSED) {
		close_fd(&stopping->supervisor);
		return -1;
	}
	/* A job that was stopped by ^Z. */
	if (stopping->supervisor >= 0 && process_is_stopped(run->identity.supervisor))
		signals_send(stopping->supervisor, SIGCONT);
	return 0;
}

void ask_finish(struct stopping *stopping)
{
	struct pollfd ends[] = {
		{ .fd = stopping->supervisor, .events = POLLIN },
		{ .fd = stopping->connection, .events = POLLIN },
	};
	bool can_end = stopping->supervisor >= 0 || stopping->connection >= 0;

	if (can_end && poll(ends, ARRAY_SIZE(ends), (int)stopping->patience_ms) == 0 &&
		stopping->supervisor >= 0)
		signals_send(stopping->supervisor, SIGKILL);
	/* It hangs up, by its end or by its death, before it has let go of the locks. */
	if (stopping->supervisor >= 0)
		poll(ends, 1, SLACK_MS);
	close_fd(&stopping->connection);
	close_fd(&stopping->supervisor);
}

int ask_to_tell(const struct found_run *run, int *connection)
{
	const struct control_message wait = { .kind = CONTROL_WAIT };
	struct failure ignored;

	return ask(run, &wait, connection, &ignored);
}

int ask_status(const struct found_run *run)
{
	struct control_message answer = { .kind = CONTROL_WAIT };
	AUTO_CLOSE int connection = -1;

	if (ask_to_tell(run, &connection) < 0 ||
		passing_receive_plain(connection, &answer, sizeof(answer)) <= 0)
		return -1;
	return answer.status;
}
