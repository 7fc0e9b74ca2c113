/* SPDX-License-Identifier: MIT */
/*
 * adopt COMMAND [ARG...]: runs COMMAND, and when it has ended says how many processes it left,
 * dead ones that nobody has waited for too: as their subreaper this is their parent then. Says
 * "left: N" on standard error and ends with 1, or with COMMAND's status when there is none.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	siginfo_t info;
	int status = 1;
	int left = 0;
	pid_t pid;

	if (argc < 2)
		return 2;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	for (;;) {
		memset(&info, 0, sizeof(info));
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG) < 0)
			break;
		left++;
		/* One that is alive is not named by its pid here, and ends with the stage. */
		if (info.si_pid == 0)
			break;
	}
	if (left != 0) {
		fprintf(stderr, "left: %d\n", left);
		return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
