/* SPDX-License-Identifier: MIT */
#ifndef RUNNER_PCAP_H
#define RUNNER_PCAP_H

/* --pcap, as the run's supervisor sees it: who records (recorder.h), and its end. */
#include "run.h"

/*
 * Starts to record the run's links, which are called as in created inside, and are down. That it listens
 * can be waited for by run->recording.recorder.report.
 */
int pcap_start(struct run *run, char (*created)[IFNAMSIZ], struct failure *failure);

/* Takes what it reports: it listens, or why not. Waits for it. */
int pcap_take(struct run *run, struct failure *failure);

/* What has come until now is in the file when this returns, and no recorder is left. */
void pcap_end(struct run *run);

#endif
