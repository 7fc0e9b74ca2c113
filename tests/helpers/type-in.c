/* SPDX-License-Identifier: MIT */
/*
 * type-in TEXT: puts TEXT and Enter into the input of the terminal on standard input, as if it had been typed
 * (TIOCSTI), for whoever reads there next. Prints "typed", or the name of the error.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *text = argc == 2 ? argv[1] : "";

	for (; *text != '\0'; text++) {
		if (ioctl(STDIN_FILENO, TIOCSTI, text) < 0) {
			printf("%s\n", strerrorname_np(errno));
			return 1;
		}
	}
	if (ioctl(STDIN_FILENO, TIOCSTI, "\n") < 0)
		return 1;
	printf("typed\n");
	return 0;
}
