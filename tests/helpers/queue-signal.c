/* SPDX-License-Identifier: MIT */
/* queue-signal PID SIGNAL VALUE: sends the signal, a number, by sigqueue(3). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	union sigval value;

	if (argc != 4)
		return 2;
	value.sival_int = atoi(argv[3]);
	if (sigqueue(atoi(argv[1]), atoi(argv[2]), value) == 0)
		return 0;
	perror("queue-signal");
	return 1;
}
