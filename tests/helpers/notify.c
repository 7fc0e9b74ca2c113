/* SPDX-License-Identifier: MIT */
/*
 * notify TIMES MESSAGE      sends the message to NOTIFY_SOCKET that often, as sd_notify(3) does; of a
 *                           message each "\n" is a newline
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void put_newlines(char *text)
{
	char *from = text;

	while (*from != '\0') {
		if (from[0] == '\\' && from[1] == 'n') {
			*text++ = '\n';
			from += 2;
		} else {
			*text++ = *from++;
		}
	}
	*text = '\0';
}

int main(int argc, char **argv)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size;

	if (argc != 3 || name == NULL || strlen(name) >= sizeof(address.sun_path))
		return 2;
	put_newlines(argv[2]);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	if (connect(fd, (struct sockaddr *)&address, size) < 0)
		return 1;
	for (int i = 0; i < atoi(argv[1]); i++) {
		if (send(fd, argv[2], strlen(argv[2]), 0) < 0)
			return 1;
	}
	return 0;
}
