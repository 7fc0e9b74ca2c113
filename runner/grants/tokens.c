/* SPDX-License-Identifier: MIT */
#include "tokens.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../../netsetup/patience.h"

#define TOKEN "nsrun/" /* begins each name */

enum {
	PAUSE_US = 100, /* between who binds the name and who can be asked */
	PATIENCE_MS = 20,
	NOBODY_KNOWN = 65534,
	BACKLOG = 128,
};

/* The size of the address; 0: the name is too long. */
static socklen_t make_address(const char *name, struct sockaddr_un *address)
{
	int length;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	length = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, TOKEN "%s", name);
	if (length >= (int)sizeof(address->sun_path) - 1)
		return 0;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

static int open_socket(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/*
 * Who listens there: 1, 0 for a moment nobody can be asked, or -1. What only has the name and does not
 * listen is nothing of nsrun's.
 */
static int find_owner(const struct sockaddr_un *address, socklen_t size, uid_t *owner)
{
	AUTO_CLOSE int asker = open_socket();
	struct ucred peer;
	socklen_t peer_size = sizeof(peer);

	if (asker < 0)
		return -1;
	if (connect(asker, (const struct sockaddr *)address, size) < 0)
		return errno == EAGAIN ? 0 : -1;
	if (getsockopt(asker, SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) < 0)
		return -1;
	*owner = peer.uid;
	return 1;
}

int token_take(const char *name, int *token, uid_t *owner, struct failure *failure)
{
	struct patience patience = patience_for(PATIENCE_MS, PAUSE_US);
	AUTO_CLOSE int listener = open_socket();
	struct sockaddr_un address;
	socklen_t size = make_address(name, &address);
	int found = -1;

	*token = -1;
	*owner = NOBODY_KNOWN;
	if (size == 0)
		return fail(failure, ENAMETOOLONG, "token %s", name);
	if (listener < 0)
		return fail(failure, errno, "token %s", name);
	do {
		if (bind(listener, (struct sockaddr *)&address, size) == 0) {
			if (listen(listener, BACKLOG) < 0)
				return fail(failure, errno, "token %s", name);
			*token = take_fd(&listener);
			return 1;
		}
		if (errno != EADDRINUSE)
			return fail(failure, errno, "token %s", name);
		found = find_owner(&address, size, owner);
	} while (found <= 0 && patience_wait(&patience));
	/* Somebody whom too many ask: of whom nothing is known nothing good is assumed. */
	if (found == 0)
		*owner = 0;
	return 0;
}

void token_answer(int token)
{
	struct sockaddr_un caller;
	socklen_t size = sizeof(caller);
	AUTO_CLOSE int asker = accept4(token, (struct sockaddr *)&caller, &size, SOCK_CLOEXEC);

	(void)asker;
}

bool token_owner(const char *name, uid_t *owner)
{
	struct sockaddr_un address;
	socklen_t size = make_address(name, &address);
	int found = size != 0 ? find_owner(&address, size, owner) : -1;

	/* It is there, and too many ask. */
	if (found == 0)
		*owner = 0;
	return found >= 0;
}

/* proc(5): the name is the last word of a line, and "@" stands for the NUL of an abstract one. */
int tokens_each(
	void (*visit)(const char *name, void *context), void *context, struct failure *failure)
{
	AUTO_FILE FILE *file = fopen("/proc/net/unix", "re");
	char line[512];

	if (file == NULL)
		return fail(failure, errno, "open /proc/net/unix");
	while (fgets(line, sizeof(line), file) != NULL) {
		char *name = strstr(line, " @" TOKEN);

		line[strcspn(line, "\n")] = '\0';
		if (name != NULL)
			visit(name + strlen(" @" TOKEN), context);
	}
	return 0;
}
