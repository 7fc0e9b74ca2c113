/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_TOPOLOGY_LIFT_H
#define RUNNER_TOPOLOGY_LIFT_H

/*
 * The hosts of a topology, begun one after the other, each by an nsrun of its own that goes on in the
 * background. So a host is a run as any other, and how it comes to be ready, or fails, is that nsrun's.
 */
#include "../signals.h"
#include "topology.h"

/* Those that are up, by their IDs: a name may be another run's by the time of their end. */
struct lifted {
	size_t count;
	char **ids;
};

/*
 * Begins the hosts in their order, and waits until each is ready. Fails with the first that does, and when a
 * signal asks nsrun to end; what is up then is in lifted, too. The caller hands it to lift_release().
 */
int lift_hosts(const struct topology *topology, const struct signals *signals,
	struct lifted *lifted, struct failure *failure);
void lift_release(struct lifted *lifted);

#endif
