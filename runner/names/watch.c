/* SPDX-License-Identifier: MIT */
#include "watch.h"

/*
 * The kernel tells of each change in a mount namespace by POLLPRI on its mountinfo. Unlike inotify,
 * of which a user can have 128 as distributions are set, that costs nobody anything.
 */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../netsetup/cleanup.h"
#include "../below.h"
#include "../clone.h"
#include "../say.h"
#include "../signals.h"
#include "mounting.h"

enum {
	AGAIN_MS = 100,
	PUT_MS = 1000, /* it takes one or two */
};

struct watch watch_none(void)
{
	return (struct watch){ .mounts = -1, .users = -1, .timer = -1 };
}

int watch_open(struct watch *watch, const struct covers *covers, int list, struct failure *failure)
{
	if (list < 0)
		return 0;
	watch->covers = covers;
	watch->list = fdopen(list, "re");
	if (watch->list != NULL)
		return 0;
	close_fd(&list);
	return fail(failure, errno, "list of the run's mounts");
}

/* Takes out of covers all that is still there. */
static void leave_missing(struct watch *watch, struct covers *covers)
{
	struct mount_line line;

	rewind(watch->list);
	while (mount_line_read(watch->list, &line)) {
		for (int i = 0; i < COVER_COUNT; i++) {
			if (strcmp(line.path, covers_path((enum cover)i)) == 0)
				covers_leave_out(covers, (enum cover)i);
		}
	}
}

/*
 * Leaves those of which the path is there: it is the same on this host, where it can be looked at
 * without entering the namespace. The mounts are gone before a rename is done, and during one no
 * directory can be read: so this waits for it.
 */
static void leave_possible(struct covers *covers)
{
	struct stat status;

	for (int i = 0; i < COVER_COUNT; i++) {
		const char *path = covers_path((enum cover)i);
		char parent[32];
		DIR *directory;

		if (!covers_has(covers, (enum cover)i))
			continue;
		snprintf(parent, sizeof(parent), "%.*s", (int)(covers_name((enum cover)i) - path),
			path);
		directory = opendir(parent);
		if (directory == NULL || readdir(directory) == NULL || lstat(path, &status) < 0)
			covers_leave_out(covers, (enum cover)i);
		if (directory != NULL)
			closedir(directory);
	}
}

static void end_timer(struct watch *watch)
{
	if (watch->timer >= 0)
		events_remove(watch->events, watch->timer);
	close_fd(&watch->timer);
}

/* To become another user unties from the supervisor. */
static int enter_users(const struct watch *watch, struct failure *failure)
{
	if (watch->users < 0)
		return 0;
	if (setns(watch->users, CLONE_NEWUSER) < 0)
		return fail(failure, errno, "enter the user namespace");
	if (usermap_become(watch->map, failure) < 0)
		return -1;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return 0;
}

static void warn(const char *why)
{
	say_warning("a file for names was replaced on this host and is this host's in the run now: "
		    "%s",
		why);
}

/* A process of its own goes in, and tells by its status whether it can be tried again. */
static _Noreturn void put_back(const struct watch *watch, const struct covers *missing)
{
	struct failure failure;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if ((enter_users(watch, &failure) < 0 ||
		    mounting_put(missing, watch->mounts, &failure) < 0) &&
		failure.code != ENOENT) {
		warn(failure.text);
		_exit(STATUS_NSRUN_FAILED);
	}
	_exit(0);
}

/* What the command has put where a cover was may never answer, as a file system of its own (FUSE). */
static bool try_to_put(const struct watch *watch, const struct covers *missing)
{
	struct failure ignored;
	struct pollfd end = { .events = POLLIN };
	int status = 0;
	pid_t pid = clone_process(&end.fd, &ignored);

	if (pid == 0)
		put_back(watch, missing);
	/* One that is not there could not be started this time. */
	if (pid < 0)
		return true;
	if (poll(&end, 1, PUT_MS) == 0 && signals_send(end.fd, SIGKILL) == 0)
		warn("the file system there does not answer");
	close_fd(&end.fd);
	return waitpid(pid, &status, 0) < 0 || status == 0;
}

static void look_again(void *context);

/* The name is not there while somebody replaces it, which no change of mounts ends. */
static void wait_for_path(struct watch *watch)
{
	if (watch->timer >= 0)
		return;
	watch->timer = events_timer(AGAIN_MS);
	if (watch->timer >= 0 && !events_add(watch->events, watch->timer, look_again, watch))
		close_fd(&watch->timer);
}

static void look(void *context)
{
	struct watch *watch = context;
	struct covers missing = *watch->covers, possible;

	leave_missing(watch, &missing);
	possible = missing;
	leave_possible(&possible);
	if (covers_any(&possible)) {
		if (!try_to_put(watch, &possible)) {
			watch_close(watch);
			return;
		}
		leave_missing(watch, &missing);
	}
	if (covers_any(&missing))
		wait_for_path(watch);
	else
		end_timer(watch);
}

static void look_again(void *context)
{
	struct watch *watch = context;

	events_timer_rest(watch->timer);
	look(watch);
}

void watch_serve(struct watch *watch, int mounts, int users, const struct usermap *map,
	struct events *events)
{
	if (watch->list == NULL)
		return;
	watch->mounts = mounts;
	watch->users = users;
	watch->map = map;
	watch->events = events;
	events_add_changes(events, fileno(watch->list), look, watch);
}

void watch_close(struct watch *watch)
{
	if (watch->events != NULL)
		end_timer(watch);
	if (watch->events != NULL)
		events_remove(watch->events, fileno(watch->list));
	close_file(&watch->list);
	*watch = watch_none();
}
