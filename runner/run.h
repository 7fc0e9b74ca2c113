/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

/* One run, as its supervisor knows it from the launch to the end. */
#include "../netsetup/hostaccess.h"
#include "../netsetup/namespace.h"
#include "../netsetup/physical.h"
#include "claims.h"
#include "control.h"
#include "descriptors.h"
#include "grants/grants.h"
#include "home.h"
#include "hostlinks.h"
#include "names/watch.h"
#include "nsname.h"
#include "portmode.h"
#include "ready.h"
#include "reaper.h"
#include "servant.h"
#include "statusfd.h"
#include "steps.h"
#include "streams.h"
#include "supervise.h"
#include "tester.h"

enum { MOST_SHARES = PLAN_MAX_LINKS * (MOST_TAGS + 1) };

struct share {
	struct shared shared;
	union { /* what the shared kind's functions are given */
		struct host_link host_link;
		struct port_mode port_mode;
	};
};

/* Who keeps the lease of a link (dhcp.h). */
struct lease_holder {
	struct servant keeper;
	ino_t mounts; /* the mount namespace of keeper and client, by number */
};

/* Who records the frames of the links (pcap.h). */
struct recording {
	struct servant recorder;
	bool listens; /* from then on nothing is missed */
};

struct run {
	const struct plan *plan;
	bool touches_host; /* a link of it is on something of the host's */
	size_t link_count;
	struct link_config links[PLAN_MAX_LINKS];
	struct descriptors descriptors;
	struct covers covers;         /* over files of this host, about names */
	struct watch watch;           /* that they stay */
	struct privileges privileges; /* of the command */
	struct usermap users;         /* of its own user namespace */
	bool users_last;              /* made behind the others, which do not belong to it */
	bool own_pids;
	struct reaper reaper; /* of its own PID namespace */
	const struct filter_program *filter;
	struct environment environment; /* of the command, too */
	struct job job;                 /* the command, from the clone on */
	struct steps steps;
	struct steps child_steps; /* known with the exec */
	int64_t started_ms;       /* when nsrun began, by clock_now_ms() */
	struct timespec created;  /* the same for people */
	struct timespec started;  /* the exec */
	struct netlink *netlink;  /* in the host's namespace */
	int netns;                /* to run in; -1: a new one */
	int way_back; /* the host's network, to come back to; -1: there is no way back */
	int network;  /* the network namespace that it runs in, during the launch; or -1 */
	int channel;  /* the supervisor's end, during the launch */
	struct namespace_handle namespace;
	struct identity identity;
	int state; /* of state_open_host(), or -1 */
	struct home home;
	struct tokens tokens;
	struct claims claims;
	int record; /* the run's record since it was written anew, locked; or -1 */
	struct control control;
	struct nsname nsname;
	struct streams streams;
	struct ready ready;
	struct tester tester;
	struct statusfd statusfd;
	int report; /* of a detached run: where the one who waits for it hears; else -1 */
	int status; /* of the command, when it is over */
	struct joinable
		joinable; /* mounts and uts are owned; -1 before the launch and after the end */
	struct host_access access;
	struct lease_holder leases[PLAN_MAX_LINKS]; /* by the link's number */
	struct recording recording;
	struct physical physicals[PLAN_MAX_LINKS]; /* of the links that were moved in, by number */
	size_t share_count;
	struct share shares[MOST_SHARES]; /* what links have in common with other runs, in order */
};

/* Whether a link of it has an address of a DHCP server's. */
static inline bool run_has_dhcp(const struct run *run)
{
	for (size_t i = 0; i < run->link_count; i++) {
		if (run->links[i].dhcp)
			return true;
	}
	return false;
}

/* Whether the run's network is the supervisor's to make; else it is the child's, or is there. From the clone on. */
static inline bool run_makes_network(const struct run *run)
{
	return run->way_back >= 0;
}

#endif
