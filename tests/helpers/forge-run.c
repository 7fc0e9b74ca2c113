/* SPDX-License-Identifier: MIT */
/*
 * What a user can write who has read nsrun's source: a record of a run that nsrun did not make, and a
 * supervisor that answers for it.
 *
 *	forge-run [NETNS [UTSNS]]
 *
 * The run is called "forged". Who joins it is sent the network namespace open at NETNS, a user namespace of
 * the forger's, and the caller's own others, or in the place of the UTS namespace what is open at UTSNS: as
 * those of a run with a granted link. Without NETNS none is sent at all. Prints a line when it can be
 * called, and ends when it has answered once.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../runner/control.h"
#include "../../runner/passing.h"
#include "../../runner/state.h"

static struct identity identity;

static int name_record(int directory, int file, const char *sort, const char *rest)
{
	char key[CLAIM_KEY_SIZE];

	identity_key(&identity, sort, rest, key);
	return state_name(directory, file, key);
}

static int write_record(struct failure *failure)
{
	static char none[] = "none";
	char *command[] = { none, NULL };
	int directory = state_open_host(failure);
	char *text;
	int file;

	if (directory < 0 || identity_start(&identity, "forged", command, -1, failure) < 0)
		return -1;
	text = identity_to_json(&identity);
	file = state_write(directory, LOCK_EX, text, failure);
	free(text);
	if (file < 0)
		return -1;
	return name_record(directory, file, RUN_KEY, identity.id) < 0 ||
			name_record(directory, file, NAME_KEY, "forged") < 0
		? fail(failure, EEXIST, "record")
		: 0;
}

/* A new one, which a process has been in. */
static int open_users(void)
{
	char path[64];
	int ends[2], users;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		if (unshare(CLONE_NEWUSER) < 0)
			_exit(1);
		close(ends[1]);
		pause();
		_exit(0);
	}
	close(ends[1]);
	while (read(ends[0], path, 1) < 0 && errno == EINTR)
		continue;
	snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)pid);
	users = open(path, O_RDONLY | O_CLOEXEC);
	kill(pid, SIGKILL);
	return users;
}

static void put(struct control_message *message, enum control_descriptor which, const char *path,
	int fds[CONTROL_DESCRIPTORS])
{
	fds[which] = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : open_users();
	message->has[which] = fds[which] >= 0;
}

static int answer(int connection, const char *netns, const char *utsns)
{
	static struct control_message message;
	int all[CONTROL_DESCRIPTORS], fds[CONTROL_DESCRIPTORS];
	size_t count = 0;

	if (passing_receive_plain(connection, &message, sizeof(message)) != 1)
		return -1;
	memset(&message, 0, sizeof(message));
	message.kind = CONTROL_JOINED;
	message.users_last = netns != NULL;
	if (netns != NULL) {
		put(&message, CONTROL_USERS, NULL, all);
		put(&message, CONTROL_NETWORK, netns, all);
		put(&message, CONTROL_MOUNTS, "/proc/self/ns/mnt", all);
		put(&message, CONTROL_UTS, utsns != NULL ? utsns : "/proc/self/ns/uts", all);
	}
	for (int i = 0; i < CONTROL_DESCRIPTORS; i++) {
		if (message.has[i])
			fds[count++] = all[i];
	}
	/* As long as it is open the run lives, for who asks. */
	return passing_send(connection, &message, sizeof(message), fds, count) == 0 &&
			read(connection, &message, 1) >= 0
		? 0
		: -1;
}

int main(int argc, char **argv)
{
	static struct control control = { .listener = -1 };
	struct pollfd called = { .events = POLLIN };
	struct failure failure = { .text = "" };

	if (argc > 3 || write_record(&failure) < 0 ||
		control_open(&control, &identity, &failure) < 0) {
		fprintf(stderr, "forge-run: %s\n", failure.text);
		return 1;
	}
	puts("forged");
	fflush(stdout);
	called.fd = control.listener;
	if (poll(&called, 1, 30000) <= 0)
		return 1;
	return answer(accept(control.listener, NULL, NULL), argv[1], argc == 3 ? argv[2] : NULL) < 0
		? 1
		: 0;
}
