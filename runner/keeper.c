/* SPDX-License-Identifier: MIT */
#include "keeper.h"

/*
 * Theory of operation
 *
 *     supervisor            keeper                                  client (dhcpcd, udhcpc)
 *     fork ───────────────▶ into the run's network namespace,
 *                           a mount namespace of its own
 *                           start it ─────────────────────────────▶ asks for a lease
 *                           is the address the host's? ◀── event ── has one
 *                           put it on the link, announce it
 *     go on ◀─── report ─── it is there
 *        …                  put on the link what changes ◀─ event ─ renews it
 *     SIGTERM ────────────▶ SIGTERM ──────────────────────────────▶ releases it
 *     the address is free ◀ end ◀────────────────────────────────── end
 *
 * It is the supervisor's child and not the command's: the command has no child that it does not know
 * of, and when the supervisor is killed the keeper is told (PR_SET_PDEATHSIG), and the lease is
 * released all the same. The command's first process is dead by then.
 *
 * The client finds its state in a /run and /var/lib of its own, which nobody else sees: the host's
 * own client keeps its lease, its pid file and its /etc/resolv.conf. It has no word in what belongs to
 * the run: the events of its script are read as data, and parsed strictly.
 *
 * Until the address was looked at the link answers no ARP: dhcpcd puts it on the link before it
 * says so, and it may be the host's.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../netsetup/addresses.h"
#include "../netsetup/announce.h"
#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"
#include "../netsetup/namespace.h"
#include "../netsetup/routes.h"
#include "../netsetup/sysctls.h"
#include "confine.h"
#include "dhcpclient.h"

enum {
	ANSWER_MS = 10000,
	RELEASE_MS = 2000, /* to release the lease and end */
	MOST_TEXT = 4096,
};

struct keeper {
	const struct run *run;
	struct link_config link; /* its index is set */
	struct mac_address mac;
	pid_t supervisor;
	int report;
	struct netlink *host;
	struct netlink *inside;
	int signals; /* a signalfd */
	int events;  /* the FIFO */
	int errors;  /* the client's stderr */
	const struct dhcp_client *client;
	char path[PATH_MAX];
	pid_t pid; /* the client's; 0: it has ended */
	struct lease lease;
	bool has_reported;
	char event[MOST_TEXT]; /* what was read and is no whole line yet */
	size_t event_size;
	char last_words[128]; /* the last line of the client's stderr */
};

/* Out of the job, so that ^C and ^Z of its terminal are not for it, and off its files. */
static int detach(struct keeper *keeper, struct failure *failure)
{
	AUTO_CLOSE int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	prctl(PR_SET_NAME, "nsrun-dhcp");
	if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0)
		return fail(failure, errno, "--ip dhcp: open /dev/null");
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return fail(failure, errno, "--ip dhcp: tie the DHCP client to nsrun");
	if (getppid() != keeper->supervisor)
		_exit(STATUS_NSRUN_FAILED);
	return 0;
}

static int find_link(struct keeper *keeper, struct failure *failure)
{
	struct link_info info;

	if (link_find(keeper->inside, keeper->link.name, &info, failure) < 0)
		return -1;
	keeper->link.made.index = info.index;
	keeper->mac = info.mac;
	return 0;
}

static int enter_network(struct keeper *keeper, struct failure *failure)
{
	AUTO_CLOSE int netns = namespace_open(keeper->run->namespace.route);

	if (netns < 0)
		return fail(failure, errno, "--ip dhcp: the run's network namespace");
	/* The others are the supervisor's, and a copy would keep its locks and pipes. */
	descriptors_close_but((int[]){ keeper->report, netns }, 2);
	if (netlink_open(&keeper->host, failure) < 0)
		return -1;
	if (setns(netns, CLONE_NEWNET) < 0)
		return fail(failure, errno, "--ip dhcp: the run's network namespace");
	if (netlink_open(&keeper->inside, failure) < 0 || find_link(keeper, failure) < 0)
		return -1;
	return sysctls_answer_arp(keeper->link.name, false, failure);
}

static int open_ears(struct keeper *keeper, struct failure *failure)
{
	sigset_t heard;

	sigemptyset(&heard);
	sigaddset(&heard, SIGTERM);
	sigaddset(&heard, SIGCHLD);
	/* Writing, too: so there is always a reader, and never an end of file. */
	keeper->events = open(DHCPCLIENT_EVENTS, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	keeper->signals = signalfd(-1, &heard, SFD_NONBLOCK | SFD_CLOEXEC);
	if (keeper->events < 0 || keeper->signals < 0)
		return fail(failure, errno, "--ip dhcp: hear from the client");
	return 0;
}

/* The client, from its first instruction on. Its stderr takes what goes wrong. */
static _Noreturn void execute(const struct keeper *keeper, struct dhcp_call *call, int errors)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	char *environment[] = { path, NULL };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (dup2(errors, STDERR_FILENO) >= 0 && chdir("/") == 0 && confine_powers() == 0)
		execve(keeper->path, call->arguments, environment);
	dprintf(STDERR_FILENO, "%s: %s\n", keeper->path, strerror(errno));
	_exit(STATUS_NOT_FOUND);
}

static int start_client(struct keeper *keeper, struct failure *failure)
{
	struct dhcp_call call = {
		.link = &keeper->link,
		.hostname = keeper->run->plan->hostname,
		.path = keeper->path,
	};
	int pipe[2];

	if (dhcpclient_prepare(keeper->client, &call, failure) < 0)
		return -1;
	if (pipe2(pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return fail(failure, errno, "--ip dhcp: pipe");
	keeper->errors = pipe[0];
	keeper->pid = fork();
	if (keeper->pid == 0)
		execute(keeper, &call, pipe[1]);
	close(pipe[1]);
	if (keeper->pid < 0)
		return fail(failure, errno, "--ip dhcp: fork");
	return 0;
}

static void say(struct keeper *keeper, bool has_lease, const struct failure *failure)
{
	struct keeper_report report = { .has_lease = has_lease };
	ssize_t written;

	if (keeper->has_reported)
		return;
	if (failure != NULL)
		report.failure = *failure;
	keeper->has_reported = true;
	/*
	 * Shorter than PIPE_BUF, into an empty pipe: whole or not at all. Then the supervisor hears the end of
	 * file, and ends the keeper.
	 */
	written = write(keeper->report, &report, sizeof(report));
	(void)written;
	close_fd(&keeper->report);
}

/* Sends the signal to each child. Those of a client whose parent has ended are the keeper's. */
static void signal_children(int signal)
{
	AUTO_FILE FILE *file = fopen("/proc/thread-self/children", "re");
	int pid;

	while (file != NULL && fscanf(file, "%d", &pid) == 1)
		kill((pid_t)pid, signal);
}

/* Returns whether any child is left. Notes the client's end. */
static bool reap(struct keeper *keeper, int *status)
{
	int code;
	pid_t pid;

	while ((pid = waitpid(-1, &code, WNOHANG)) > 0) {
		if (pid != keeper->pid)
			continue;
		keeper->pid = 0;
		if (status != NULL)
			*status = code;
	}
	return pid == 0;
}

/* Waits for a signal. Returns false when the time is over. */
static bool wait_for_signal(struct keeper *keeper, int64_t deadline)
{
	struct pollfd signal = { .fd = keeper->signals, .events = POLLIN };
	struct signalfd_siginfo info;
	int64_t left = deadline - clock_now_ms();

	if (left <= 0 || poll(&signal, 1, (int)left) == 0)
		return false;
	while (read(keeper->signals, &info, sizeof(info)) > 0)
		continue;
	return true;
}

/* SIGTERM lets the client release its lease; SIGKILL does not. No child is left. */
static _Noreturn void finish(struct keeper *keeper, int signal)
{
	int64_t deadline = clock_now_ms() + RELEASE_MS;

	if (signal == SIGTERM && keeper->pid > 0 && kill(keeper->pid, SIGTERM) < 0)
		signal = SIGKILL;
	while (signal == SIGTERM && reap(keeper, NULL)) {
		if (!wait_for_signal(keeper, deadline))
			break;
	}
	while (reap(keeper, NULL)) {
		signal_children(SIGKILL);
		wait_for_signal(keeper, clock_now_ms() + RELEASE_MS);
	}
	lease_withdraw(keeper->inside, &keeper->link, &keeper->lease);
	_exit(0);
}

static _Noreturn void give_up(struct keeper *keeper, const struct failure *failure, int signal)
{
	say(keeper, false, failure);
	finish(keeper, signal);
}

/*
 * An address of the host's is not released: the server may have it down for the host, and would
 * lend it to the next who asks.
 */
static void refuse_host_address(struct keeper *keeper, const struct lease *lease)
{
	struct failure failure;
	char text[IP_TEXT_SIZE];
	int is_local = route_is_local(keeper->host, &lease->address.address, 0, &failure);

	if (is_local == 0)
		return;
	address_remove(keeper->inside, keeper->link.made.index, &lease->address);
	if (is_local > 0) {
		fail(&failure, 0,
			"--ip dhcp: the server offered %s, which is an address of this host",
			ip_format(&lease->address.address, text));
		fail_advise(
			&failure, "take it out of what the server lends, or give --ip ADDRESS/LEN");
	}
	give_up(keeper, &failure, SIGKILL);
}

static int put_on_link(struct keeper *keeper, const struct lease *lease, struct failure *failure)
{
	char text[PREFIX_TEXT_SIZE];

	if (!keeper->client->configures &&
		lease_apply(keeper->inside, &keeper->link, &keeper->lease, lease, failure) < 0)
		return -1;
	if (!address_is_on(keeper->inside, keeper->link.made.index, &lease->address.address))
		return fail(failure, 0, "--ip dhcp: %s said that it had %s, and '%s' has it not",
			keeper->client->name, ip_prefix_format(&lease->address, text),
			keeper->link.name);
	return sysctls_answer_arp(keeper->link.name, true, failure);
}

/* Later on a lease that cannot be put on the link is as one that is lost. */
static void take_lease(struct keeper *keeper, const struct lease *lease)
{
	bool is_new = !ip_equal(&keeper->lease.address.address, &lease->address.address);
	struct failure failure;

	refuse_host_address(keeper, lease);
	if (put_on_link(keeper, lease, &failure) < 0)
		give_up(keeper, &failure, SIGTERM);
	keeper->lease = *lease;
	if (is_new)
		announce_ipv4(
			keeper->link.made.index, &keeper->mac, &lease->address.address, &failure);
	say(keeper, true, NULL);
}

static void lose_lease(struct keeper *keeper)
{
	if (!keeper->client->configures)
		lease_withdraw(keeper->inside, &keeper->link, &keeper->lease);
	memset(&keeper->lease, 0, sizeof(keeper->lease));
}

static void take_event(struct keeper *keeper, char *line)
{
	struct lease lease;

	switch (dhcpclient_read(line, &lease)) {
	case DHCP_LEASED:
		take_lease(keeper, &lease);
		break;
	case DHCP_LOST:
		lose_lease(keeper);
		break;
	case DHCP_NOTHING:
		break;
	}
}

static void read_events(struct keeper *keeper)
{
	char *text = keeper->event;
	ssize_t size = read(keeper->events, text + keeper->event_size,
		sizeof(keeper->event) - 1 - keeper->event_size);
	char *end;

	if (size <= 0)
		return;
	keeper->event_size += (size_t)size;
	text[keeper->event_size] = '\0';
	while ((end = memchr(text, '\n', keeper->event_size)) != NULL) {
		*end++ = '\0';
		take_event(keeper, text);
		keeper->event_size -= (size_t)(end - text);
		memmove(text, end, keeper->event_size);
	}
	/* A line that does not fit is none of the script's. */
	if (keeper->event_size == sizeof(keeper->event) - 1)
		keeper->event_size = 0;
}

/* Keeps the last line, for the message when the client fails. Later on it says more than is needed. */
static void read_errors(struct keeper *keeper)
{
	char text[MOST_TEXT];
	ssize_t size = read(keeper->errors, text, sizeof(text) - 1);
	char *rest = text;
	char *line;

	if (size <= 0) {
		close_fd(&keeper->errors);
		return;
	}
	text[size] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line != '\0')
			snprintf(keeper->last_words, sizeof(keeper->last_words), "%s", line);
	}
}

/* The client is gone, and not asked to. The kernel removes a lent address when its time is over. */
static _Noreturn void mourn(struct keeper *keeper, int status)
{
	struct failure failure;

	if (keeper->errors >= 0)
		read_errors(keeper);
	fail(&failure, 0, "--ip dhcp: %s on '%s' ended with status %d", keeper->client->name,
		keeper->link.name,
		WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	if (keeper->last_words[0] != '\0')
		fail_advise(&failure, "%s", keeper->last_words);
	if (keeper->has_reported)
		_exit(STATUS_NSRUN_FAILED);
	give_up(keeper, &failure, SIGKILL);
}

static void read_signals(struct keeper *keeper)
{
	struct signalfd_siginfo info;
	int status = 0;

	if (read(keeper->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGTERM)
		finish(keeper, SIGTERM);
	reap(keeper, &status);
	if (keeper->pid == 0)
		mourn(keeper, status);
}

static _Noreturn void fail_waiting(struct keeper *keeper)
{
	struct failure failure;
	char title[LINK_TITLE_SIZE];

	fail(&failure, 0,
		"--ip dhcp: %s: no server gave an address within %d s: look for one on that network, "
		"or give --ip ADDRESS/LEN",
		link_title(&keeper->link, title), ANSWER_MS / 1000);
	give_up(keeper, &failure, SIGTERM);
}

static _Noreturn void keep(struct keeper *keeper)
{
	int64_t deadline = clock_now_ms() + ANSWER_MS;

	for (;;) {
		struct pollfd ready[] = {
			{ .fd = keeper->events, .events = POLLIN },
			{ .fd = keeper->signals, .events = POLLIN },
			{ .fd = keeper->errors, .events = POLLIN },
		};
		int64_t left = deadline - clock_now_ms();

		if (!keeper->has_reported && left <= 0)
			fail_waiting(keeper);
		poll(ready, ARRAY_SIZE(ready), keeper->has_reported ? -1 : (int)left);
		if (ready[0].revents != 0)
			read_events(keeper);
		if (ready[1].revents != 0)
			read_signals(keeper);
		if (ready[2].revents != 0)
			read_errors(keeper);
	}
}

static int find_client(struct keeper *keeper, struct failure *failure)
{
	keeper->client = dhcpclient_find(keeper->path);
	if (keeper->client == NULL)
		return fail(failure, 0,
			"--ip dhcp: this host has no DHCP client: install dhcpcd or udhcpc");
	return 0;
}

_Noreturn void keeper_run(const struct run *run, size_t number, pid_t supervisor, int report)
{
	static struct keeper keeper;
	struct failure failure;

	keeper.run = run;
	keeper.link = run->links[number];
	keeper.supervisor = supervisor;
	keeper.report = report;
	if (detach(&keeper, &failure) < 0 || find_client(&keeper, &failure) < 0 ||
		enter_network(&keeper, &failure) < 0 || confine_files(&failure) < 0 ||
		open_ears(&keeper, &failure) < 0 || start_client(&keeper, &failure) < 0)
		give_up(&keeper, &failure, SIGKILL);
	keep(&keeper);
}
