/* SPDX-License-Identifier: MIT */
#include "lift.h"

/*
 * Theory of operation
 *
 * A host's nsrun writes its ID or its failure, and ends when the host is ready or is not going to be. Its
 * supervisor holds the same two pipes until then. So their end of file says that both have come to an end
 * of the launch: who is told to stop meanwhile leaves nothing that would begin later.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../../netsetup/cleanup.h"
#include "../say.h"
#include "words.h"

#define SELF "/proc/self/exe"

/* What comes out of one pipe. The rest of what is too much for it is read and forgotten. */
struct heard {
	int fd;
	size_t length;
	char text[4096];
};

/* A host that is being launched. */
struct launching {
	pid_t pid;
	struct heard out, err;
	int signal; /* that asked nsrun to end; 0: none has */
};

static _Noreturn void become_nsrun(
	const struct words *words, const struct signals *signals, pid_t parent, int out, int err)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
		_exit(STATUS_NSRUN_FAILED);
	signals_give_back(signals);
	execv(SELF, words->list);
	dprintf(STDERR_FILENO, "nsrun: " SELF ": %s\n", strerror(errno));
	_exit(STATUS_NSRUN_FAILED);
}

static int start(const struct words *words, const struct signals *signals,
	struct launching *launching, struct failure *failure)
{
	AUTO_CLOSE int out = -1;
	AUTO_CLOSE int err = -1;
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "pipe");
	launching->out.fd = ends[0];
	out = ends[1];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(failure, errno, "pipe");
	launching->err.fd = ends[0];
	err = ends[1];
	launching->pid = fork();
	if (launching->pid == 0)
		become_nsrun(words, signals, parent, out, err);
	return launching->pid < 0 ? fail(failure, errno, "fork") : 0;
}

static void hear(struct heard *heard)
{
	char rest[512];
	size_t room = sizeof(heard->text) - 1 - heard->length;
	ssize_t length = read(heard->fd, room != 0 ? heard->text + heard->length : rest,
		room != 0 ? room : sizeof(rest));

	if (length <= 0)
		close_fd(&heard->fd);
	else if (room != 0)
		heard->length += (size_t)length;
	heard->text[heard->length] = '\0';
}

/* Until both ends are closed. A signal of the terminal's reaches the host's nsrun, too, and does no harm twice. */
static void attend(const struct signals *signals, struct launching *launching)
{
	while (launching->out.fd >= 0 || launching->err.fd >= 0) {
		struct pollfd ready[] = {
			{ .fd = launching->out.fd, .events = POLLIN },
			{ .fd = launching->err.fd, .events = POLLIN },
			{ .fd = signals->fd, .events = POLLIN },
		};
		int signal;

		poll(ready, ARRAY_SIZE(ready), -1);
		if (ready[0].revents != 0)
			hear(&launching->out);
		if (ready[1].revents != 0)
			hear(&launching->err);
		signal = ready[2].revents != 0 ? signals_take_end(signals) : 0;
		if (signal == 0 || launching->signal != 0)
			continue;
		launching->signal = signal;
		kill(launching->pid, SIGTERM);
	}
}

/* Of "nsrun: what\n" the what. */
static const char *without_name(const char *line)
{
	static const char name[] = "nsrun: ";

	return strncmp(line, name, strlen(name)) == 0 ? line + strlen(name) : line;
}

static void warn(const char *host, const char *line)
{
	static const char sort[] = "warning: ";
	const char *text = without_name(line);

	if (strncmp(text, sort, strlen(sort)) == 0)
		text += strlen(sort);
	say_warning("%s: %s", host, text);
}

/* Each line is a warning, but the last of a host that failed. Returns that, or NULL. */
static const char *tell(const char *host, char *text, bool has_failed)
{
	char *rest = text;
	char *line, *last = NULL;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '\0')
			continue;
		if (last != NULL)
			warn(host, last);
		last = line;
	}
	if (last == NULL || has_failed)
		return last;
	warn(host, last);
	return NULL;
}

static int fail_interrupted(const struct topology *topology, int signal, struct failure *failure)
{
	char name[SIGNAL_NAME_SIZE];

	return fail(failure, 0, "%s: ended by %s before all hosts were ready", topology->name,
		signals_name(signal, name));
}

/* Notes the ID of a host that is up. */
static int note(struct lifted *lifted, struct heard *out, struct failure *failure)
{
	out->text[strcspn(out->text, "\n")] = '\0';
	lifted->ids[lifted->count] = strdup(out->text);
	if (lifted->ids[lifted->count] == NULL)
		return fail(failure, ENOMEM, "the ID of run %s", out->text);
	lifted->count++;
	return 0;
}

/* What became of it: 0 when it is up, or -1 with its own failure. */
static int conclude(const struct topology_host *host, struct launching *launching,
	struct lifted *lifted, struct failure *failure)
{
	bool is_up;
	const char *why;
	int status;

	if (waitpid(launching->pid, &status, 0) < 0)
		return fail(failure, errno, "wait for %s", host->name);
	is_up = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	why = tell(host->name, launching->err.text, !is_up);
	if (is_up)
		return note(lifted, &launching->out, failure);
	return fail(failure, 0, "%s: %s", host->name,
		why != NULL ? without_name(why) : "its nsrun ended without a word");
}

static int lift_one(const struct topology *topology, const struct topology_host *host,
	const struct signals *signals, struct lifted *lifted, struct failure *failure)
{
	struct launching launching = { .out.fd = -1, .err.fd = -1 };
	struct words words;
	int result = -1;

	launching.signal = signals_take_end(signals);
	if (launching.signal != 0)
		return fail_interrupted(topology, launching.signal, failure);
	if (words_make(topology, host, &words, failure) == 0)
		result = start(&words, signals, &launching, failure);
	words_release(&words);
	if (result == 0) {
		attend(signals, &launching);
		result = conclude(host, &launching, lifted, failure);
	}
	close_fd(&launching.out.fd);
	close_fd(&launching.err.fd);
	return launching.signal != 0 ? fail_interrupted(topology, launching.signal, failure)
				     : result;
}

int lift_hosts(const struct topology *topology, const struct signals *signals,
	struct lifted *lifted, struct failure *failure)
{
	*lifted = (struct lifted){ .ids = calloc(topology->host_count, sizeof(*lifted->ids)) };
	if (lifted->ids == NULL)
		return fail(failure, ENOMEM, "%s", topology->tree.path);
	for (size_t i = 0; i < topology->host_count; i++) {
		if (lift_one(topology, &topology->hosts[i], signals, lifted, failure) < 0)
			return -1;
	}
	return 0;
}

void lift_release(struct lifted *lifted)
{
	for (size_t i = 0; i < lifted->count; i++)
		free(lifted->ids[i]);
	free(lifted->ids);
	*lifted = (struct lifted){ .count = 0 };
}
