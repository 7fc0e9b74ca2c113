/* SPDX-License-Identifier: MIT */
/*
 * What a user can write who has read nsrun's source: a record of a run that nsrun did not make, and a
 * supervisor that answers for it.
 *
 *	forge-run NETNS
 *
 * The run is called "forged". Who joins it is sent the network namespace open at NETNS, and the caller's
 * own others, as those of a run with a granted link. Prints a line when it can be called, and ends when it
 * has answered once.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
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

	if (directory < 0 || identity_start(&identity, "forged", command, failure) < 0)
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

static int answer(int connection, const char *netns)
{
	static struct control_message message;
	const int fds[] = {
		open(netns, O_RDONLY | O_CLOEXEC),
		open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC),
		open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC),
	};

	if (fds[0] < 0 || passing_receive_plain(connection, &message, sizeof(message)) != 1)
		return -1;
	memset(&message, 0, sizeof(message));
	message.kind = CONTROL_JOINED;
	message.users_last = true;
	message.has[CONTROL_NETWORK] = true;
	message.has[CONTROL_MOUNTS] = true;
	message.has[CONTROL_UTS] = true;
	/* As long as it is open the run lives, for who asks. */
	return passing_send(connection, &message, sizeof(message), fds, ARRAY_SIZE(fds)) == 0 &&
			read(connection, &message, 1) >= 0
		? 0
		: -1;
}

int main(int argc, char **argv)
{
	static struct control control = { .listener = -1 };
	struct pollfd called = { .events = POLLIN };
	struct failure failure = { .text = "" };

	if (argc != 2 || write_record(&failure) < 0 ||
		control_open(&control, &identity, &failure) < 0) {
		fprintf(stderr, "forge-run: %s\n", failure.text);
		return 1;
	}
	puts("forged");
	fflush(stdout);
	called.fd = control.listener;
	if (poll(&called, 1, 30000) <= 0)
		return 1;
	return answer(accept(control.listener, NULL, NULL), argv[1]) < 0 ? 1 : 0;
}
