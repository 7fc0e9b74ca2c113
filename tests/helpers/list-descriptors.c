/* SPDX-License-Identifier: MIT */
/*
 * list-descriptors FILE: writes the numbers of the descriptors that this program was started with,
 * one a line, with "listening" behind those of sockets that are. FILE and not the standard output,
 * which may be closed. It looks before it opens anything.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { LOOKED_AT = 4096 };

static int is_listening(int fd)
{
	int value = 0;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0;
}

int main(int argc, char **argv)
{
	static char found[LOOKED_AT];
	FILE *file;

	for (int fd = 0; fd < LOOKED_AT; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			found[fd] = is_listening(fd) ? 2 : 1;
	}
	file = fopen(argc > 1 ? argv[1] : "/dev/stdout", "w");
	if (file == NULL)
		return 1;
	for (int fd = 0; fd < LOOKED_AT; fd++) {
		if (found[fd] != 0)
			fprintf(file, "%d%s\n", fd, found[fd] == 2 ? " listening" : "");
	}
	return fclose(file) == 0 ? 0 : 1;
}
