/* SPDX-License-Identifier: MIT */
/*
 * fill-pipe LEFT       fills the pipe that is its standard output with "x", but for LEFT bytes that are
 *                      still free then
 * fill-pipe --unread   says how many bytes are in the pipe that is its standard input
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char text[1 << 20];
	int size = fcntl(STDOUT_FILENO, F_GETPIPE_SZ);
	int unread;

	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "--unread") == 0) {
		if (ioctl(STDIN_FILENO, FIONREAD, &unread) < 0)
			return 1;
		printf("%d\n", unread);
		return 0;
	}
	size -= atoi(argv[1]);
	if (size < 0 || size > (int)sizeof(text))
		return 1;
	memset(text, 'x', sizeof(text));
	return write(STDOUT_FILENO, text, (size_t)size) == size ? 0 : 1;
}
