/* SPDX-License-Identifier: MIT */
#include "ending.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "../netsetup/cleanup.h"
#include "../netsetup/clock.h"
#include "../netsetup/kinds.h"
#include "../netsetup/patience.h"
#include "../netsetup/power.h"
#include "attach.h"
#include "dhcp.h"
#include "ended.h"
#include "orphans.h"
#include "parents.h"
#include "pcap.h"

/* Where the run's processes are; those that keep its leases or record its frames are not meant. */
struct place {
	const struct run *run;
	struct stat netns;
};

/* The run's namespace, which cannot get another's inode while the handle's sockets hold it. */
static bool is_of_run(pid_t pid, const struct stat *netns, void *context)
{
	const struct place *place = context;

	return netns->st_dev == place->netns.st_dev && netns->st_ino == place->netns.st_ino &&
		!dhcp_has(place->run, pid) && place->run->recording.recorder.pid != pid;
}

/*
 * What a command left behind becomes nsrun's child, for nsrun is its subreaper. So a run that left
 * nothing, and that nobody joined, has no child, which costs one call to see. A child need not be the run's, though: the
 * shell's job in `job & exec nsrun …` is not; so the namespace decides.
 */
static void end_left_behind(struct run *run)
{
	AUTO_CLOSE int netns = -1;
	struct place place = { .run = run };
	const struct orphans orphans = {
		.is_meant = is_of_run,
		.context = &place,
		.grace_ms = run->plan->grace_ms,
		.says = run->plan->verbose,
		.signals = &run->job.signals,
	};
	size_t ended;

	if ((!orphans_reap(&ended) && !run->control.was_joined) || run->namespace.route < 0)
		return;
	netns = namespace_open(run->namespace.route);
	if (netns >= 0 && fstat(netns, &place.netns) == 0)
		orphans_end(&orphans);
}

/* A passthru link keeps the parent from the host as long as it exists: not a moment more. */
static bool has_taken_parent(const struct run *run)
{
	for (size_t i = 0; i < run->link_count; i++) {
		const struct link_kind_entry *kind = link_kind(run->links[i].kind);

		if (kind->takes_parent(run->links[i].mode) && !kind->is_moved)
			return true;
	}
	return false;
}

/*
 * Whether something keeps the namespace alive that is no socket: a process that joined it, a mount
 * of it. Nobody can have come for a run that was over at once, and the answer takes the kernel
 * some 18 ms: so only a run that lasted waits for it.
 */
static bool is_held(struct run *run)
{
	enum { LASTED_MS = 1000, DEATH_MS = 40, PAUSE_US = 1000 };
	struct patience patience = patience_steady(DEATH_MS, PAUSE_US);

	if (clock_now_ms() - run->started_ms < LASTED_MS)
		return false;
	do {
		if (namespace_is_gone(run->netlink, run->namespace.id))
			return false;
	} while (patience_wait(&patience));
	return true;
}

static int free_addresses(struct run *run, struct failure *failure)
{
	POWER;
	bool has_sockets;
	int result;

	namespace_silence(&run->namespace, run->links, run->link_count);
	result = attach_undo(run, failure);
	has_sockets = namespace_has_sockets(&run->namespace);
	namespace_let_go(&run->namespace);
	if (run->namespace.id >= 0 && (has_sockets || has_taken_parent(run) || is_held(run)))
		namespace_delete_links(run->netlink, run->namespace.id);
	return result;
}

/* Of a run that was launched, and that nobody stopped. */
static bool keeps_end(const struct run *run)
{
	return run->plan->detach && !run->plan->remove && !run->control.is_stopped &&
		run->record >= 0;
}

int ending_finish(struct run *run, struct failure *failure)
{
	int result;

	end_left_behind(run);
	/* Whom the command left behind had the network until now. A client may leave something, too. */
	if (dhcp_end(run))
		end_left_behind(run);
	/* A lease that is given back is in the record, too. */
	pcap_end(run);
	nsname_remove(&run->nsname, run->plan->name);
	streams_close(&run->streams);
	watch_close(&run->watch);
	for (int i = 0; i < HELD_COUNT; i++)
		close_fd(&run->joinable.held[i]);
	reaper_end(&run->reaper);
	result = free_addresses(run, failure);
	if (!keeps_end(run))
		ended_forget(run);
	else if (ended_write(run, run->status, failure) < 0)
		result = -1;
	claims_release(&run->claims, &run->record, &run->identity);
	parents_leave(run);
	home_leave(&run->home, run->state);
	grants_give_back(&run->tokens);
	close_fd(&run->state);
	return result;
}

void ending_abandon(struct run *run)
{
	struct failure ignored;
	siginfo_t info;

	if (run->job.pidfd >= 0) {
		signals_send(run->job.pidfd, SIGKILL);
		signals_wait(run->job.pidfd, &info, WEXITED);
		close_fd(&run->job.pidfd);
	}
	close_fd(&run->channel);
	close_fd(&run->network);
	close_fd(&run->way_back);
	ending_finish(run, &ignored);
}
