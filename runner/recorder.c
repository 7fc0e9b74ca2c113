/* SPDX-License-Identifier: MIT */
#include "recorder.h"

/*
 * Theory of operation
 *
 *     supervisor            recorder
 *     make the links
 *     fork ───────────────▶ open the file, with the user's own rights
 *                           into the run's network namespace,
 *                           open a tap on each link
 *                           give up all privileges
 *     go on ◀─── report ─── the file begins
 *        …                  frames, within TAP_PATIENCE_MS of each
 *     SIGTERM ────────────▶ those that have come until now, and how many were dropped
 *     go on ◀──── report, end
 *
 * A process of its own, for what comes from the network does not wait for a supervisor that waits for
 * something else, and what can go wrong with it does not reach the run: from the report on nothing here is a
 * failure of nsrun's, but a warning. When the supervisor is killed it is told (PR_SET_PDEATHSIG), and the
 * file is whole all the same.
 *
 * It sees the host's files and runs as the user, so the command, which may be that user, must not reach
 * into it: it cannot be traced (PR_SET_DUMPABLE), and has what the tightest command has: no
 * capabilities, nsrun's own filter.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"
#include "../netsetup/links.h"
#include "../netsetup/power.h"
#include "framefile.h"
#include "pcapng.h"
#include "say.h"

enum { MOST_TAPS = PLAN_MAX_LINKS + 1 }; /* with that of --host-access */

struct recorder {
	const struct run *run;
	const char *path;
	pid_t supervisor;
	int report;
	int signals;      /* a signalfd */
	int64_t deadline; /* of its end; 0: it is not asked to end */
	size_t count;
	struct tap taps[MOST_TAPS]; /* by the link's number in the file */
	char names[MOST_TAPS][IFNAMSIZ];
	struct framefile file;
};

static void say(
	const struct recorder *recorder, enum recorder_state state, const struct failure *why)
{
	struct recorder_report report = { .state = state };

	if (why != NULL)
		report.failure = *why;
	/* Shorter than PIPE_BUF, into an empty pipe: whole or, without a reader, not at all. */
	if (write(recorder->report, &report, sizeof(report)) < 0)
		_exit(STATUS_NSRUN_FAILED);
}

/* In the words of the option; --pcap is there already where it is about the file. */
static _Noreturn void give_up(const struct recorder *recorder, struct failure *failure)
{
	char context[PATH_MAX];

	if (strncmp(failure->text, "--pcap", strlen("--pcap")) != 0) {
		snprintf(context, sizeof(context), "--pcap %s", recorder->path);
		fail_in(failure, context);
	}
	say(recorder, RECORDER_FAILED, failure);
	_exit(STATUS_NSRUN_FAILED);
}

static int tie(const struct recorder *recorder, struct failure *failure)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return fail(failure, errno, "tie the recorder to nsrun");
	if (getppid() != recorder->supervisor)
		_exit(STATUS_NSRUN_FAILED);
	return 0;
}

/* Until it listens SIGTERM ends it, whatever it waits for: the other end of a FIFO has no reader yet. */
static int detach(const struct recorder *recorder, struct failure *failure)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t ending;

	setsid();
	prctl(PR_SET_NAME, "nsrun-pcap");
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	if (sigaction(SIGTERM, &usual, NULL) < 0 || sigprocmask(SIG_UNBLOCK, &ending, NULL) < 0)
		return fail(failure, errno, "signals");
	return tie(recorder, failure);
}

/*
 * Off the job's files: who reads nsrun's output in the background is to see its end. In the foreground
 * there is somebody to be warned.
 */
static int leave_streams(const struct recorder *recorder, struct failure *failure)
{
	const int last = recorder->run->plan->detach ? STDERR_FILENO : STDOUT_FILENO;
	AUTO_CLOSE int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; i <= last; i++) {
		if (nothing < 0 || dup2(nothing, i) < 0)
			return fail(failure, errno, "open /dev/null");
	}
	return chdir("/") < 0 ? fail(failure, errno, "/") : 0;
}

static int hear_end(struct recorder *recorder, struct failure *failure)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	recorder->signals = signalfd(-1, &ending, SFD_CLOEXEC);
	if (recorder->signals < 0 || sigprocmask(SIG_BLOCK, &ending, NULL) < 0)
		return fail(failure, errno, "signals");
	return 0;
}

static void begin_file(struct framefile *file)
{
	struct utsname machine;
	char system[PCAPNG_LONGEST];
	struct pcapng_maker maker = { machine.machine, system, "nsrun " NSRUN_VERSION };

	uname(&machine);
	snprintf(system, sizeof(system), "%s %s", machine.sysname, machine.release);
	framefile_add(file, pcapng_section(framefile_room(file), &maker));
}

static int find_type(
	const struct link_info *info, enum pcapng_link_type *type, struct failure *failure)
{
	switch (info->type) {
	case ARPHRD_ETHER:
		*type = PCAPNG_ETHERNET;
		return 0;
	case ARPHRD_NONE:
	case ARPHRD_RAWIP:
		*type = PCAPNG_RAW;
		return 0;
	default:
		return fail(failure, 0, "the frames of '%s' have a form that it cannot tell: %d",
			info->name, info->type);
	}
}

static int add_tap(struct recorder *recorder, const struct link_info *info, const char *name,
	const char *title, struct failure *failure)
{
	struct pcapng_link link = { .name = name, .title = title, .mac = info->mac };

	if (find_type(info, &link.type, failure) < 0 ||
		tap_open(&recorder->taps[recorder->count], info->index, failure) < 0)
		return -1;
	snprintf(recorder->names[recorder->count++], IFNAMSIZ, "%s", name);
	framefile_add(&recorder->file, pcapng_link(framefile_room(&recorder->file), &link));
	return 0;
}

static int add_links(struct recorder *recorder, struct netlink *inside, char (*created)[IFNAMSIZ],
	struct failure *failure)
{
	const struct run *run = recorder->run;

	for (size_t i = 0; i < run->link_count; i++) {
		char title[LINK_TITLE_SIZE];
		struct link_info info;

		if (link_find(inside, created[i], &info, failure) < 0 ||
			add_tap(recorder, &info, run->links[i].name,
				link_title(&run->links[i], title), failure) < 0)
			return -1;
	}
	return 0;
}

/* What the host and the command say to each other is on none of the links. */
static int add_host_access(
	struct recorder *recorder, struct netlink *inside, struct failure *failure)
{
	struct link_info info;

	if (recorder->run->access.host_end[0] == '\0')
		return 0;
	if (host_access_find(inside, &recorder->run->access, &info, failure) < 0)
		return -1;
	return add_tap(recorder, &info, info.name, "host access", failure);
}

static int open_taps(struct recorder *recorder, char (*created)[IFNAMSIZ], struct failure *failure)
{
	POWER;
	AUTO_NETLINK struct netlink *inside = NULL;

	if (setns(recorder->run->network, CLONE_NEWNET) < 0)
		return fail(failure, errno, "the run's network namespace");
	if (netlink_open(&inside, failure) < 0 || add_links(recorder, inside, created, failure) < 0)
		return -1;
	return add_host_access(recorder, inside, failure);
}

static int leave_powers(const struct recorder *recorder, struct failure *failure)
{
	static const struct capability_sets none;
	const struct filter_program *filter = filter_choose(NULL, none.kept, false, failure);

	if (filter == NULL)
		return -1;
	if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(failure, errno, "give up privileges");
	if (capabilities_reduce_bounding(none.bounding, failure) < 0 ||
		capabilities_reduce(&none, failure) < 0 || filter_load(filter, failure) < 0)
		return -1;
	power_give_back();
	return tie(recorder, failure);
}

/* What cannot be written to at all is a failure, and not a warning. A reader has its time. */
static int try_file(struct recorder *recorder, struct failure *failure)
{
	return framefile_write(&recorder->file) < 0
		? fail(failure, errno, "--pcap %s", recorder->path)
		: 0;
}

/* ------------------------------------------------------------------ while it records */

static void hear_signal(struct recorder *recorder)
{
	struct signalfd_siginfo info;

	if (read(recorder->signals, &info, sizeof(info)) > 0 && recorder->deadline == 0)
		recorder->deadline = clock_now_ms() + RECORDER_END_MS;
}

/* Waits until who reads takes more. When asked to end it waits until the deadline. 0, or -1 (errno). */
static int wait_for_reader(struct recorder *recorder)
{
	struct pollfd ready[] = {
		{ .fd = recorder->file.fd, .events = POLLOUT },
		{ .fd = recorder->signals, .events = POLLIN },
	};
	const int64_t left = recorder->deadline - clock_now_ms();

	if (recorder->deadline != 0 && left <= 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	poll(ready, ARRAY_SIZE(ready), recorder->deadline != 0 ? (int)left : -1);
	if (ready[1].revents != 0)
		hear_signal(recorder);
	return 0;
}

/* Nothing more can be written. */
static _Noreturn void stop(struct recorder *recorder)
{
	const char *why = errno == ETIMEDOUT ? "its reader takes no more" : strerror(errno);

	framefile_cut(&recorder->file);
	say_warning("--pcap %s: %s: the record ends here", recorder->path, why);
	say(recorder, RECORDER_ENDED, NULL);
	_exit(STATUS_NSRUN_FAILED);
}

/* Writes all that the file was given. */
static void write_out(struct recorder *recorder)
{
	int result;

	while ((result = framefile_write(&recorder->file)) == 0) {
		if (wait_for_reader(recorder) < 0)
			stop(recorder);
	}
	if (result < 0)
		stop(recorder);
}

/*
 * The link whose next frame is the first of all, and that frame; -1: there is none, or not yet. One that is on its
 * way to the reader may be from before those that are there.
 */
static int find_first(struct recorder *recorder, struct tap_frame *first)
{
	int number = -1;

	for (size_t i = 0; i < recorder->count; i++) {
		struct tap_frame frame;

		if (tap_peek(&recorder->taps[i], &frame)) {
			if (number >= 0 && frame.time_ns >= first->time_ns)
				continue;
			*first = frame;
			number = (int)i;
		} else if (!tap_is_empty(&recorder->taps[i])) {
			return -1;
		}
	}
	return number;
}

/* Writes the frames that are there, but not more than fit into the buffer: somebody may ask it to end. */
static void take_frames(struct recorder *recorder)
{
	struct tap_frame frame;
	unsigned char *room;
	int number;

	while ((room = framefile_room(&recorder->file)) != NULL &&
		(number = find_first(recorder, &frame)) >= 0) {
		framefile_add(&recorder->file, pcapng_frame(room, (unsigned)number, &frame));
		tap_next(&recorder->taps[number]);
	}
	write_out(recorder);
}

/* Waits until another frame can be taken, for so many milliseconds at most; -1: as long as it takes. */
static void wait_for_frames(struct recorder *recorder, int milliseconds)
{
	struct pollfd ready[MOST_TAPS + 1];
	struct tap_frame ignored;

	/* Who has a frame that cannot be taken yet is not waited for. */
	for (size_t i = 0; i < recorder->count; i++) {
		ready[i] = (struct pollfd){ .fd = recorder->taps[i].fd, .events = POLLIN };
		if (tap_peek(&recorder->taps[i], &ignored))
			ready[i].fd = -1;
	}
	if (find_first(recorder, &ignored) >= 0)
		milliseconds = 0;
	ready[recorder->count] = (struct pollfd){ .fd = recorder->signals, .events = POLLIN };
	if (poll(ready, recorder->count + 1, milliseconds) > 0 &&
		ready[recorder->count].revents != 0)
		hear_signal(recorder);
}

static bool is_all_taken(const struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->count; i++) {
		if (!tap_is_empty(&recorder->taps[i]))
			return false;
	}
	return true;
}

static void drain(struct recorder *recorder)
{
	for (size_t i = 0; i < recorder->count; i++)
		tap_stop(&recorder->taps[i]);
	take_frames(recorder);
	while (!is_all_taken(recorder) && clock_now_ms() < recorder->deadline) {
		wait_for_frames(recorder, TAP_PATIENCE_MS);
		take_frames(recorder);
	}
}

static void warn_of_drops(const struct recorder *recorder, size_t number, uint64_t dropped)
{
	if (dropped != 0)
		say_warning("--pcap %s: %llu frames of %s are not in it: they came faster than "
			    "they could be written",
			recorder->path, (unsigned long long)dropped, recorder->names[number]);
}

static void end_file(struct recorder *recorder)
{
	struct timespec now;
	uint64_t time_ns;

	clock_gettime(CLOCK_REALTIME, &now);
	time_ns = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
	for (size_t i = 0; i < recorder->count; i++) {
		const struct tap_counts counts = tap_count(&recorder->taps[i]);

		framefile_add(&recorder->file,
			pcapng_counts(
				framefile_room(&recorder->file), (unsigned)i, time_ns, &counts));
		warn_of_drops(recorder, i, counts.dropped);
	}
	write_out(recorder);
}

static _Noreturn void record(struct recorder *recorder)
{
	while (recorder->deadline == 0) {
		wait_for_frames(recorder, -1);
		take_frames(recorder);
	}
	drain(recorder);
	end_file(recorder);
	say(recorder, RECORDER_ENDED, NULL);
	_exit(0);
}

_Noreturn void recorder_run(
	const struct run *run, char (*created)[IFNAMSIZ], pid_t supervisor, int report)
{
	static struct recorder recorder;
	struct failure failure;

	recorder.run = run;
	recorder.path = run->plan->pcap;
	recorder.supervisor = supervisor;
	recorder.report = report;
	/* The others are the supervisor's, and a copy would keep its locks and pipes. */
	descriptors_close_but((int[]){ report, run->network }, 2);
	begin_file(&recorder.file);
	if (detach(&recorder, &failure) < 0 ||
		framefile_open(&recorder.file, recorder.path, &failure) < 0 ||
		leave_streams(&recorder, &failure) < 0 || hear_end(&recorder, &failure) < 0 ||
		open_taps(&recorder, created, &failure) < 0 ||
		leave_powers(&recorder, &failure) < 0 || try_file(&recorder, &failure) < 0)
		give_up(&recorder, &failure);
	say(&recorder, RECORDER_LISTENS, NULL);
	record(&recorder);
}
