/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../ask.h"
#include "../log.h"
#include "../options.h"

struct request {
	bool follow;
};

static int set_follow(const struct option_use *use, struct failure *failure)
{
	struct request *request = use->target;

	(void)failure;
	request->follow = true;
	return 0;
}

static const struct option options[] = {
	{ "follow", 'f', NULL, GROUP_LIFE, "go on until the run ends", set_follow },
};
const struct option_list logs_options = { options, ARRAY_SIZE(options), "help logs", false };

static int print(int file, off_t *place, struct failure *failure)
{
	if (log_copy(file, place, STDOUT_FILENO) < 0)
		return fail(failure, errno, "write to stdout");
	return 0;
}

/* Prints what comes until the connection to the run ends, and what had come by then. */
static int follow(int file, off_t *place, const char *path, int connection, struct failure *failure)
{
	AUTO_CLOSE int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pollfd ready[] = {
		{ .fd = changes, .events = POLLIN },
		{ .fd = connection, .events = POLLIN },
	};
	char events[4096];

	if (changes < 0 || inotify_add_watch(changes, path, IN_MODIFY) < 0)
		return fail(failure, errno, "watch %s", path);
	while (ready[1].revents == 0) {
		/* What was written before it was watched is printed first. */
		if (print(file, place, failure) < 0)
			return -1;
		if (poll(ready, ARRAY_SIZE(ready), -1) < 0 && errno != EINTR)
			return fail(failure, errno, "wait for the log");
		if (read(changes, events, sizeof(events)) < 0 && errno != EAGAIN)
			return fail(failure, errno, "wait for the log");
	}
	return print(file, place, failure);
}

static int print_log(
	const struct found_run *run, const struct request *request, struct failure *failure)
{
	const char *path = json_string_value(json_object_get(run->record, "log"));
	AUTO_CLOSE int file = -1;
	AUTO_CLOSE int connection = -1;
	off_t place;

	if (path == NULL)
		return fail(failure, 0,
			"run %s has no log: its output is where nsrun was started, or use --log FILE",
			run->identity.id);
	file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return fail(failure, errno, "open %s", path);
	place = log_first_line(file);
	if (request->follow && run->is_live && ask_to_tell(run, &connection) == 0)
		return follow(file, &place, path, connection, failure);
	return print(file, &place, failure);
}

int command_logs(char **words, struct failure *failure)
{
	struct request request = { .follow = false };
	struct found_run run;
	int result;

	if (options_parse_names(words, &logs_options, &request, failure) < 0)
		return -1;
	if (words[0] == NULL || words[1] != NULL)
		return fail(failure, 0, "logs: name one run");
	if (runs_find_one(words[0], &run, failure) < 0)
		return -1;
	result = print_log(&run, &request, failure);
	json_decref(run.record);
	return result;
}
