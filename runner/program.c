/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <errno.h>
#include <unistd.h>

#include "dockerwords.h"

int program_enter(const char *directory, struct failure *failure)
{
	if (directory != NULL && chdir(directory) < 0)
		return fail(failure, errno, "--chdir %s", directory);
	return 0;
}

void program_exec(const struct signals *signals, char *const *command, struct failure *failure)
{
	signals_give_back(signals);
	execvp(command[0], command);
	fail(failure, errno, "exec '%s'", command[0]);
	if (failure->code == ENOENT && dockerwords_is_image(command[0]))
		fail_advise(failure,
			"nsrun has no images: leave %s out, and name the command itself",
			command[0]);
	failure->status = failure->code == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
}
